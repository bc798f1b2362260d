import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { listCandidates } from '../../../harness/checkpoints/candidates.ts'
import { fullModelFiles, gguf, writeFiles } from '../../helpers/checkpoint-files.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

/** A folder with these subfolders, and these files in it. */
async function folderWith(folders: readonly string[], files: Parameters<typeof writeFiles>[1] = {}): Promise<string> {
  const out = await writeFiles(join(await temporaryFolder(), 'out'), files)
  for (const name of folders) await mkdir(join(out, name), { recursive: true })
  return out
}

/** Paths below the folder, with what the trainer says of those that are unfinished. */
async function found(out: string, part = '') {
  const candidates = await listCandidates(join(out, part))
  return candidates?.map(({ path, unfinished = '' }) => `${path.slice(out.length)} ${unfinished}`.trim())
}

it('lists checkpoints in the order of their steps, without staging folders and others', async () => {
  const out = await folderWith([
    'checkpoint-1000',
    'checkpoint-500',
    'tmp-checkpoint-1500',
    'checkpoint-2000.tmp',
    'runs',
    '.git',
  ])
  expect(await found(out)).toEqual(['/checkpoint-500', '/checkpoint-1000'])
})

it('lists GGUF files, and of split ones the first part', async () => {
  const names = [
    'step-2.gguf',
    'step-1-00001-of-00002.gguf',
    'step-1-00002-of-00002.gguf',
    'step-3.gguf.tmp',
    'notes.txt',
  ]
  const out = await folderWith([], Object.fromEntries(names.map((name) => [name, 'x'])))
  expect(await found(out)).toEqual(['/step-1-00001-of-00002.gguf', '/step-2.gguf'])
})

it('lists files in other formats where there is nothing else', async () => {
  expect(await found(await folderWith([], { 'epoch=1-step=500.ckpt': 'x', 'notes.txt': 'x' }))).toEqual([
    '/epoch=1-step=500.ckpt',
  ])
  expect(await found(await folderWith(['step-2'], { 'step-1.ckpt': 'x' }))).toEqual(['/step-2'])
})

it('looks one folder below', async () => {
  expect(await found(await folderWith(['weights/step_20', 'weights/step_40', 'logs']))).toEqual([
    '/weights/step_20',
    '/weights/step_40',
  ])
})

it.each([
  ['the folder itself', [], fullModelFiles(1), ''],
  ['a folder called final', ['final_model'], {}, '/final_model'],
  ['a file called final', [], { 'sft-final.gguf': gguf(1) }, '/sft-final.gguf'],
])('lists final weights last: %s', async (_, folders, files, path) => {
  expect(await found(await folderWith(['checkpoint-500', ...folders], files))).toEqual(['/checkpoint-500', path])
})

it('takes a trainer’s word that a checkpoint is not finished', async () => {
  const megatron = await folderWith(['iter_0000100', 'iter_0000200'], { 'latest_checkpointed_iteration.txt': '100\n' })
  expect(await found(megatron)).toEqual(['/iter_0000100', '/iter_0000200 latest_checkpointed_iteration.txt says 100'])
  const stable = await folderWith(['weights/step_20', 'weights/step_40'])
  await writeFiles(join(stable, 'weights/step_20'), { STABLE: '' })
  expect(await found(stable)).toEqual(['/weights/step_20', '/weights/step_40 it has no file STABLE yet, unlike others'])
})

it('lists one series where one is named', async () => {
  const out = await folderWith(['checkpoint-1', 'checkpoint-1-merged', 'step_1'])
  expect(await found(out, 'checkpoint-*')).toEqual(['/checkpoint-1'])
  expect(await found(out, 'checkpoint-*-merged')).toEqual(['/checkpoint-1-merged'])
})

it('has nothing to list where there is no such folder', async () => {
  expect(await listCandidates(join(await temporaryFolder(), 'out'))).toBeUndefined()
})
