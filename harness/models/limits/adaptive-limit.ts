/**
 * How many requests one server is best asked at once: found out, not guessed.
 *
 * Slow start: the limit doubles as long as that brings more replies a second. Where it no longer does, the server is full, and the
 * limit stays where the last gain was; from time to time a larger one is tried. A server that says "too many" (429) gets
 * less, and from then on the limit climbs in small steps and stays just under the last complaint: additive increase,
 * multiplicative decrease, as TCP does (RFC 5681).
 */

export interface LimitBounds {
  readonly start: number
  /** Never above this. */
  readonly max: number
}

/** Twice as many at once have to bring this many times the replies a second. Noise alone brings less. */
const WORTH_DOUBLING = 1.25
/** A quarter more at once has to bring this. */
const WORTH_A_STEP = 1.1
const STEP = 1.25
/** Rounds of replies between two tries of a larger limit. */
const ROUNDS_OF_REST = 8
/** Of the requests, as many as this may be refused before the limit is cut: some servers refuse now and then for no reason of ours. */
const TOLERATED = 0.1
/** Below this the limit may go beyond the last complaint. */
const QUIET = 0.03
const FEWEST_REFUSALS = 3
const DEEPEST_CUT = 0.5
/** Requests after which the count of refusals forgets half of itself. */
const MEMORY = 200
/** Of the limit, a round, while it climbs back. */
const CLIMB = 0.02

export class AdaptiveLimit {
  readonly #max: number
  #current: number
  /** Replies a millisecond at the limit before the one that is being tried; absent before the first measure. */
  #best: number | undefined
  #previous: number
  #phase: 'doubling' | 'resting' | 'stepping' | 'climbing' = 'doubling'
  #rests = 0
  #round = { startedAt: 0, done: 0, wasFull: false }
  #lastCutAt = Number.NEGATIVE_INFINITY
  /** Of the requests sent since the last cut. */
  #answers = 0
  #refusals = 0
  /** Where the server last complained. */
  #ceiling = Number.POSITIVE_INFINITY

  constructor({ start, max }: LimitBounds) {
    this.#max = max
    this.#current = Math.min(start, max)
    this.#previous = this.#current
  }

  get current(): number {
    return this.#current
  }

  /** As many requests are under way as are allowed: what follows measures the limit, and not the lack of work. */
  filled(): void {
    this.#round.wasFull = true
  }

  /** @param startedAt when the request went out, on the clock of `now` (milliseconds) */
  succeeded(startedAt: number, now: number): void {
    this.#answered(startedAt)
    if (startedAt < this.#round.startedAt) return // sent under an earlier limit
    if (++this.#round.done < this.#current) return
    const { startedAt: begun, done, wasFull } = this.#round
    if (wasFull) this.#judge(done / Math.max(1, now - begun))
    this.#newRound(now)
  }

  /** The server answered that it has too much to do. */
  overloaded(startedAt: number, now: number): void {
    if (startedAt < this.#lastCutAt) return // a complaint that has been heard
    this.#refusals++
    this.#answered(startedAt)
    if (this.#refusals < FEWEST_REFUSALS || this.#share < TOLERATED) return
    const taken = Math.floor(this.#current * (1 - Math.min(DEEPEST_CUT, this.#share)))
    this.#ceiling = Math.max(1, Math.min(this.#current - 1, taken))
    this.#set(this.#ceiling)
    this.#lastCutAt = now
    this.#answers = this.#refusals = this.#rests = 0
    this.#phase = 'climbing'
    this.#newRound(now)
  }

  get #share(): number {
    return this.#refusals / Math.max(1, this.#answers)
  }

  #answered(startedAt: number): void {
    if (startedAt < this.#lastCutAt || ++this.#answers < MEMORY) return
    this.#answers /= 2
    this.#refusals /= 2
  }

  /** @param rate replies a millisecond under the present limit */
  #judge(rate: number): void {
    const gain = this.#best === undefined ? Number.POSITIVE_INFINITY : rate / this.#best
    if (this.#phase === 'climbing') this.#climb()
    else if (this.#phase === 'doubling' && gain >= WORTH_DOUBLING) this.#try(rate, 2 * this.#current)
    else if (this.#phase !== 'resting') this.#settle(gain, rate)
    else {
      this.#best = this.#best === undefined ? rate : 0.7 * this.#best + 0.3 * rate
      if (++this.#rests < ROUNDS_OF_REST) return
      this.#phase = 'stepping'
      this.#try(this.#best, Math.ceil(this.#current * STEP))
    }
  }

  #climb(): void {
    const step = Math.max(1, Math.floor(CLIMB * this.#current))
    if (this.#current < this.#ceiling) this.#set(Math.min(this.#current + step, this.#ceiling))
    else if (++this.#rests % ROUNDS_OF_REST === 0 && this.#share < QUIET) this.#ceiling += step
  }

  /** @param best what the present limit brings, to be bettered by the next */
  #try(best: number, next: number): void {
    this.#best = best
    this.#previous = this.#current
    this.#set(next)
    if (this.#current === this.#previous) this.#rest()
  }

  #settle(gain: number, rate: number): void {
    if (gain >= WORTH_A_STEP) this.#best = rate
    else this.#set(this.#previous)
    this.#rest()
  }

  #rest(): void {
    this.#phase = 'resting'
    this.#rests = 0
  }

  #set(limit: number): void {
    this.#current = Math.max(1, Math.min(limit, this.#max))
  }

  #newRound(now: number): void {
    this.#round = { startedAt: now, done: 0, wasFull: false }
  }
}
