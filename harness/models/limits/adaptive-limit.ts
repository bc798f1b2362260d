/**
 * An adaptive limit on the requests in flight to one server.
 *
 * Slow start: the limit doubles as long as throughput rises. Once it does not, the limit stays at the last gain, and a larger one
 * is tried from time to time. A 429 cuts the limit; from then on it grows in small steps and stays below the last 429: additive increase,
 * multiplicative decrease, as TCP does (RFC 5681).
 */

export interface LimitBounds {
  readonly start: number
  /** Largest limit. */
  readonly max: number
}

/** Gain in throughput required of a doubled limit; noise alone gives less. */
const WORTH_DOUBLING = 1.25
/** Gain in throughput required of a limit raised by a quarter. */
const WORTH_A_STEP = 1.1
const STEP = 1.25
/** Rounds of replies between two trials of a larger limit. */
const ROUNDS_OF_REST = 8
/** Share of refused requests that does not cut the limit: some servers refuse occasionally, whatever the load. */
const TOLERATED = 0.1
/** Share of refusals below which the limit may exceed the last refused one. */
const QUIET = 0.03
const FEWEST_REFUSALS = 3
const DEEPEST_CUT = 0.5
/** Half-life of the refusal count, in requests. */
const MEMORY = 200
/** Growth per round after a cut, as a share of the limit. */
const CLIMB = 0.02

export class AdaptiveLimit {
  readonly #max: number
  #current: number
  /** Replies per millisecond at the previous limit; absent before the first measurement. */
  #best: number | undefined
  #previous: number
  #phase: 'doubling' | 'resting' | 'stepping' | 'climbing' = 'doubling'
  #rests = 0
  #round = { startedAt: 0, done: 0, wasFull: false }
  #lastCutAt = Number.NEGATIVE_INFINITY
  /** Requests sent since the last cut. */
  #answers = 0
  #refusals = 0
  /** The limit at the last refusal. */
  #ceiling = Number.POSITIVE_INFINITY

  constructor({ start, max }: LimitBounds) {
    this.#max = max
    this.#current = Math.min(start, max)
    this.#previous = this.#current
  }

  get current(): number {
    return this.#current
  }

  /** Starts a measurement once the limit is used up: before, throughput would measure a lack of work. */
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

  /** Records a refusal because of load. */
  overloaded(startedAt: number, now: number): void {
    if (startedAt < this.#lastCutAt) return // sent before the last cut
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

  /** @param rate replies per millisecond under the current limit */
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

  /** @param best throughput of the current limit, which the next one has to exceed */
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
