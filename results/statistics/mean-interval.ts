/** Intervals for a mean of scores, or of differences between scores. */
import type { Interval } from '../schema/schema.ts'
import type { Moments } from './moments.ts'
import { studentTQuantile } from './student-t.ts'

/** Below this many values their spread is itself too uncertain to be trusted alone. */
const FEW = 30

/**
 * Student's t interval of a mean: `x̄ ± t(1 − α/2, n − 1)·s/√n`. Over samples it is also right for repeats: with one
 * value per sample (the mean over its repeats), answers to one question count as one cluster.
 *
 * @returns undefined below two values, which have no spread
 * @see Student 1908, Biometrika 6:1; Miller 2024, arXiv:2411.00640, sections 2 and 4
 */
export function tInterval(
  values: Pick<Moments, 'n' | 'mean' | 'standardError'>,
  confidence: number,
): Interval | undefined {
  if (values.n < 2) return undefined
  const reach = studentTQuantile((1 + confidence) / 2, values.n - 1) * values.standardError
  return [values.mean - reach, values.mean + reach]
}

/**
 * The largest share of all questions that `n` of them may show nothing of: `1 − (1 − confidence)^(1/n)`, about 3/n for
 * 0.95 (the rule of three).
 *
 * @param n ≥ 1
 * @see Hanley & Lippman-Hand 1983, JAMA 249:1743
 */
export const unseenShare = (n: number, confidence: number) => 1 - (1 - confidence) ** (1 / n)

/** What is known of a mean apart from its interval. */
export interface Known {
  /** Independent values: samples, or clusters of them. */
  readonly n: number
  readonly mean: number
  /** All values are equal. */
  readonly flat: boolean
}

/**
 * An interval cut to the range. Where all values are equal, or few, it also covers what the unseen questions could do:
 * `[x̄ − u·(x̄ − min), x̄ + u·(max − x̄)]`, `u` their share; so nothing is ever ±0.
 *
 * @param range what a value can be: [0, 1] for a fraction, [−1, 1] for a difference of fractions
 * @param confidence of each limit by itself, for what is unseen
 */
export function withUnseen(
  [low, high]: Interval,
  { n, mean, flat }: Known,
  range: Interval,
  confidence: number,
): Interval {
  const [min, max] = range
  const unseen = n < FEW || flat ? unseenShare(n, confidence) : 0
  return [
    Math.max(min, Math.min(low, mean - unseen * (mean - min))),
    Math.min(max, Math.max(high, mean + unseen * (max - mean))),
  ]
}

/**
 * The t interval of values that lie within a range, widened by what may be unseen.
 *
 * @param range what a value can be
 * @returns undefined without values
 */
export function meanInterval(values: Moments, range: Interval, confidence: number): Interval | undefined {
  const { n, mean, variance } = values
  if (n === 0) return undefined
  return withUnseen(tInterval(values, confidence) ?? [mean, mean], { n, mean, flat: variance === 0 }, range, confidence)
}
