import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { nextLookIn, waitForChange } from '../../../harness/watch/wait-for-change.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

const PACING = { shortestMs: 20, longestMs: 600_000 }

it.each([
  [0, 20],
  [1000, 100],
  [600_000_000, 600_000],
])('looks again soon while something happens: %d ms idle, in %d ms', (idleMs, waitMs) =>
  expect(nextLookIn(idleMs, PACING)).toBe(waitMs),
)

it('ends waiting after a time, a change or an end', async () => {
  const folder = await temporaryFolder()
  const { signal } = new AbortController()
  await waitForChange([folder], 1, PACING, signal)
  const changed = waitForChange([folder], 600_000, PACING, signal)
  await writeFile(join(folder, 'checkpoint'), '')
  await changed
  const ended = new AbortController()
  const waiting = waitForChange([folder, join(folder, 'missing')], 600_000, PACING, ended.signal)
  ended.abort()
  await waiting
  await waitForChange([folder], 600_000, PACING, ended.signal)
})
