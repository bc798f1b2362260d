/** What was not measured is not guessed: a verdict must hold whatever it would have been. */
import type { Interval } from '../schema.ts'

/** The scores of one sample under both models; undefined where one could not be had. */
export interface PartialPair {
  readonly before: number | undefined
  readonly after: number | undefined
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
 * @param range what a score can be
 * @see Manski 2003, Partial Identification of Probability Distributions, ch. 1 (worst-case bounds)
 */
export function differenceBounds(pairs: readonly PartialPair[], [min, max]: Interval): DifferenceBounds {
  return {
    worst: pairs.map(({ before = max, after = min }) => after - before),
    best: pairs.map(({ before = min, after = max }) => after - before),
  }
}
