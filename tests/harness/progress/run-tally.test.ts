import { expect, it } from 'vitest'
import type { ObservedRun } from '../../../harness/progress/run-events.ts'
import { RunTally } from '../../../harness/progress/run-tally.ts'
import { CONFIDENCE } from '../../../results/statistics/confidence.ts'
import { wilson } from '../../../results/statistics/wilson.ts'
import { record, records, turn, unscoredRecord } from '../../helpers/records.ts'

const run: ObservedRun = { benchmark: 'gsm8k', model: 'm', trials: 8, samples: 4, range: [0, 1] }
const price = { input: 1, output: 2 }

it('has no score before the first', () => {
  const tally = new RunTally(run)
  expect([tally.score, tally.interval]).toEqual([undefined, undefined])
  tally.add(unscoredRecord('gsm8k/0'))
  expect(tally).toMatchObject({ score: undefined, done: 1, unscored: 1, scored: 0 })
})

it('gives shares the interval of Wilson', () => {
  const tally = new RunTally(run)
  for (const one of records('1101')) tally.add(one)
  expect([tally.score, tally.interval]).toEqual([0.75, wilson(3, 4, CONFIDENCE)])
})

it('does not take repeats of a sample for further samples', () => {
  const tally = new RunTally(run)
  for (const repeat of [1, 2]) for (const { id } of records('1111')) tally.add(record(id, 1, { repeat }))
  expect([tally.scored, tally.interval]).toEqual([8, wilson(4, 4, CONFIDENCE)])
})

it('gives ratings the interval of Student', () => {
  const tally = new RunTally({ ...run, range: [1, 10] })
  for (const [at, value] of [6, 8].entries()) tally.add(record(`mt-bench/${at}`, value))
  expect([tally.score, tally.interval]).toEqual([7, [expect.closeTo(7 - 12.706, 2), expect.closeTo(7 + 12.706, 2)]])
})

it('adds up what this session pays, and nothing for replies that were kept', () => {
  const tally = new RunTally({ ...run, price })
  const paid = turn({ usage: { inputTokens: 1e6, outputTokens: 1e6 } })
  const free = turn({ usage: { inputTokens: 1e6, outputTokens: 1e6 }, cached: true })
  tally.add(record('gsm8k/0', 1, { turns: [paid, free] }))
  tally.keep(record('gsm8k/1', 1, { turns: [paid] }))
  expect(tally).toMatchObject({ cost: 3, counted: 2, outputTokens: 3e6 })
})

it('counts neither tokens nor time of replies that were there already', () => {
  const tally = new RunTally({ ...run, isStored: true })
  tally.add(record('gsm8k/0', 1, { turns: [turn({ usage: { outputTokens: 500 } })] }))
  expect(tally).toMatchObject({ done: 1, counted: 0, outputTokens: 0, score: 1 })
})
