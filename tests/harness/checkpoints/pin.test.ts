import { readdir, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { pinCheckpoint } from '../../../harness/checkpoints/pin.ts'
import {
  inspectCheckpoint,
  readCheckpoint,
  type WholeCheckpoint,
} from '../../../harness/checkpoints/read-checkpoint.ts'
import { fullModelFiles, gguf, writeFiles } from '../../helpers/checkpoint-files.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

async function whole(path: string): Promise<WholeCheckpoint> {
  const found = await inspectCheckpoint(path)
  if (found.outcome !== 'whole') throw new Error(found.outcome)
  return found
}

it('keeps a checkpoint that its trainer deletes, without the optimizer’s state', async () => {
  const root = await temporaryFolder()
  const path = await writeFiles(join(root, 'checkpoint-1'), {
    ...fullModelFiles(1, 2),
    'optimizer.pt': 'large',
    'a.py': '',
  })
  const before = await readCheckpoint(path)
  const pin = await pinCheckpoint(await whole(path), 'checkpoint-1', [join(root, 'pinned')])
  await rm(path, { recursive: true })
  expect(pin?.path).toBe(join(root, 'pinned/checkpoint-1'))
  expect(await readdir(pin?.path ?? '')).toEqual(Object.keys({ ...fullModelFiles(1, 2), 'a.py': '' }).sort())
  expect(await readCheckpoint(pin?.path ?? '')).toMatchObject({
    checkpoint: { identity: Object(before).checkpoint.identity },
  })
  await pin?.release()
  await expect(stat(join(root, 'pinned/checkpoint-1'))).rejects.toThrow('ENOENT')
})

it('keeps GGUF files', async () => {
  const root = await writeFiles(await temporaryFolder(), { 'step-1.gguf': gguf(1), 'step-2.gguf': gguf(2) })
  const pin = await pinCheckpoint(await whole(join(root, 'step-1.gguf')), 'step-1.gguf', [join(root, 'pinned')])
  expect(pin?.path).toBe(join(root, 'pinned/step-1.gguf/step-1.gguf'))
  expect(await readdir(join(root, 'pinned/step-1.gguf'))).toEqual(['step-1.gguf'])
})

it('uses the next place where links cannot be made, and in the end the checkpoint where it is', async () => {
  const root = await temporaryFolder()
  const path = await writeFiles(join(root, 'checkpoint-1'), fullModelFiles(1))
  await writeFile(join(root, 'file'), '')
  const cannotBe = join(root, 'file/pinned')
  const found = await whole(path)
  expect((await pinCheckpoint(found, 'checkpoint-1', [cannotBe, join(root, 'pinned')]))?.path).toBe(
    join(root, 'pinned/checkpoint-1'),
  )
  const inPlace = await pinCheckpoint(found, 'checkpoint-1', [cannotBe])
  expect(inPlace?.path).toBe(path)
  await inPlace?.release()
  expect(await inspectCheckpoint(path)).toMatchObject({ outcome: 'whole' })
})

it('keeps nothing of a checkpoint that was deleted, or is written to again', async () => {
  const root = await temporaryFolder()
  const path = await writeFiles(join(root, 'checkpoint-1'), fullModelFiles(1))
  const found = await whole(path)
  await writeFile(join(path, 'tokenizer.json'), '{"other": 1}')
  expect(await pinCheckpoint(found, 'checkpoint-1', [join(root, 'pinned')])).toBeUndefined()
  await rm(path, { recursive: true })
  expect(await pinCheckpoint(found, 'checkpoint-1', [join(root, 'pinned')])).toBeUndefined()
  expect(await readdir(join(root, 'pinned'))).toEqual([])
})

it('keeps a pin of the same files, though they are there under no other name any more', async () => {
  const root = await temporaryFolder()
  const path = await writeFiles(join(root, 'checkpoint-1'), fullModelFiles(1))
  const found = await whole(path)
  const pin = await pinCheckpoint(found, 'checkpoint-1', [join(root, 'pinned')])
  await rm(path, { recursive: true })
  expect((await pinCheckpoint(found, 'checkpoint-1', [join(root, 'pinned')]))?.path).toBe(pin?.path)
  expect(await inspectCheckpoint(pin?.path ?? '')).toMatchObject({ outcome: 'whole' })
})
