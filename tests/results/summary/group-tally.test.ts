import { expect, it } from 'vitest'
import type { SampleRecord } from '../../../results/schema/schema.ts'
import { GroupTally } from '../../../results/summary/group-tally.ts'

const record = (id: string, group: string, value: number, repeat = 1): SampleRecord => ({
  schemaVersion: 1,
  id,
  repeat,
  group,
  attempt: { turns: [] },
  outcome: { kind: 'scored', score: { value, answer: 'A' } },
})

const tally = (records: readonly SampleRecord[], repeats = 1) => {
  const groups = new GroupTally(repeats)
  for (const one of records) groups.add(one)
  return groups.facts()
}

it('takes areas over their samples, and the mean over subjects over the subjects', () => {
  const facts = tally([
    record('q/0', 'sea / ships', 1),
    record('q/1', 'sea / ships', 1),
    record('q/2', 'sea / ports', 0),
    record('q/3', 'land / roads', 0),
  ])
  expect(facts).toEqual({
    groups: {
      'land / roads': { score: 0, n: 1 },
      'sea / ports': { score: 0, n: 1 },
      'sea / ships': { score: 1, n: 2 },
    },
    areas: { land: { score: 0, n: 1 }, sea: { score: expect.closeTo(2 / 3, 9), n: 3 } },
    metrics: { 'mean over subjects': 1 / 3 },
  })
})

it('counts a sample once, however often it was answered', () => {
  expect(tally([record('q/0', 'sea', 1), record('q/0', 'sea', 0, 2), record('q/1', 'sea', 0)], 2)).toEqual({
    groups: { sea: { score: 0.25, n: 2 } },
  })
})

it('says nothing where there are no groups, and leaves rated and unscored trials to others', () => {
  const { group: _, ...bare } = record('q/0', 'sea', 1)
  const unscored: SampleRecord = {
    ...record('q/1', 'sea', 1),
    outcome: { kind: 'unscored', reason: 'model-error', error: { message: 'no reply' } },
  }
  expect(tally([bare, unscored, { ...record('q/2', 'sea', 1), ratings: [] }])).toEqual({})
})
