import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { Candidate } from '../../../harness/checkpoints/candidates.ts'
import { FolderWatch, type Look } from '../../../harness/checkpoints/folder-watch.ts'
import { fullModelFiles, writeFiles } from '../../helpers/checkpoint-files.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

const SETTLE_MS = 2000

/** A watched folder, and a clock that is moved by hand. */
async function watched(extra: readonly Candidate[] = []) {
  const out = join(await temporaryFolder(), 'out')
  const clock = { now: Date.now() }
  const watch = new FolderWatch(out, { settleMs: SETTLE_MS, extra: () => extra, now: () => clock.now })
  return { out, watch, wait: (ms: number) => (clock.now += ms) }
}

const stepsOf = ({ ready }: Look) => ready.map(({ candidate }) => candidate.step)

it('gives out a checkpoint once it has been whole, and the same, for a while', async () => {
  const { out, watch, wait } = await watched()
  expect(await watch.look()).toMatchObject({ isThere: false, ready: [] })
  await writeFiles(join(out, 'checkpoint-1'), fullModelFiles(1))
  expect(await watch.look()).toMatchObject({ ready: [], settling: [{ candidate: { step: 1 } }] })
  wait(SETTLE_MS - 1)
  await writeFile(join(out, 'checkpoint-1/tokenizer.json'), '{"model":{}, "changed": true}')
  expect(await watch.look()).toMatchObject({ ready: [], settling: [{ candidate: { step: 1 } }] })
  wait(SETTLE_MS - 1)
  expect(await watch.look()).toMatchObject({ ready: [], settling: [{ candidate: { step: 1 } }] })
  wait(1)
  expect(stepsOf(await watch.look())).toEqual([1])
})

it('need not see twice what was written long ago', async () => {
  const { out, watch, wait } = await watched()
  await writeFiles(join(out, 'checkpoint-1'), fullModelFiles(1))
  wait(3_600_000)
  expect(stepsOf(await watch.look())).toEqual([1])
})

it('never gives out a checkpoint that is being written, however long that takes', async () => {
  const { out, watch, wait } = await watched()
  const { 'config.json': config = '', ...others } = fullModelFiles(1, 3)
  await writeFiles(join(out, 'checkpoint-1'), others)
  wait(3_600_000)
  expect(await watch.look()).toMatchObject({ ready: [], settling: [], incomplete: [{ candidate: { step: 1 } }] })
  await writeFile(join(out, 'checkpoint-1/config.json'), config)
  expect(stepsOf(await watch.look())).toEqual([1])
})

it('says once that a checkpoint was deleted, and so of one that is being deleted', async () => {
  const { out, watch, wait } = await watched()
  for (const name of ['checkpoint-1', 'checkpoint-2']) await writeFiles(join(out, name), fullModelFiles(1))
  wait(3_600_000)
  expect(stepsOf(await watch.look())).toEqual([1, 2])
  await rm(join(out, 'checkpoint-1'), { recursive: true })
  await rm(join(out, 'checkpoint-2/config.json'))
  const look = await watch.look()
  expect(look.vanished.map(({ step }) => step).sort()).toEqual([1, 2])
  expect(look).toMatchObject({ ready: [], incomplete: [] })
  await rm(join(out, 'checkpoint-2'), { recursive: true })
  await watch.look()
  expect(await watch.look()).toMatchObject({ vanished: [] })
})

it('opens nothing of a candidate that is of no interest', async () => {
  const { out, watch, wait } = await watched()
  await writeFiles(join(out, 'checkpoint-1'), fullModelFiles(1))
  wait(3_600_000)
  expect(await watch.look(() => true)).toMatchObject({ ready: [], settling: [], candidates: [{ step: 1 }] })
})

it('uses a candidate of elsewhere as long as the folder has none of that step', async () => {
  const elsewhere = await temporaryFolder()
  const kept = join(elsewhere, 'checkpoint-1')
  await writeFiles(kept, fullModelFiles(1))
  const { out, watch, wait } = await watched([{ path: kept, pattern: 'out/checkpoint-*', step: 1, isFinal: false }])
  wait(3_600_000)
  await mkdir(out)
  expect((await watch.look()).ready.map(({ candidate }) => candidate.path)).toEqual([kept])
  await rename(kept, join(out, 'checkpoint-1'))
  expect((await watch.look()).ready.map(({ candidate }) => candidate.path)).toEqual([join(out, 'checkpoint-1')])
})
