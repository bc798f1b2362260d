/**
 * Holm's step-down correction: p-values that may each be held against α although several were looked at. The chance of
 * even one false finding is then at most α, however the tests depend on each other:
 * `p̃_(i) = max_{j ≤ i} min(1, (k − j + 1)·p_(j))`, from the smallest up.
 *
 * @returns adjusted p-values, in the order of those given
 * @see Holm 1979, Scand. J. Stat. 6:65
 */
export function holm(ps: readonly number[]): number[] {
  const adjusted: number[] = Array(ps.length)
  let largest = 0
  const rising = [...ps.entries()].sort(([, p], [, q]) => p - q)
  for (const [rank, [index, p]] of rising.entries()) {
    largest = Math.max(largest, Math.min(1, (ps.length - rank) * p))
    adjusted[index] = largest
  }
  return adjusted
}
