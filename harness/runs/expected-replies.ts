/** What is known of the replies of a run before it starts, so that its queue can tell when the long ones have to begin. */

export class ExpectedReplies {
  readonly #longest: readonly number[]
  /** Tokens of the longest replies from each one on. */
  readonly #sums: Float64Array
  readonly #others: number
  readonly #meanOfOthers: number

  /** @param longest tokens of the trials that start first, in their order: longest first */
  constructor(trials: number, meanTokens: number, longest: readonly number[]) {
    this.#longest = longest
    this.#sums = new Float64Array(longest.length + 1)
    for (let at = longest.length - 1; at >= 0; at--) this.#sums[at] = (this.#sums[at + 1] ?? 0) + (longest[at] ?? 0)
    this.#others = Math.max(0, trials - longest.length)
    this.#meanOfOthers = this.#others === 0 ? 0 : Math.max(0, trials * meanTokens - (this.#sums[0] ?? 0)) / this.#others
  }

  /** Tokens of the trials that have not been started: once the longest are under way, the others are shorter than the mean. */
  tokensLeft(started: number): number {
    const others = this.#others - Math.max(0, started - this.#longest.length)
    return (this.#sums[started] ?? 0) + Math.max(0, others) * this.#meanOfOthers
  }

  /** How many of the trials that start first take so many tokens or more. */
  longerThan(tokens: number): number {
    let [low, high] = [0, this.#longest.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#longest[middle] ?? 0) >= tokens) low = middle + 1
      else high = middle
    }
    return low
  }
}
