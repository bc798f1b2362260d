/**
 * Unbiased pass@k for one problem: `1 − C(n − c, k) / C(n, k)`, the chance that of k completions drawn from the n at
 * least one passes.
 *
 * @param n completions drawn, n ≥ k ≥ 1
 * @param c of them passed
 * @returns a probability in [0, 1]
 * @throws RangeError when k > n
 * @see Chen et al. 2021, arXiv:2107.03374, eq. 1; computed as a product, since the binomials overflow
 */
export function passAtK(n: number, c: number, k: number): number {
  if (k > n) throw new RangeError(`pass@${k} cannot be estimated from ${n} completions`)
  if (n - c < k) return 1
  let allFail = 1
  for (let i = n - c + 1; i <= n; i++) allFail *= 1 - k / i
  return 1 - allFail
}
