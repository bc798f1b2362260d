import type { BenchmarkSummary, Score } from '../schema/schema.ts'

/**
 * How steady a model is: of samples that were answered several times, how many were right how often. Its score is the mean of that
 * table; `pass^k` its last column, the share of samples with all k answers right.
 *
 * @see Yao et al. 2024, arXiv:2406.12045, on pass^k
 */
export class RepeatTally {
  readonly #repeats: number
  readonly #samples = new Map<string, { answers: number; right: number }>()
  /** Every score is wholly right or wholly wrong. */
  #binary = true

  constructor(repeats: number) {
    this.#repeats = repeats
  }

  add(id: string, { value }: Pick<Score, 'value'>): void {
    if (this.#repeats === 1) return
    this.#binary &&= value === 0 || value === 1
    const { answers, right } = this.#samples.get(id) ?? { answers: 0, right: 0 }
    this.#samples.set(id, { answers: answers + 1, right: right + value })
  }

  /** Over samples whose answers have all been scored; nothing for ratings, or where no sample was answered twice. */
  facts(): Pick<BenchmarkSummary, 'rightCounts' | 'metrics'> {
    if (this.#repeats === 1 || !this.#binary) return {}
    const rightCounts = Array<number>(this.#repeats + 1).fill(0)
    for (const { answers, right } of this.#samples.values()) {
      if (answers === this.#repeats) rightCounts[right] = (rightCounts[right] ?? 0) + 1
    }
    const whole = rightCounts.reduce((sum, count) => sum + count, 0)
    if (whole === 0) return {}
    return { rightCounts, metrics: { [`pass^${this.#repeats}`]: (rightCounts.at(-1) ?? 0) / whole } }
  }
}
