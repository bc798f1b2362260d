/**
 * One-sided p of "the candidate is no worse" from the two-sided p of a test whose distribution is symmetric when the two
 * are equal, as that of McNemar's exact test and of flipped signs: half of it where the estimate is below 0.
 *
 * @param estimate of which only the sign counts
 * @returns small when the candidate is worse
 */
export const worseP = (estimate: number, twoSided: number) => (estimate < 0 ? twoSided / 2 : 1 - twoSided / 2)
