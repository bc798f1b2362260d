import type { BenchmarkSummary, Price, Turn, Usage } from './schema.ts'
import { QuantileSketch } from './statistics/quantile-sketch.ts'

/** What the replies took: tokens, where the server counted them, and time. */
export class CostTally {
  readonly #tokens: Usage = {}
  readonly #price: Price | undefined
  #cost = 0
  #cached = 0
  readonly #latencies = new QuantileSketch()

  /** @param price absent: unknown, and then the cost is as well */
  constructor(price?: Price) {
    this.#price = price
  }

  add(turns: readonly Turn[]): void {
    for (const { completion } of turns) {
      const { usage = {}, latencyMs } = completion
      for (const kind of ['inputTokens', 'outputTokens', 'reasoningTokens'] as const) {
        if (usage[kind] !== undefined) this.#tokens[kind] = (this.#tokens[kind] ?? 0) + usage[kind]
      }
      if (completion.cached) this.#cached++
      else if (this.#price !== undefined) this.#cost += costOf(usage, this.#price)
      if (latencyMs !== undefined && !completion.cached) this.#latencies.add(latencyMs)
    }
  }

  facts(): Pick<BenchmarkSummary, 'tokens' | 'cost' | 'cached' | 'latencyMs'> {
    const median = this.#latencies.quantile(0.5)
    const p95 = this.#latencies.quantile(0.95)
    return {
      tokens: this.#tokens,
      ...(this.#price !== undefined && { cost: this.#cost }),
      ...(this.#cached > 0 && { cached: this.#cached }),
      ...(median !== undefined && p95 !== undefined && { latencyMs: { median, p95 } }),
    }
  }
}

/** @param price per million tokens */
export function costOf({ inputTokens = 0, outputTokens = 0 }: Usage, { input, output }: Price): number {
  return (inputTokens * input + outputTokens * output) / 1e6
}
