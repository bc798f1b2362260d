/** The winner's curse: the best of several measured values is on average better measured than it is. */

import { normalQuantile } from './normal.ts'
import { sum } from './sum.ts'

/**
 * How far the best of k equal values is measured above their mean, in units of the standard error: `E max(z_1 … z_k)`, within 1.5%.
 *
 * @param k ≥ 2
 * @see Blom 1958, Statistical Estimates and Transformed Beta-Variables: `Φ⁻¹((k − 0.375) / (k + 0.25))`
 */
export const expectedBest = (k: number) => normalQuantile((k - 0.375) / (k + 0.25))

/**
 * The best of several estimates, pulled towards their mean by as much as luck has its part in their spread:
 * `x̄ + τ² / (τ² + σ²) · (max x − x̄)`, with `τ² = max(0, s² − σ²)` from the spread `s²` of the estimates themselves.
 *
 * Equal values are pulled to their mean, and values that lie far apart stay where they are.
 *
 * @param standardError of each, of the luck that is its own and not common to all; > 0
 * @returns undefined for fewer than two
 * @see Efron & Morris 1973, JASA 68:117, empirical Bayes
 */
export function shrunkBest(estimates: readonly number[], standardError: number): number | undefined {
  const k = estimates.length
  if (k < 2) return undefined
  const mean = sum(estimates) / k
  const spread = estimates.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (k - 1)
  const variance = standardError ** 2
  const real = Math.max(0, spread - variance)
  return mean + (real / (real + variance)) * (Math.max(...estimates) - mean)
}
