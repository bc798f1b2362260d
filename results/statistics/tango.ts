/** Interval for the difference of two shares that were measured on the same questions. */
import type { Interval } from '../schema/schema.ts'
import { normalCdf, normalReach } from './normal.ts'

/**
 * Tango's score interval for `δ = (gained − lost)/pairs`: every δ with `|z(δ)| ≤ z`, where
 * `z(δ) = (gained − lost − n·δ) / √(n·(2q + δ(1−δ)))` and `q` is the most likely share of losses under that δ,
 * `q = (√(B² − 4AC) − B)/2A`, `A = 2n`, `B = −gained − lost + (2n − gained + lost)·δ`, `C = −lost·δ(1−δ)`.
 *
 * It stays within [−1, 1], contains the estimate, and is never of width 0: without discordant pairs it is
 * `±z²/(n + z²)`; when all were gained it is `[(n − z²)/(n + z²), 1]`.
 *
 * @param gained pairs that only the candidate answered right; `lost` only the baseline; `pairs` all, n
 * @returns undefined when there are no pairs
 * @see Tango 1998, Stat. Med. 17:891
 */
export function tangoInterval(gained: number, lost: number, pairs: number, confidence: number): Interval | undefined {
  if (pairs <= 0) return undefined
  const z = normalReach(confidence)
  return [-upperLimit(lost, gained, pairs, z), upperLimit(gained, lost, pairs, z)]
}

/** One-sided p-values of a difference δ₀: small where it is implausible. */
export interface OneSided {
  /** Of "δ ≤ δ₀": small when the candidate is better than that. */
  readonly above: number
  /** Of "δ ≥ δ₀": small when it is worse than that. */
  readonly below: number
}

/**
 * Tango's score test of a difference: `Φ(∓z(δ₀))`. `above < α` exactly where the lower limit of the interval with confidence
 * `1 − 2α` is above δ₀; so at `δ₀ = −margin` it is the test of non-inferiority that belongs to the interval.
 *
 * @param delta δ₀, in (−1, 1)
 * @see Tango 1998, Stat. Med. 17:891, eq. 9; Liu et al. 2002, Stat. Med. 21:231, for its size and power
 */
export function tangoTest(gained: number, lost: number, pairs: number, delta: number): OneSided {
  const z = pairs > 0 ? score(delta, gained, lost, pairs) : 0
  return { above: normalCdf(-z), below: normalCdf(z) }
}

/** Bisection: z(δ) falls from 0 at the estimate to −∞ at 1. */
function upperLimit(gained: number, lost: number, n: number, z: number): number {
  let inside = (gained - lost) / n
  let outside = 1
  for (let step = 0; step < 60 && inside < outside; step++) {
    const middle = (inside + outside) / 2
    if (score(middle, gained, lost, n) >= -z) inside = middle
    else outside = middle
  }
  return outside
}

function score(delta: number, gained: number, lost: number, n: number): number {
  const q = likelyLoss(delta, gained, lost, n)
  const distance = gained - lost - n * delta
  return distance === 0 ? 0 : distance / Math.sqrt(n * (2 * q + delta * (1 - delta)))
}

/** The maximum-likelihood share of losses, given that gains exceed losses by δ. */
function likelyLoss(delta: number, gained: number, lost: number, n: number): number {
  const a = 2 * n
  const b = -gained - lost + (2 * n - gained + lost) * delta
  const c = -lost * delta * (1 - delta)
  const root = Math.sqrt(Math.max(0, b * b - 4 * a * c))
  // The same root in two forms: each is exact where the other would subtract equals.
  if (b <= 0) return (root - b) / (2 * a)
  return b + root === 0 ? 0 : (-2 * c) / (b + root)
}
