/** A mean difference between two models, where scores are more than right or wrong once: all that a verdict needs of it. */
import type { Interval } from '../schema/schema.ts'
import { type BootstrapOptions, bootstrap } from './bootstrap.ts'
import { withUnseen } from './mean-interval.ts'
import { signFlipTest } from './sign-flip.ts'
import { contributions, type Stratum } from './strata.ts'

export interface MeanDifference {
  readonly mean: number
  /** Cluster-robust, unbiased. */
  readonly standardError: number
  /** Independent differences: samples, or clusters of them. */
  readonly clusters: number
  /** BCa, widened where all differences are equal or there are fewer than 30. Nested: more confidence, more width. */
  readonly interval: (confidence: number) => Interval
  /** Two-sided, by flipping signs; worked out when asked for. */
  readonly p: number
}

/**
 * @param strata differences, candidate minus baseline: `plainMean(d)`, `clusteredValues(d)` or `weightedMeans(d)`
 * @param range what a difference can be: [−9, 9] for ratings from 1 to 10
 * @returns undefined without differences
 */
export function meanDifference(
  strata: readonly Stratum[],
  range: Interval,
  options: BootstrapOptions = {},
): MeanDifference | undefined {
  const drawn = bootstrap(strata, options)
  if (drawn === undefined) return undefined
  const { mean, standardError, clusters } = drawn
  const known = { n: clusters, mean, flat: standardError === 0 }
  return {
    mean,
    standardError,
    clusters,
    // Each limit is held by itself where one side decides, so what is unseen has half of the error to itself.
    interval: (confidence) => withUnseen(drawn.interval(confidence), known, range, (1 + confidence) / 2),
    get p() {
      return signFlipTest(contributions(strata), options.seed)
    },
  }
}
