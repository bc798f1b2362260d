/** A mean whose values come in clusters: turns of one conversation, questions on one text. */
import type { Interval } from '../schema.ts'
import { clusteredValues, estimate } from './strata.ts'
import { studentTQuantile } from './student-t.ts'

export interface ClusteredMean {
  readonly mean: number
  /** Cluster-robust. */
  readonly standardError: number
  readonly interval: Interval
}

/**
 * The mean over all values, with the standard error that counts what values of one cluster have in common:
 * `SE² = G/(G−1) · Σ_g (Σ_{i∈g} (x_i − x̄))² / n²`, and t with G − 1 degrees of freedom. Clusters of one value each, or of
 * equal size with one mean taken per cluster, give the plain t interval. Of differences: the paired difference.
 *
 * @param clusters values by cluster; empty clusters count for nothing
 * @returns undefined below two clusters
 * @see Liang & Zeger 1986, Biometrika 73:13; Miller 2024, arXiv:2411.00640, section 2.2
 */
export function clusteredMean(clusters: readonly (readonly number[])[], confidence: number): ClusteredMean | undefined {
  const facts = estimate(clusteredValues(clusters))
  if (facts === undefined || facts.clusters < 2) return undefined
  const { mean, standardError, clusters: count } = facts
  const reach = studentTQuantile((1 + confidence) / 2, count - 1) * standardError
  return { mean, standardError, interval: [mean - reach, mean + reach] }
}
