import { describe, expect, it } from 'vitest'
import { compareRuns } from '../../../results/compare/compare.ts'
import type { SampleRecord } from '../../../results/schema/schema.ts'
import { finishedRun, record } from '../../helpers/records.ts'

const SAMPLES = 200

/** So many answers to each sample, truncated where `isCut` says so. */
function answers(repeats: number, isCut: (index: number, repeat: number) => boolean): SampleRecord[] {
  return Array.from({ length: repeats }, (_, at) => at + 1).flatMap((repeat) =>
    Array.from({ length: SAMPLES }, (_, index) =>
      record(`gsm8k/${index}`, 1, { repeat, ...(isCut(index, repeat) && { flaw: 'truncated' as const }) }),
    ),
  )
}

const truncated = async (
  before: [number, Parameters<typeof answers>[1]],
  after: [number, Parameters<typeof answers>[1]],
) => {
  const base = await finishedRun('base', answers(...before), { trialsPerSample: before[0] })
  const sft = await finishedRun('sft', answers(...after), { trialsPerSample: after[0] })
  return (await compareRuns(base, sft)).facts.truncated
}

describe('something that spoils replies, where the two sides have different numbers of answers', () => {
  it('is no more common for having had eight chances a sample', async () => {
    // One answer in twenty is cut on both sides.
    const found = await truncated(
      [8, (index, repeat) => (index + 7 * repeat) % 20 === 0],
      [1, (index) => index % 20 === 0],
    )
    expect(found).toMatchObject({ baseline: 10, candidate: 10 })
    expect(found?.p).toBeGreaterThan(0.2)
  })

  it('is seen where it rises', async () => {
    const found = await truncated(
      [8, (index, repeat) => (index + 7 * repeat) % 40 === 0],
      [1, (index) => index % 5 === 0],
    )
    expect(found).toMatchObject({ baseline: 5, candidate: 40 })
    expect(found?.p).toBeLessThan(0.001)
  })

  it('is counted by samples where both have as many answers', async () => {
    const found = await truncated([2, (index) => index === 3], [2, (index, repeat) => index < 10 && repeat === 2])
    expect(found).toMatchObject({ baseline: 1, candidate: 10 })
  })
})
