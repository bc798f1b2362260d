/** How fast a command is going, by what it finished lately. */

/** The rate is that of this time, or of the last trials where these took longer. */
const WINDOW_MS = 60_000
const LEAST_TRIALS = 20
const FEW_TRIALS = 3
/** A checkpoint each second: so many are kept, whatever a command finishes. */
const CHECKPOINT_MS = 1000
const MOST_CHECKPOINTS = 3600

interface Checkpoint {
  readonly at: number
  readonly trials: number
  readonly tokens: number
}

export interface Rate {
  readonly trialsPerMs: number
  readonly tokensPerMs: number
}

export class Throughput {
  readonly #checkpoints: Checkpoint[]
  #trials = 0
  #tokens = 0

  /** @param now when the first request could go out, in ms of any clock */
  constructor(now: number) {
    this.#checkpoints = [{ at: now, trials: 0, tokens: 0 }]
  }

  /** A trial of this session ended. */
  add(tokens: number, now: number): void {
    this.#trials++
    this.#tokens += tokens
    const last = this.#checkpoints.at(-1)
    if (last !== undefined && now - last.at < CHECKPOINT_MS) return
    this.#checkpoints.push({ at: now, trials: this.#trials, tokens: this.#tokens })
    if (this.#checkpoints.length > MOST_CHECKPOINTS) this.#checkpoints.shift()
  }

  /** @returns undefined while too few trials have ended to tell */
  rate(now: number): Rate | undefined {
    if (this.#trials < FEW_TRIALS) return undefined
    const isFar = ({ at, trials }: Checkpoint) => now - at >= WINDOW_MS && this.#trials - trials >= LEAST_TRIALS
    const from = this.#checkpoints.findLast(isFar) ?? this.#checkpoints[0]
    if (from === undefined) return undefined
    const elapsed = Math.max(1, now - from.at)
    return {
      trialsPerMs: (this.#trials - from.trials) / elapsed,
      tokensPerMs: (this.#tokens - from.tokens) / elapsed,
    }
  }
}
