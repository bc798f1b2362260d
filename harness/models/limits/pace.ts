/** Spaces out requests in time, to stay below a rate limit. */
import { LearnedLimits, type PaceLimits } from './learned-limits.ts'

/** Share of the limit to use: clocks differ, and requests arrive in bursts. */
const SHARE = 0.98

/** Delay of late timers that is caught up, in milliseconds. */
const LATE_MS = 100

export class Pace {
  readonly #asked: PaceLimits
  readonly #learned = new LearnedLimits()
  #requestsAt = 0
  #tokensAt = 0
  #heldUntil = 0
  /** Mean tokens of the replies so far, as an estimate for the next. */
  #meanTokens: number | undefined
  #replies = 0

  constructor(asked: PaceLimits = {}) {
    this.#asked = asked
  }

  /** Whether there is a limit. */
  get isLimited(): boolean {
    const { requestsPerMinute, tokensPerMinute } = this.#asked
    return (requestsPerMinute ?? tokensPerMinute) !== undefined || this.#learned.isKnown
  }

  /**
   * Earliest start of the next request, as currently known.
   *
   * @param now monotonic time in milliseconds
   */
  nextAt(now: number): number {
    return Math.max(now, this.#heldUntil, this.#requestsAt, this.#tokensAt)
  }

  /**
   * Why the next request has to wait: the server asked for it, stated a limit, or `--rpm` or `--tpm` is set.
   */
  causeAt(now: number): 'asked' | 'stated' | 'own' {
    const paced = Math.max(this.#requestsAt, this.#tokensAt)
    if (this.#heldUntil > now && this.#heldUntil >= paced) return 'asked'
    const what = this.#requestsAt >= this.#tokensAt ? 'requestsPerMinute' : 'tokensPerMinute'
    return this.#learned.allowance(what) < (this.#asked[what] ?? Infinity) ? 'stated' : 'own'
  }

  /**
   * Counts a request at its start.
   *
   * @param roughTokens token estimate before the first reply
   * @returns tokens counted for the request
   */
  take(now: number, roughTokens: number): number {
    const tokens = this.#meanTokens ?? roughTokens
    this.#learned.ease(now)
    const due = now - LATE_MS
    this.#requestsAt = Math.max(due, this.#requestsAt) + this.#msPer('requestsPerMinute')
    this.#tokensAt = Math.max(due, this.#tokensAt) + tokens * this.#msPer('tokensPerMinute')
    return tokens
  }

  /** @param used tokens of prompt and reply; @param counted tokens counted at the start */
  replied(used: number, counted: number): void {
    this.#replies++
    this.#meanTokens = (this.#meanTokens ?? used) + (used - (this.#meanTokens ?? used)) / Math.min(this.#replies, 50)
    this.#tokensAt += (used - counted) * this.#msPer('tokensPerMinute')
  }

  /** Delays all requests until a time, as the server asked. */
  hold(until: number): void {
    this.#heldUntil = Math.max(this.#heldUntil, until)
  }

  /**
   * Applies limits stated by the server with a refusal. A lower limit set by the user stays.
   *
   * @param startedAt time at which the refused request was sent
   */
  learn(allowed: PaceLimits, startedAt: number, now: number): void {
    this.#learned.refused(allowed, startedAt, now)
  }

  /** Time between requests in milliseconds; 0 without a limit. */
  #msPer(what: keyof PaceLimits): number {
    const perMinute = Math.min(this.#asked[what] ?? Infinity, this.#learned.allowance(what))
    return 60_000 / (perMinute * SHARE)
  }
}
