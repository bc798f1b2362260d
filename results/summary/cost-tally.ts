import { defined } from '../defined.ts'
import type {
  BenchmarkSummary,
  Completion,
  Price,
  RunManifest,
  SampleRecord,
  Turn,
  TurnRating,
  Usage,
} from '../schema/schema.ts'
import { QuantileSketch } from '../statistics/quantile-sketch.ts'

/** By the judge's label; undefined where nobody has said. */
export type JudgePrices = Readonly<Record<string, Price | undefined>>

export const judgePricesOf = ({ judge }: Pick<RunManifest, 'judge'>): JudgePrices =>
  Object.fromEntries((judge?.judges ?? []).map(({ label, price }) => [label, price]))

/** What the replies took: tokens, where the server counted them, and time. */
export class CostTally {
  readonly #tokens: Usage = {}
  readonly #price: Price | undefined
  readonly #judges: JudgePrices
  #cost = 0
  #judgeCost = 0
  #verdicts = 0
  #unpriced = 0
  #cached = 0
  readonly #latencies = new QuantileSketch()
  readonly #firstTokens = new QuantileSketch()

  /** @param price absent: unknown, and then the cost is as well */
  constructor(price?: Price, judges: JudgePrices = {}) {
    this.#price = price
    this.#judges = judges
  }

  /** Verdicts that judges gave in earlier runs and that are kept cost nothing any more. */
  addRatings(ratings: readonly TurnRating[] = []): void {
    for (const { judge, attempts } of ratings.flatMap(({ verdicts }) => verdicts)) {
      const price = this.#judges[judge]
      this.#verdicts++
      if (price === undefined) this.#unpriced++
      else {
        for (const { completion } of attempts) {
          if (!completion.cached) this.#judgeCost += costOf(completion.usage ?? {}, price)
        }
      }
    }
  }

  add(turns: readonly Turn[]): void {
    for (const { completion } of turns) {
      const { usage = {}, latencyMs, firstTokenMs } = completion
      addUsage(this.#tokens, usage)
      if (completion.cached) this.#cached++
      else if (this.#price !== undefined) this.#cost += costOf(usage, this.#price)
      if (latencyMs !== undefined && !completion.cached) this.#latencies.add(latencyMs)
      if (firstTokenMs !== undefined && !completion.cached) this.#firstTokens.add(firstTokenMs)
    }
  }

  facts(): Pick<
    BenchmarkSummary,
    'tokens' | 'cost' | 'judgeCost' | 'currency' | 'cached' | 'latencyMs' | 'firstTokenMs'
  > {
    const isJudgePriced = this.#verdicts > 0 && this.#unpriced === 0
    return defined({
      tokens: this.#tokens,
      cost: this.#price && this.#cost,
      judgeCost: isJudgePriced ? this.#judgeCost : undefined,
      currency: this.#price !== undefined || isJudgePriced ? this.#currency() : undefined,
      cached: this.#cached || undefined,
      latencyMs: spread(this.#latencies),
      firstTokenMs: spread(this.#firstTokens),
    })
  }

  /** Undefined where nobody has said, or the sums would mix several. */
  #currency(): string | undefined {
    const named = [this.#price, ...Object.values(this.#judges)].flatMap((price) => price?.currency ?? [])
    return new Set(named).size === 1 ? named[0] : undefined
  }
}

function spread(times: QuantileSketch): { median: number; p95: number } | undefined {
  const [median, p95] = [times.quantile(0.5), times.quantile(0.95)]
  return median === undefined || p95 === undefined ? undefined : { median, p95 }
}

/** Adds tokens to a total; kinds that nobody has counted stay absent. */
export function addUsage(total: Usage, usage: Readonly<Usage>): void {
  for (const kind of ['inputTokens', 'outputTokens', 'reasoningTokens'] as const) {
    if (usage[kind] !== undefined) total[kind] = (total[kind] ?? 0) + usage[kind]
  }
}

/** @param price per million tokens */
function costOf({ inputTokens = 0, outputTokens = 0 }: Usage, { input, output }: Price): number {
  return (inputTokens * input + outputTokens * output) / 1e6
}

/**
 * Tokens and money that one finished trial took, its judges' among them. Replies kept from earlier runs are free; what has no price
 * costs nothing here.
 */
export function spentOn(
  { attempt, ratings = [] }: Pick<SampleRecord, 'attempt' | 'ratings'>,
  price: Price | undefined,
  judges: JudgePrices = {},
): { readonly tokens: number; readonly cost: number } {
  const spent = { tokens: 0, cost: 0 }
  const pay = ({ cached, usage = {} }: Completion, each: Price | undefined) => {
    if (cached) return
    spent.tokens += (usage.inputTokens ?? 0) + (usage.outputTokens ?? 0)
    if (each !== undefined) spent.cost += costOf(usage, each)
  }
  for (const { completion } of attempt.turns) pay(completion, price)
  for (const { verdicts } of ratings) {
    for (const { judge, attempts } of verdicts) for (const { completion } of attempts) pay(completion, judges[judge])
  }
  return spent
}
