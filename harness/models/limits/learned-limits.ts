/**
 * Limits by the minute as a server states them when it refuses: held to, and tried again from time to time, since limits are raised,
 * and other users of the same key come and go.
 *
 * After a quiet minute the pace rises a little, after each further one by twice as much. A refusal ends that: back to what is stated,
 * and below it where even that was refused. A try that failed is repeated later each time, so that refusals become rarer.
 */
/** What a provider allows; absent where it doesn't matter. */
export interface PaceLimits {
  readonly requestsPerMinute?: number
  /** Of prompts and replies together. */
  readonly tokensPerMinute?: number
}

const QUIET_MS = 60_000
const LONGEST_QUIET_MS = 16 * QUIET_MS
const FIRST_RISE = 0.02
const STEEPEST_RISE = 1
const CUT = 0.85
const LEAST = 0.01
/** A server that has just refused has nothing left: what follows at once says nothing new. */
const AFTERMATH_MS = 15_000
/** So far beyond what was stated, it no longer holds. */
const FORGOTTEN = 16

export class LearnedLimits {
  #stated: PaceLimits | undefined
  /** Of what is stated. */
  #share = 1
  #rise = FIRST_RISE
  #quietMs = QUIET_MS
  #risesAt = 0
  #refusedAt = Number.NEGATIVE_INFINITY

  get isKnown(): boolean {
    return this.#stated !== undefined
  }

  /** A minute; Infinity where nothing is known. */
  allowance(what: keyof PaceLimits): number {
    return (this.#stated?.[what] ?? Infinity) * this.#share
  }

  /** @param startedAt when the request went out that was refused */
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

  /** Lets the pace rise where it is time. */
  ease(now: number): void {
    if (this.#stated === undefined || now < this.#risesAt) return
    this.#share *= 1 + this.#rise
    this.#rise = Math.min(STEEPEST_RISE, 2 * this.#rise)
    this.#risesAt = now + QUIET_MS
    if (this.#share > FORGOTTEN) this.#stated = undefined
  }
}
