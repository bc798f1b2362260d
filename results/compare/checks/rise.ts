/** Something that spoils replies is far more common under the candidate than under the baseline, sample by sample. */

import { count, plural } from '../../words/format.ts'
import { imbalance } from '../imbalance.ts'
import { countOf, type Oddity } from '../sample-scores.ts'
import type { CheckedPair } from './check.ts'

/** McNemar's exact test, two-sided: with ten checks of this kind, one of a hundred honest pairs would fail one by chance alone. */
const ALPHA = 0.001

/**
 * @param least share of the candidate's samples by which it must be more common; a smaller rise is a model's own doing
 * @returns `1,319 of 1,319 replies of sft are empty, and 12 of base`
 */
export function rise(
  { baseline, candidate }: CheckedPair,
  oddity: Oddity,
  least: number,
  words: string,
): string | undefined {
  const found = imbalance(baseline.scores, candidate.scores, (sample) => countOf(sample, oddity))
  const samples = candidate.scores.samples.size
  if (found === undefined || found.p >= ALPHA || found.candidate - found.baseline < least * samples) return undefined
  const all = plural(samples, 'sample')
  return `${count(found.candidate)} of ${all} ${words} under ${candidate.name}, and ${count(found.baseline)} under ${baseline.name}`
}
