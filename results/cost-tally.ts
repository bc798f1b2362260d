import type { BenchmarkSummary, Turn, Usage } from './schema.ts'
import { QuantileSketch } from './statistics/quantile-sketch.ts'

/** What the replies took: tokens, where the server counted them, and time. */
export class CostTally {
  readonly #tokens: Usage = {}
  readonly #latencies = new QuantileSketch()

  add(turns: readonly Turn[]): void {
    for (const { completion } of turns) {
      const { usage = {}, latencyMs } = completion
      for (const kind of ['inputTokens', 'outputTokens', 'reasoningTokens'] as const) {
        if (usage[kind] !== undefined) this.#tokens[kind] = (this.#tokens[kind] ?? 0) + usage[kind]
      }
      if (latencyMs !== undefined) this.#latencies.add(latencyMs)
    }
  }

  facts(): Pick<BenchmarkSummary, 'tokens' | 'latencyMs'> {
    const median = this.#latencies.quantile(0.5)
    const p95 = this.#latencies.quantile(0.95)
    return { tokens: this.#tokens, ...(median !== undefined && p95 !== undefined && { latencyMs: { median, p95 } }) }
  }
}
