/** Single instructions, beside whole prompts: IFEval's other numbers, and a line for each kind. */
import type { BenchmarkSummary, Score } from '../schema/schema.ts'
import { byName } from './counter.ts'

interface Followed {
  n: number
  strict: number
  loose: number
}

export class InstructionTally {
  readonly #kinds = new Map<string, Followed>()

  add({ instructions = [] }: Score): void {
    for (const { kind, strict, loose } of instructions) {
      const followed = this.#kinds.get(kind) ?? { n: 0, strict: 0, loose: 0 }
      this.#kinds.set(kind, followed)
      followed.n++
      if (strict) followed.strict++
      if (loose) followed.loose++
    }
  }

  /** Over all instructions alike, however many a prompt has. */
  facts(): Pick<BenchmarkSummary, 'instructions' | 'metrics'> {
    if (this.#kinds.size === 0) return {}
    const all = { n: 0, strict: 0, loose: 0 }
    for (const followed of this.#kinds.values()) {
      for (const count of ['n', 'strict', 'loose'] as const) all[count] += followed[count]
    }
    return {
      instructions: Object.fromEntries([...this.#kinds].sort(byName).map(([kind, one]) => [kind, shares(one)])),
      metrics: { 'instruction-level strict': shares(all).strict, 'instruction-level loose': shares(all).loose },
    }
  }
}

const shares = ({ n, strict, loose }: Followed) => ({ n, strict: strict / n, loose: loose / n })
