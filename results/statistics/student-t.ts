/** Student's t distribution. */
import { logGamma, regularizedBeta } from './beta.ts'
import { normalQuantile } from './normal.ts'

/**
 * Probability that a t variable exceeds `t ≥ 0`: `½·I_{ν/(ν + t²)}(ν/2, ½)`.
 *
 * @see Abramowitz & Stegun 1964, 26.7.1
 */
const upperTail = (t: number, df: number) => regularizedBeta(df / (df + t * t), df / 2, 0.5) / 2

/**
 * The `t` below which a t variable falls with probability `p`; −∞ for 0, ∞ for 1.
 *
 * Newton's steps on the upper tail from the normal quantile: the tail is convex and the normal one lies below it, so
 * that each step ends short of the root and never beyond it.
 *
 * @param p in [0, 1]
 * @param df degrees of freedom, > 0
 */
export function studentTQuantile(p: number, df: number): number {
  if (p < 0.5) return -studentTQuantile(1 - p, df)
  if (p >= 1) return Number.POSITIVE_INFINITY
  const tail = 1 - p
  const logPeak = logGamma((df + 1) / 2) - logGamma(df / 2) - Math.log(df * Math.PI) / 2
  let t = normalQuantile(p)
  for (let step = 0; step < 200; step++) {
    const density = Math.exp(logPeak - ((df + 1) / 2) * Math.log1p((t * t) / df))
    const change = (upperTail(t, df) - tail) / density
    t += change
    if (change <= 1e-14 * t) break
  }
  return t
}
