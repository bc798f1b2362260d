import { readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { Candidate } from '../../../harness/checkpoints/candidates.ts'
import { inspectCheckpoint } from '../../../harness/checkpoints/read-checkpoint.ts'
import { PinnedQueue } from '../../../harness/watch/pinned-queue.ts'
import { asQueued, type QueuedCheckpoint } from '../../../harness/watch/queue.ts'
import { fullModelFiles, writeFiles } from '../../helpers/checkpoint-files.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

async function queuedAt(out: string, step: number): Promise<QueuedCheckpoint> {
  const path = join(out, `checkpoint-${step}`)
  const whole = await inspectCheckpoint(path)
  if (whole.outcome !== 'whole') throw new Error(whole.outcome)
  const candidate: Candidate = { path, pattern: join(out, 'checkpoint-*'), step, isFinal: false }
  return asQueued({ candidate, whole }, { out })
}

it('pins as many queued checkpoints as it may, until they are evaluated', async () => {
  const root = await temporaryFolder()
  const [out, place] = [join(root, 'out'), join(root, 'pinned')]
  for (const step of [1, 2, 3]) await writeFiles(join(out, `checkpoint-${step}`), fullModelFiles(step))
  const queue = new PinnedQueue(2, [place], new Map())
  const waiting = await Promise.all([1, 2, 3].map((step) => queuedAt(out, step)))
  await queue.pin(waiting)
  expect(queue.candidates.map(({ step, isPinned }) => ({ step, isPinned }))).toEqual([
    { step: 1, isPinned: true },
    { step: 2, isPinned: true },
  ])
  await rm(join(out, 'checkpoint-1'), { recursive: true })
  const [first] = queue.candidates
  expect(await inspectCheckpoint(first?.path ?? '')).toMatchObject({ outcome: 'whole' })
  expect(first?.original).toBe(join(out, 'checkpoint-1'))
  expect([queue.has(join(out, 'checkpoint-1')), queue.has(join(out, 'checkpoint-3'))]).toEqual([true, false])
  await queue.remove('checkpoint-1', false)
  await queue.remove('checkpoint-2', true)
  expect(queue.candidates).toEqual([])
  expect(await readdir(place)).toEqual(['checkpoint-2'])
})

it('pins a checkpoint again that was written to since', async () => {
  const root = await temporaryFolder()
  const [out, place] = [join(root, 'out'), join(root, 'pinned')]
  await writeFiles(join(out, 'checkpoint-1'), fullModelFiles(1))
  const queue = new PinnedQueue(1, [place], new Map())
  await queue.pin([await queuedAt(out, 1)])
  await writeFile(join(out, 'checkpoint-1/chat_template.jinja'), 'x')
  await queue.pin([await queuedAt(out, 1)])
  expect(await readdir(join(place, 'checkpoint-1'))).toContain('chat_template.jinja')
})

it('pins nothing where it may pin none', async () => {
  const root = await temporaryFolder()
  await writeFiles(join(root, 'out/checkpoint-1'), fullModelFiles(1))
  const queue = new PinnedQueue(0, [join(root, 'pinned')], new Map())
  await queue.pin([await queuedAt(join(root, 'out'), 1)])
  expect(queue.candidates).toEqual([])
})
