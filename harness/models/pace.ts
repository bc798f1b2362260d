/** Spaces requests out in time, so that a server that counts them by the minute never has to refuse one. */

/** What a provider allows; absent where it doesn't matter. */
export interface PaceLimits {
  readonly requestsPerMinute?: number
  /** Of prompts and replies together. */
  readonly tokensPerMinute?: number
}

/** Under what is allowed: clocks differ, and requests arrive in bunches. */
const SHARE = 0.98

export class Pace {
  #msPerRequest: number
  #msPerToken: number
  #requestsAt = 0
  #tokensAt = 0
  #heldUntil = 0
  /** Of the replies so far; what the next one is taken to cost. */
  #meanTokens: number | undefined
  #replies = 0

  constructor({ requestsPerMinute, tokensPerMinute }: PaceLimits = {}) {
    this.#msPerRequest = requestsPerMinute === undefined ? 0 : 60_000 / (requestsPerMinute * SHARE)
    this.#msPerToken = tokensPerMinute === undefined ? 0 : 60_000 / (tokensPerMinute * SHARE)
  }

  /** Whether requests have to wait for one another at all. */
  get isLimited(): boolean {
    return this.#msPerRequest > 0 || this.#msPerToken > 0
  }

  /**
   * Takes the next place in the row.
   *
   * @param now milliseconds on a clock that only goes forward
   * @param roughTokens what the request may cost, where no reply has told yet
   * @returns when it may start, and the tokens that were counted for it
   */
  take(now: number, roughTokens: number): { at: number; tokens: number } {
    const tokens = this.#meanTokens ?? roughTokens
    const at = Math.max(now, this.#heldUntil, this.#requestsAt, this.#tokensAt)
    this.#requestsAt = at + this.#msPerRequest
    this.#tokensAt = at + tokens * this.#msPerToken
    return { at, tokens }
  }

  /** @param used tokens that the reply and its prompt cost, of which `counted` were counted */
  replied(used: number, counted: number): void {
    this.#replies++
    this.#meanTokens = (this.#meanTokens ?? used) + (used - (this.#meanTokens ?? used)) / Math.min(this.#replies, 50)
    this.#tokensAt += (used - counted) * this.#msPerToken
  }

  /** Nothing starts before then: the server asked for patience. */
  hold(until: number): void {
    this.#heldUntil = Math.max(this.#heldUntil, until)
  }

  /** What the server says of its own limits; a slower pace that was asked for stays. */
  learn({ requestsPerMinute, tokensPerMinute }: PaceLimits): void {
    if (requestsPerMinute !== undefined) {
      this.#msPerRequest = Math.max(this.#msPerRequest, 60_000 / (requestsPerMinute * SHARE))
    }
    if (tokensPerMinute !== undefined) {
      this.#msPerToken = Math.max(this.#msPerToken, 60_000 / (tokensPerMinute * SHARE))
    }
  }
}
