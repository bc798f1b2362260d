/** Each bucket reaches from γ^(i−1) to γ^i. */
const GAMMA = 1.01

/**
 * Quantiles of a stream in constant memory, with a relative error of at most 0.5%, whatever the order of the values.
 *
 * Counts values in buckets whose limits grow by 1%; 3,600 buckets span a nanosecond to a month.
 *
 * @see Masson, Rim & Lee 2019, DDSketch, arXiv:1908.10693
 */
export class QuantileSketch {
  #count = 0
  readonly #buckets = new Map<number, number>()

  /** @param value ≥ 0 */
  add(value: number): void {
    const bucket = value > 0 ? Math.ceil(Math.log(value) / Math.log(GAMMA)) : Number.NEGATIVE_INFINITY
    this.#buckets.set(bucket, (this.#buckets.get(bucket) ?? 0) + 1)
    this.#count++
  }

  /**
   * The value that a share `q` of all values does not exceed.
   *
   * @param q in [0, 1]
   * @returns undefined without values
   */
  quantile(q: number): number | undefined {
    const rank = Math.max(1, Math.ceil(q * this.#count))
    let seen = 0
    for (const [bucket, count] of [...this.#buckets].sort(([a], [b]) => a - b)) {
      seen += count
      // The point of the bucket from which both its ends are relatively as far.
      if (seen >= rank) return (2 * GAMMA ** bucket) / (1 + GAMMA)
    }
    return undefined
  }
}
