/** What is known of a run under way: its score so far, and how long its replies are. */
import type { Interval, SampleRecord } from '../../results/schema/schema.ts'
import { CONFIDENCE } from '../../results/statistics/confidence.ts'
import { tInterval } from '../../results/statistics/mean-interval.ts'
import { Moments } from '../../results/statistics/moments.ts'
import { wilson } from '../../results/statistics/wilson.ts'
import { spentOn } from '../../results/summary/cost-tally.ts'
import type { ObservedRun } from './run-events.ts'

export class RunTally {
  readonly #run: ObservedRun
  readonly #scores = new Moments()
  #areShares: boolean
  /** Trials that ended, those of earlier sessions included. */
  done = 0
  unscored = 0
  /** Trials whose server counted the tokens of its replies, and those tokens. */
  counted = 0
  outputTokens = 0
  /** Spent in this session, where prices are known. */
  cost = 0

  constructor(run: ObservedRun) {
    this.#run = run
    this.#areShares = run.range[0] === 0 && run.range[1] === 1
  }

  /** A trial of an earlier session. */
  keep(record: SampleRecord): void {
    this.done++
    const tokens = this.#run.isStored ? undefined : outputTokensOf(record)
    if (tokens !== undefined) {
      this.counted++
      this.outputTokens += tokens
    }
    if (record.outcome.kind === 'unscored') this.unscored++
    else {
      const { value } = record.outcome.score
      this.#scores.add(value)
      if (value !== 0 && value !== 1) this.#areShares = false
    }
  }

  add(record: SampleRecord): void {
    this.keep(record)
    this.cost += spentOn(record, this.#run.price, this.#run.judgePrices).cost
  }

  /** Mean of the scored trials; undefined before the first. */
  get score(): number | undefined {
    return this.#scores.n === 0 ? undefined : this.#scores.mean
  }

  get scored(): number {
    return this.#scores.n
  }

  /**
   * 95% interval of the score so far: Wilson's for shares, Student's for anything else. Repeats of a sample count as one answer, which is
   * wider than the summary's interval and needs no memory of each sample.
   *
   * @returns undefined while there is nothing to tell from
   */
  get interval(): Interval | undefined {
    const { n, mean } = this.#scores
    const samples = Math.min(n, this.#run.samples)
    if (this.#areShares) return wilson(mean * samples, samples, CONFIDENCE)
    if (samples === n) return tInterval(this.#scores, CONFIDENCE)
    return tInterval({ n: samples, mean, standardError: Math.sqrt(this.#scores.variance / samples) }, CONFIDENCE)
  }
}

/** Undefined where the server did not count them. */
function outputTokensOf({ attempt }: SampleRecord): number | undefined {
  let sum = 0
  for (const { completion } of attempt.turns) {
    if (completion.usage?.outputTokens === undefined) return undefined
    sum += completion.usage.outputTokens
  }
  return attempt.turns.length === 0 ? undefined : sum
}
