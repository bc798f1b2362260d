/** The BCa bootstrap: an interval for a mean that follows the skew of its values. */
import type { Interval } from '../schema/schema.ts'
import { normalCdf, normalQuantile } from './normal.ts'
import { mirrored, orientation, sorted } from './orientation.ts'
import { resampledMeans } from './resample.ts'
import { acceleration, type Estimate, estimate, expandedReach, type Stratum } from './strata.ts'

/** Beyond so many clusters nothing is drawn: the limits that the draws would tend to are known to more digits. */
const DRAWN_UP_TO = 10_000

export interface BootstrapOptions {
  readonly draws?: number
  readonly seed?: number
}

export interface Bootstrap {
  readonly mean: number
  /** Not from the draws: unbiased and cluster-robust. */
  readonly standardError: number
  /** Independent values: clusters over all strata. */
  readonly clusters: number
  /** Two-sided; `[mean, mean]` where nothing has a spread. Wider for more confidence, and nested. */
  readonly interval: (confidence: number) => Interval
}

/**
 * Bias-corrected and accelerated percentiles of the weighted mean over clusters drawn anew within each stratum:
 * `α' = Φ(z₀ + (z₀ + z)/(1 − a·(z₀ + z)))`, `z₀` from the share of draws below the mean (ties half), `a` from the
 * influences, and `z` expanded so that few values do not make it too short.
 *
 * Above 10,000 clusters it is the ABC interval, `mean + SE·λ`, `λ = w/(1 − a·w)²`, `w = a + z`, which needs no draws.
 *
 * The same numbers for the same values in any order; swapped sides change the sign to the last digit.
 *
 * @returns undefined without values
 * @see Efron 1987, JASA 82:171; DiCiccio & Efron 1996, Stat. Sci. 11:189, sections 2 and 4; Hesterberg 2015, Am. Stat.
 *   69:371
 */
export function bootstrap(
  strata: readonly Stratum[],
  { draws = 10_000, seed = 1 }: BootstrapOptions = {},
): Bootstrap | undefined {
  const filled = strata.filter(({ sums }) => sums.length > 0).map(sorted)
  const side = orientation(filled)
  const upright = side < 0 ? filled.map(mirrored) : filled
  const facts = estimate(upright)
  if (facts === undefined) return undefined
  const limit = facts.clusters > DRAWN_UP_TO ? abcLimit(facts) : bcaLimit(facts, resampledMeans(upright, draws, seed))
  const interval = (confidence: number): Interval => {
    const reach = expandedReach(facts, confidence)
    if (reach === 0) return [facts.mean, facts.mean]
    const [low, high] = [limit(-reach), limit(reach)]
    // Values that are their own mirror image have a mean of 0, and an interval that is one too.
    return side === 0 ? [(low - high) / 2, (high - low) / 2] : [low, high]
  }
  const { mean, standardError, clusters } = facts
  return side < 0
    ? { mean: 0 - mean, standardError, clusters, interval: (confidence) => swapped(interval(confidence)) }
    : { mean: side === 0 ? 0 : mean, standardError, clusters, interval }
}

// Subtracted, since the negative of 0 prints as −0.
const swapped = ([low, high]: Interval): Interval => [0 - high, 0 - low]

/** Where the interval ends that reaches `z` standard errors to one side. */
type Limit = (z: number) => number

function bcaLimit(facts: Estimate, means: Float64Array): Limit {
  const bias = normalQuantile(shareBelow(means, facts.mean, facts.standardError))
  const a = acceleration(facts)
  return (z) => {
    const w = bias + z
    // From here on the formula would turn back: the limit is as far out as there is.
    if (1 - a * w <= 0) return quantile(means, w > 0 ? 1 : 0)
    return quantile(means, normalCdf(bias + w / (1 - a * w)))
  }
}

function abcLimit(facts: Estimate): Limit {
  const a = acceleration(facts)
  return (z) => facts.mean + (facts.standardError * (a + z)) / (1 - a * (a + z)) ** 2
}

/** Draws that differ from the mean by rounding alone are equal to it. */
function shareBelow(means: Float64Array, mean: number, standardError: number): number {
  let halves = 1
  for (const value of means) {
    const difference = value - mean
    if (Math.abs(difference) <= 1e-9 * standardError) halves += 1
    else if (difference < 0) halves += 2
  }
  // Half a draw is added to each side: no share is 0 or 1, whose quantile is infinite.
  return halves / (2 * means.length + 2)
}

/** Between neighbours, linear. */
function quantile(sortedValues: Float64Array, share: number): number {
  const place = share * (sortedValues.length - 1)
  const [below, above] = [sortedValues[Math.floor(place)] ?? 0, sortedValues[Math.ceil(place)] ?? 0]
  return below + (above - below) * (place - Math.floor(place))
}
