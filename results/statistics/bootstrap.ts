/** The BCa bootstrap: an interval for a mean that follows the skew of its values. */
import type { Interval } from '../schema/schema.ts'
import { normalCdf, normalQuantile } from './normal.ts'
import { randomWords } from './random-bits.ts'
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
 * Bias-corrected and accelerated percentiles of the weighted mean over clusters resampled within each stratum:
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

/** Clusters by their sum, then size: the order in which they came must make no difference. */
function sorted({ weight, sums, sizes }: Stratum): Stratum {
  if (sizes === undefined) return { weight, sums: sums.toSorted() }
  const order = [...sums.keys()].sort((i, j) => at(sums, i) - at(sums, j) || at(sizes, i) - at(sizes, j))
  return {
    weight,
    sums: Float64Array.from(order, (index) => at(sums, index)),
    sizes: Float64Array.from(order, (index) => at(sizes, index)),
  }
}

/** All signs changed. */
const mirrored = ({ weight, sums, sizes }: Stratum): Stratum =>
  sorted({ weight, sums: sums.map((sum) => -sum), ...(sizes && { sizes }) })

/** 1 or −1, the other for the mirror image; 0 where the two are the same. */
function orientation(strata: readonly Stratum[]): -1 | 0 | 1 {
  for (const stratum of strata) {
    const image = mirrored(stratum)
    for (const [index, sum] of stratum.sums.entries()) {
      if (sum !== at(image.sums, index)) return sum > at(image.sums, index) ? 1 : -1
    }
    for (const [index, size] of stratum.sizes?.entries() ?? []) {
      const other = image.sizes === undefined ? size : at(image.sizes, index)
      if (size !== other) return size > other ? 1 : -1
    }
  }
  return 0
}

const at = (values: Float64Array, index: number) => values[index] as number

/**
 * Weighted means of clusters drawn with replacement, within each stratum as many as it has.
 *
 * @returns as many as `draws`, in rising order
 */
function resampledMeans(strata: readonly Stratum[], draws: number, seed: number): Float64Array {
  const fill = randomWords(seed)
  const means = new Float64Array(draws)
  for (const stratum of strata) addMeans(means, stratum, fill)
  return means.sort()
}

function addMeans(means: Float64Array, { weight, sums, sizes }: Stratum, fill: (block: Uint32Array) => void): void {
  const count = sums.length
  const words = new Uint32Array(count)
  // A power of two divides without rounding: the same index on every machine.
  const scale = count / 2 ** 32
  for (let draw = 0; draw < means.length; draw++) {
    fill(words)
    let sum = 0
    let size = 0
    if (sizes === undefined) {
      for (let i = 0; i < count; i++) sum += sums[((words[i] as number) * scale) >>> 0] as number
      size = count
    } else {
      for (let i = 0; i < count; i++) {
        const index = ((words[i] as number) * scale) >>> 0
        sum += sums[index] as number
        size += sizes[index] as number
      }
    }
    means[draw] = (means[draw] as number) + (weight * sum) / size
  }
}
