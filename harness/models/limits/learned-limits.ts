/**
 * Rate limits learned from refusals. A stated limit is respected, and probed from time to time, since limits are raised and other
 * users of the same key come and go.
 *
 * After a minute without refusals the rate rises a little, and after each further one by twice as much. A refusal resets it to the
 * stated limit, or lower if that was refused too. Each failed probe delays the next one, so that refusals become rarer.
 */
/** Limits of a provider. Absent fields: no limit. */
export interface PaceLimits {
  readonly requestsPerMinute?: number
  /** Tokens of prompts and replies together. */
  readonly tokensPerMinute?: number
}

const QUIET_MS = 60_000
const LONGEST_QUIET_MS = 16 * QUIET_MS
const FIRST_RISE = 0.02
const STEEPEST_RISE = 1
const CUT = 0.85
const LEAST = 0.01
/** Time after a refusal during which further ones are ignored: they say nothing new. */
const AFTERMATH_MS = 15_000
/** Factor over the stated limit beyond which it no longer applies. */
const FORGOTTEN = 16

export class LearnedLimits {
  #stated: PaceLimits | undefined
  /** Factor over the stated limit. */
  #share = 1
  #rise = FIRST_RISE
  #quietMs = QUIET_MS
  #risesAt = 0
  #refusedAt = Number.NEGATIVE_INFINITY

  get isKnown(): boolean {
    return this.#stated !== undefined
  }

  /** Limit per minute; Infinity when unknown. */
  allowance(what: keyof PaceLimits): number {
    return (this.#stated?.[what] ?? Infinity) * this.#share
  }

  /** @param startedAt time at which the refused request was sent */
  refused(stated: PaceLimits, startedAt: number, now: number): void {
    this.#stated = { ...this.#stated, ...stated }
    if (startedAt < this.#refusedAt + AFTERMATH_MS) return
    if (this.#refusedAt !== Number.NEGATIVE_INFINITY) {
      this.#quietMs = this.#share > 2 ? QUIET_MS : Math.min(LONGEST_QUIET_MS, 2 * this.#quietMs)
      this.#share = this.#share > 1 ? 1 : Math.max(LEAST, this.#share * CUT)
    }
    this.#rise = FIRST_RISE
    this.#refusedAt = now
    this.#risesAt = now + this.#quietMs
  }

  /** Raises the rate, if it is time. */
  ease(now: number): void {
    if (this.#stated === undefined || now < this.#risesAt) return
    this.#share *= 1 + this.#rise
    this.#rise = Math.min(STEEPEST_RISE, 2 * this.#rise)
    this.#risesAt = now + QUIET_MS
    if (this.#share > FORGOTTEN) this.#stated = undefined
  }
}
