/**
 * A weighted mean, `θ = Σ_c w_c · mean_c`, over strata whose values come in clusters: the shape of every score here. A
 * plain mean is one stratum of weight 1; AlignBench's overall score weighs the means of its categories; two turns of one
 * conversation are a cluster.
 */
import { studentTQuantile } from './student-t.ts'

/** Values that are averaged together. Clusters are independent of each other, values of one cluster need not be. */
export interface Stratum {
  readonly weight: number
  /** One entry a cluster: the sum of its values. Most often a single value. */
  readonly sums: Float64Array
  /** How many values each cluster has; 1 each when left out. */
  readonly sizes?: Float64Array
}

/** One stratum of weight 1, each value its own cluster. */
export const plainMean = (values: Iterable<number>): Stratum[] => [{ weight: 1, sums: Float64Array.from(values) }]

/** The mean over all values, which come in clusters: one stratum of weight 1. Empty clusters are left out. */
export function clusteredValues(clusters: readonly (readonly number[])[]): Stratum[] {
  const filled = clusters.filter((values) => values.length > 0)
  const sizes = Float64Array.from(filled, (values) => values.length)
  return [{ weight: 1, sums: Float64Array.from(filled, total), sizes }]
}

/**
 * The weighted sum of the means of groups, each value its own cluster.
 *
 * @param groups in a fixed order, since that of the random draws follows it; a group without values is left out, and the
 *   weights of the others stay as they are
 */
export function weightedMeans(
  groups: readonly { readonly weight: number; readonly values: readonly number[] }[],
): Stratum[] {
  return groups
    .filter(({ values }) => values.length > 0)
    .map(({ weight, values }) => ({ weight, sums: Float64Array.from(values) }))
}

/** What each cluster adds to θ: `w_c·sum_g/N_c`, stratum after stratum. */
export function contributions(strata: readonly Stratum[]): number[] {
  return strata.flatMap(({ weight, sums, sizes }) => {
    const n = sizes === undefined ? sums.length : total(sizes)
    return Array.from(sums, (sum) => (weight * sum) / n)
  })
}

/** What is known of θ without resampling. */
export interface Estimate {
  readonly mean: number
  /** Clusters in all. */
  readonly clusters: number
  /** `SE² = Σ_c w_c² · G_c/(G_c−1) · Σ_g (sum_g − size_g·mean_c)²/N_c²`: robust to clusters, and from within the strata. */
  readonly standardError: number
  /** Of that error: Satterthwaite's degrees of freedom; G − 1 for a single stratum, 0 where nothing has a spread. */
  readonly df: number
  /** By how much each cluster moves θ, stratum after stratum: `w_c·(sum_g − size_g·mean_c)/N_c`. */
  readonly influences: Float64Array
}

/**
 * @returns undefined without values
 * @see Cochran 1977, Sampling Techniques, 5.4 and 6.8; Satterthwaite 1946, Biometrics Bull. 2:110; Liang & Zeger 1986,
 *   Biometrika 73:13
 */
export function estimate(strata: readonly Stratum[]): Estimate | undefined {
  const parts = strata.filter(({ sums }) => sums.length > 0).map(stratumEstimate)
  if (parts.length === 0) return undefined
  const variance = total(parts.map((part) => part.variance))
  const uncertainty = total(parts.map(({ count, variance }) => (count > 1 ? variance ** 2 / (count - 1) : 0)))
  return {
    mean: total(parts.map(({ mean }) => mean)),
    clusters: total(parts.map(({ count }) => count)),
    standardError: Math.sqrt(variance),
    df: uncertainty === 0 ? 0 : variance ** 2 / uncertainty,
    influences: Float64Array.from(parts.flatMap(({ influences }) => [...influences])),
  }
}

/** A cluster this near to its stratum's mean, relatively, differs from it by rounding alone. */
const ROUNDING = 1e-12

function stratumEstimate({ weight, sums, sizes }: Stratum) {
  const count = sums.length
  const n = sizes === undefined ? count : total(sizes)
  const mean = total(sums) / n
  const influences = sums.map((sum, index) => {
    const deviation = sum - (sizes?.[index] ?? 1) * mean
    return Math.abs(deviation) <= ROUNDING * Math.abs(sum) ? 0 : (weight * deviation) / n
  })
  const variance = count < 2 ? 0 : (sumOfPowers(influences, 2) * count) / (count - 1)
  return { mean: weight * mean, count, influences, variance }
}

/**
 * How many of its own standard errors a bootstrap interval must reach to each side. That error is too small by
 * `√((n − 1)/n)`, and the normal quantile too short for few clusters; both are put right as in Student's t.
 *
 * @see Hesterberg 2015, Am. Stat. 69:371, on "expanded" intervals
 */
export function expandedReach({ standardError, df, influences }: Estimate, confidence: number): number {
  if (standardError === 0) return 0
  return (studentTQuantile((1 + confidence) / 2, df) * standardError) / Math.sqrt(sumOfPowers(influences, 2))
}

/**
 * BCa's acceleration: how fast the standard error changes with θ, `Σu³/(6·(Σu²)^1.5)` over the influences u. For means
 * these are the jackknife's.
 *
 * @see Efron 1987, JASA 82:171, eq. 7.3; Efron & Tibshirani 1993, An Introduction to the Bootstrap, eq. 14.15
 */
export function acceleration({ influences }: Estimate): number {
  const squares = sumOfPowers(influences, 2)
  return squares === 0 ? 0 : sumOfPowers(influences, 3) / (6 * squares ** 1.5)
}

function sumOfPowers(values: Float64Array, power: 2 | 3): number {
  let sum = 0
  for (const value of values) sum += power === 2 ? value * value : value * value * value
  return sum
}

function total(values: Iterable<number>): number {
  let sum = 0
  for (const value of values) sum += value
  return sum
}
