/** Is something that may spoil a comparison more common under one of the two models? */
import type { Imbalance } from '../schema/comparison.ts'
import { mcnemarExact } from '../statistics/mcnemar.ts'
import { signFlipTest } from '../statistics/sign-flip.ts'
import type { SampleScores } from './sample-scores.ts'
import type { Scores } from './scores.ts'

/**
 * Samples that show it in any answer, by McNemar's exact test. Where the two have different numbers of answers to a sample, the one
 * with more would show it more often by that alone: then the shares of answers are compared, by flipped signs.
 *
 * @param count answers to a sample that show it
 * @returns undefined where no sample of either shows it
 */
export function imbalance(
  before: Scores,
  after: Scores,
  count: (sample: SampleScores) => number,
): Imbalance | undefined {
  if (!hasSameAnswers(before, after)) return byShares(before, after, count)
  const [first, second] = [showing(before, count), showing(after, count)]
  if (first.size + second.size === 0) return undefined
  const both = first.values().reduce((sum, id) => sum + (second.has(id) ? 1 : 0), 0)
  return { baseline: first.size, candidate: second.size, p: mcnemarExact(second.size - both, first.size - both) }
}

/** In numbers of samples, rounded: 8 samples with one of four answers each are 2. */
function byShares(before: Scores, after: Scores, count: (sample: SampleScores) => number): Imbalance | undefined {
  const share = (sample: SampleScores) => count(sample) / answersTo(sample)
  const sumOf = ({ samples }: Scores) => samples.values().reduce((sum, sample) => sum + share(sample), 0)
  const [first, second] = [sumOf(before), sumOf(after)]
  if (first + second === 0) return undefined
  const differences = [...after.samples].flatMap(([id, sample]) => {
    const other = before.samples.get(id)
    return other === undefined ? [] : [share(sample) - share(other)]
  })
  return { baseline: Math.round(first), candidate: Math.round(second), p: signFlipTest(differences) }
}

const hasSameAnswers = (before: Scores, after: Scores) =>
  after.samples.entries().every(([id, sample]) => {
    const other = before.samples.get(id)
    return other === undefined || answersTo(other) === answersTo(sample)
  })

/** Scored or not. */
const answersTo = ({ asked }: SampleScores) => asked.length

function showing({ samples }: Scores, count: (sample: SampleScores) => number): Set<string> {
  const ids = new Set<string>()
  for (const [id, sample] of samples) if (count(sample) > 0) ids.add(id)
  return ids
}
