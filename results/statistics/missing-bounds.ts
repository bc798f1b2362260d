/** What was not measured is not guessed: a verdict must hold whatever it would have been. */

import type { Interval } from '../schema/schema.ts'
import { sum } from './sum.ts'

/** What the score of one sample could be under both models: both ends are equal where it was measured. */
export interface PossiblePair {
  readonly before: Interval
  readonly after: Interval
}

export interface DifferenceBounds {
  /** Differences with every missing score at its worst for the candidate: its own at the minimum, the baseline's at the maximum. */
  readonly worst: number[]
  /** The other way round. */
  readonly best: number[]
}

/**
 * Candidate minus baseline for each sample, at both ends of what the missing scores could have been. The order is kept.
 *
 * @see Manski 2003, Partial Identification of Probability Distributions, ch. 1 (worst-case bounds)
 */
export function differenceBounds(pairs: readonly PossiblePair[]): DifferenceBounds {
  return {
    worst: pairs.map(({ before, after }) => after[0] - before[1]),
    best: pairs.map(({ before, after }) => after[1] - before[0]),
  }
}

/**
 * What the mean of a sample's scores could be, had all its repeats been scored.
 *
 * @param values those that are
 * @param missing how many are not
 * @param range what a score can be
 */
export function possibleMean(values: readonly number[], missing: number, [min, max]: Interval): Interval {
  const known = sum(values)
  const count = values.length + missing
  return [digits((known + missing * min) / count), digits((known + missing * max) / count)]
}

/** The same in whatever order the repeats were answered. */
const digits = (value: number) => Number(value.toPrecision(12))
