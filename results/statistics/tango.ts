/** Interval for the difference of two shares that were measured on the same questions. */
import type { Interval } from '../schema.ts'
import { normalReach } from './normal.ts'

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
  return (gained - lost - n * delta) / Math.sqrt(n * (2 * q + delta * (1 - delta)))
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
