import type { BenchmarkSummary, Price, Turn, Usage } from './schema.ts'
import { QuantileSketch } from './statistics/quantile-sketch.ts'

/** What the replies took: tokens, where the server counted them, and time. */
export class CostTally {
  readonly #tokens: Usage = {}
  readonly #price: Price | undefined
  #cost = 0
  #cached = 0
  readonly #latencies = new QuantileSketch()
  readonly #firstTokens = new QuantileSketch()

  /** @param price absent: unknown, and then the cost is as well */
  constructor(price?: Price) {
    this.#price = price
  }

  add(turns: readonly Turn[]): void {
    for (const { completion } of turns) {
      const { usage = {}, latencyMs, firstTokenMs } = completion
      for (const kind of ['inputTokens', 'outputTokens', 'reasoningTokens'] as const) {
        if (usage[kind] !== undefined) this.#tokens[kind] = (this.#tokens[kind] ?? 0) + usage[kind]
      }
      if (completion.cached) this.#cached++
      else if (this.#price !== undefined) this.#cost += costOf(usage, this.#price)
      if (latencyMs !== undefined && !completion.cached) this.#latencies.add(latencyMs)
      if (firstTokenMs !== undefined && !completion.cached) this.#firstTokens.add(firstTokenMs)
    }
  }

  facts(): Pick<BenchmarkSummary, 'tokens' | 'cost' | 'cached' | 'latencyMs' | 'firstTokenMs'> {
    const latencyMs = spread(this.#latencies)
    const firstTokenMs = spread(this.#firstTokens)
    return {
      tokens: this.#tokens,
      ...(this.#price !== undefined && { cost: this.#cost }),
      ...(this.#cached > 0 && { cached: this.#cached }),
      ...(latencyMs !== undefined && { latencyMs }),
      ...(firstTokenMs !== undefined && { firstTokenMs }),
    }
  }
}

function spread(times: QuantileSketch): { median: number; p95: number } | undefined {
  const [median, p95] = [times.quantile(0.5), times.quantile(0.95)]
  return median === undefined || p95 === undefined ? undefined : { median, p95 }
}

/** @param price per million tokens */
export function costOf({ inputTokens = 0, outputTokens = 0 }: Usage, { input, output }: Price): number {
  return (inputTokens * input + outputTokens * output) / 1e6
}
