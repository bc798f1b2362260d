import { regularizedBeta } from '../../results/statistics/beta.ts'

/**
 * Probability that a t variable is at most `t`: `1 − ½·I_{ν/(ν + t²)}(ν/2, ½)` for `t ≥ 0`.
 *
 * @param df degrees of freedom ν, > 0
 * @see Abramowitz & Stegun 1964, 26.7.1
 */
export function studentTCdf(t: number, df: number): number {
  const tail = regularizedBeta(df / (df + t * t), df / 2, 0.5) / 2
  return t > 0 ? 1 - tail : tail
}
