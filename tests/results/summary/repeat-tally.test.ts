import fc from 'fast-check'
import { expect, it } from 'vitest'
import { RepeatTally } from '../../../results/summary/score-tallies.ts'
import { summarize } from '../../../results/summary/summarize.ts'
import { record, stream } from '../../helpers/records.ts'

/** A text a sample, a digit an answer. */
function factsOf(...samples: string[]) {
  const tally = new RepeatTally(samples[0]?.length ?? 1)
  for (const [id, answers] of samples.entries())
    for (const value of answers) tally.add(`gsm8k/${id}`, { value: Number(value) })
  return tally.facts()
}

it('counts samples by how many of their answers are right', () =>
  expect(factsOf('111', '111', '101', '000')).toEqual({ rightCounts: [1, 0, 1, 2], metrics: { 'pass^3': 0.5 } }))

it('leaves out samples that lack an answer', () =>
  expect(factsOf('11', '1')).toEqual({ rightCounts: [0, 0, 1], metrics: { 'pass^2': 1 } }))

it('has nothing to say of one answer each, or of ratings', () => {
  expect(factsOf('1', '0')).toEqual({})
  expect(factsOf('73', '88')).toEqual({})
})

it('has the score for its mean', () => {
  const answers = fc.array(fc.constantFrom('0', '1'), { minLength: 4, maxLength: 4 }).map((digits) => digits.join(''))
  fc.assert(
    fc.property(fc.array(answers, { minLength: 1, maxLength: 30 }), (samples) => {
      const { rightCounts = [], metrics = {} } = factsOf(...samples)
      const right = rightCounts.reduce((sum, count, at) => sum + count * at, 0)
      expect(right).toBe([...samples.join('')].filter((digit) => digit === '1').length)
      expect(metrics['pass^4']).toBeLessThanOrEqual(right / (4 * samples.length) + 1e-12)
    }),
  )
})

it('stands in the summary beside what programs have', async () => {
  const verdict = { outcome: 'passed', detail: '' }
  const records = [1, 2].map((repeat) => record('humaneval/0', 1, { repeat, verdict }))
  const plan = { metric: 'pass@1', range: [0, 1] as const, planned: 2, repeats: 2, passAt: [1, 2], wallMs: 0 }
  expect(await summarize(stream(records), plan)).toMatchObject({
    rightCounts: [0, 0, 1],
    metrics: { 'pass@1': 1, 'pass@2': 1, 'pass^2': 1 },
  })
})
