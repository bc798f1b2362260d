import { readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { Candidate } from '../../../harness/checkpoints/candidates.ts'
import { inspectCheckpoint } from '../../../harness/checkpoints/read-checkpoint.ts'
import { KeptWaiting } from '../../../harness/watch/kept-waiting.ts'
import { named, type Waiting } from '../../../harness/watch/waiting.ts'
import { fullModelFiles, writeFiles } from '../../helpers/checkpoint-files.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

async function waitingAt(out: string, step: number): Promise<Waiting> {
  const path = join(out, `checkpoint-${step}`)
  const whole = await inspectCheckpoint(path)
  if (whole.outcome !== 'whole') throw new Error(whole.outcome)
  const candidate: Candidate = { path, pattern: join(out, 'checkpoint-*'), step, isFinal: false }
  return named({ candidate, whole }, { out })
}

it('keeps so many of those that wait, until they are dealt with', async () => {
  const root = await temporaryFolder()
  const [out, place] = [join(root, 'out'), join(root, 'held')]
  for (const step of [1, 2, 3]) await writeFiles(join(out, `checkpoint-${step}`), fullModelFiles(step))
  const kept = new KeptWaiting(2, [place], new Map())
  const waiting = await Promise.all([1, 2, 3].map((step) => waitingAt(out, step)))
  await kept.keep(waiting)
  expect(kept.candidates.map(({ step, isKept }) => ({ step, isKept }))).toEqual([
    { step: 1, isKept: true },
    { step: 2, isKept: true },
  ])
  await rm(join(out, 'checkpoint-1'), { recursive: true })
  const [first] = kept.candidates
  expect(await inspectCheckpoint(first?.path ?? '')).toMatchObject({ outcome: 'whole' })
  expect(first?.original).toBe(join(out, 'checkpoint-1'))
  expect([kept.has(join(out, 'checkpoint-1')), kept.has(join(out, 'checkpoint-3'))]).toEqual([true, false])
  await kept.forget('checkpoint-1', false)
  await kept.forget('checkpoint-2', true)
  expect(kept.candidates).toEqual([])
  expect(await readdir(place)).toEqual(['checkpoint-2'])
})

it('keeps a checkpoint again that was written to since', async () => {
  const root = await temporaryFolder()
  const [out, place] = [join(root, 'out'), join(root, 'held')]
  await writeFiles(join(out, 'checkpoint-1'), fullModelFiles(1))
  const kept = new KeptWaiting(1, [place], new Map())
  await kept.keep([await waitingAt(out, 1)])
  await writeFile(join(out, 'checkpoint-1/chat_template.jinja'), 'x')
  await kept.keep([await waitingAt(out, 1)])
  expect(await readdir(join(place, 'checkpoint-1'))).toContain('chat_template.jinja')
})

it('keeps nothing where it may keep none', async () => {
  const root = await temporaryFolder()
  await writeFiles(join(root, 'out/checkpoint-1'), fullModelFiles(1))
  const kept = new KeptWaiting(0, [join(root, 'held')], new Map())
  await kept.keep([await waitingAt(join(root, 'out'), 1)])
  expect(kept.candidates).toEqual([])
})
