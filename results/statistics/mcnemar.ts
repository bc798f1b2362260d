/**
 * McNemar's test: do two models differ in the share they answer right? Only the questions that one of them answers
 * right and the other wrong have a say, and were the models equal, each of these would be a toss of a coin.
 */
import { logGamma } from './beta.ts'

/**
 * Exact, two-sided: `min(1, 2·P(X ≤ min(gained, lost)))`, `X ~ Binomial(gained + lost, ½)`.
 *
 * Not its mid-p, which blames an equal model a little too often where few pairs differ.
 *
 * @returns p; 1 when nothing was gained or lost
 * @see McNemar 1947, Psychometrika 12:153; Fagerland, Lydersen & Laake 2013, BMC Med. Res. Methodol. 13:91
 */
export function mcnemarExact(gained: number, lost: number): number {
  const n = gained + lost
  const k = Math.min(gained, lost)
  const point = Math.exp(logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1) - n * Math.LN2)
  let tail = 0
  let term = point
  // From the largest term down; P(X = j − 1) = P(X = j)·j/(n − j + 1).
  for (let j = k; j >= 0 && term > 1e-17 * tail; j--) {
    tail += term
    term *= j / (n - j + 1)
  }
  return Math.min(1, 2 * tail)
}

/**
 * One-sided p of "the candidate is no worse" from the two-sided p of a test whose distribution is symmetric when the two
 * are equal, as that of McNemar's exact test and of flipped signs: half of it where the estimate is below 0.
 *
 * @param estimate of which only the sign counts
 * @returns small when the candidate is worse
 */
export const worseP = (estimate: number, twoSided: number) => (estimate < 0 ? twoSided / 2 : 1 - twoSided / 2)
