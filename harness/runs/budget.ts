/** The budget of a command. Once it is used up, no request is started; requests in flight finish and are saved. */

import { BudgetSpent } from '../../results/errors.ts'
import type { Price, SampleRecord } from '../../results/schema/schema.ts'
import { type JudgePrices, spentOn } from '../../results/summary/cost-tally.ts'
import type { BudgetLimits } from '../options/request-options.ts'

export class Budget implements Disposable {
  readonly #limits: BudgetLimits
  readonly #stop = new AbortController()
  readonly #timer: NodeJS.Timeout | undefined
  #tokens = 0
  #cost = 0

  constructor(limits: BudgetLimits) {
    this.#limits = limits
    const { maxTimeMs } = limits
    if (maxTimeMs !== undefined) {
      this.#timer = setTimeout(() => this.#exhaust(`--max-time: ${maxTimeMs / 1000} s are over`), maxTimeMs)
    }
  }

  /** Aborted with a BudgetSpent once a limit is reached. */
  get stop(): AbortSignal {
    return this.#stop.signal
  }

  /**
   * Counts the cost of a finished trial; cached replies are free.
   *
   * @param judges prices by judge label
   */
  spend(record: SampleRecord, price: Price | undefined, judges: JudgePrices = {}): void {
    const { tokens, cost } = spentOn(record, price, judges)
    this.#tokens += tokens
    this.#cost += cost
    const { maxTokens = Infinity, maxCost = Infinity } = this.#limits
    if (this.#tokens >= maxTokens) this.#exhaust(`--max-tokens-total: ${this.#tokens} of ${maxTokens} tokens are spent`)
    if (this.#cost >= maxCost) this.#exhaust(`--max-cost: ${this.#cost.toFixed(4)} of ${maxCost} is spent`)
  }

  #exhaust(what: string): void {
    if (!this.stop.aborted) this.#stop.abort(new BudgetSpent(`${what}; everything finished is saved`))
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer)
  }
}
