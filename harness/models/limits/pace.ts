/** Spaces requests out in time, so that a server that counts them by the minute hardly ever has to refuse one. */
import { LearnedLimits, type PaceLimits } from './learned-limits.ts'

/** Under what is allowed: clocks differ, and requests arrive in bunches. */
const SHARE = 0.98

/** Timers are late: what they cost up to here is caught up. */
const LATE_MS = 100

export class Pace {
  readonly #asked: PaceLimits
  readonly #learned = new LearnedLimits()
  #requestsAt = 0
  #tokensAt = 0
  #heldUntil = 0
  /** Of the replies so far; what the next one is taken to cost. */
  #meanTokens: number | undefined
  #replies = 0

  constructor(asked: PaceLimits = {}) {
    this.#asked = asked
  }

  /** Whether requests have to wait for one another at all. */
  get isLimited(): boolean {
    const { requestsPerMinute, tokensPerMinute } = this.#asked
    return (requestsPerMinute ?? tokensPerMinute) !== undefined || this.#learned.isKnown
  }

  /**
   * When the next request may start, as far as is known by now.
   *
   * @param now milliseconds on a clock that only goes forward
   */
  nextAt(now: number): number {
    return Math.max(now, this.#heldUntil, this.#requestsAt, this.#tokensAt)
  }

  /**
   * Whose doing it is that the next request has to wait: the server's that asked for it, a limit's that it stated, or that of
   * `--rpm` and `--tpm`.
   */
  causeAt(now: number): 'asked' | 'stated' | 'own' {
    const paced = Math.max(this.#requestsAt, this.#tokensAt)
    if (this.#heldUntil > now && this.#heldUntil >= paced) return 'asked'
    const what = this.#requestsAt >= this.#tokensAt ? 'requestsPerMinute' : 'tokensPerMinute'
    return this.#learned.allowance(what) < (this.#asked[what] ?? Infinity) ? 'stated' : 'own'
  }

  /**
   * Counts a request that starts.
   *
   * @param roughTokens what it may cost, where no reply has told yet
   * @returns the tokens that were counted for it
   */
  take(now: number, roughTokens: number): number {
    const tokens = this.#meanTokens ?? roughTokens
    this.#learned.ease(now)
    const due = now - LATE_MS
    this.#requestsAt = Math.max(due, this.#requestsAt) + this.#msPer('requestsPerMinute')
    this.#tokensAt = Math.max(due, this.#tokensAt) + tokens * this.#msPer('tokensPerMinute')
    return tokens
  }

  /** @param used tokens that the reply and its prompt cost, of which `counted` were counted */
  replied(used: number, counted: number): void {
    this.#replies++
    this.#meanTokens = (this.#meanTokens ?? used) + (used - (this.#meanTokens ?? used)) / Math.min(this.#replies, 50)
    this.#tokensAt += (used - counted) * this.#msPer('tokensPerMinute')
  }

  /** Nothing starts before then: the server asked for patience. */
  hold(until: number): void {
    this.#heldUntil = Math.max(this.#heldUntil, until)
  }

  /**
   * What a server that refused a request says of its own limits; a slower pace that was asked for stays.
   *
   * @param startedAt when that request went out
   */
  learn(allowed: PaceLimits, startedAt: number, now: number): void {
    this.#learned.refused(allowed, startedAt, now)
  }

  /** 0 where nothing limits them. */
  #msPer(what: keyof PaceLimits): number {
    const perMinute = Math.min(this.#asked[what] ?? Infinity, this.#learned.allowance(what))
    return 60_000 / (perMinute * SHARE)
  }
}
