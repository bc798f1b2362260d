import type { BenchmarkSummary, PositionSummary, SampleRecord } from '../schema/schema.ts'
import { byName } from './counter.ts'

/** Whether it matters where the right option is: a model that favours a letter shows it here. */
export class PositionTally {
  readonly #permutations: number
  readonly #positions = new Map<string, { trials: number; sum: number; chosen: number }>()
  /** Trials of one question and one round of its orders: how many were scored, and how many were right. */
  readonly #rounds = new Map<string, { scored: number; right: number }>()
  #trials = 0

  /** @param permutations orders in a round; 1 where there are no rounds */
  constructor(permutations: number) {
    this.#permutations = permutations
  }

  add({ id, repeat, order, target, outcome }: SampleRecord): void {
    if (order === undefined || target === undefined || outcome.kind === 'unscored') return
    const { value, answer } = outcome.score
    for (const index of order.keys()) this.#position(String.fromCharCode(A + index))
    this.#trials++
    const key = this.#position(target)
    key.trials++
    key.sum += value
    const chosen = this.#positions.get(answer?.toUpperCase() ?? '')
    if (chosen !== undefined) chosen.chosen++
    if (this.#permutations > 1) this.#addToRound(`${Math.ceil(repeat / this.#permutations)} ${id}`, value)
  }

  facts(): Pick<BenchmarkSummary, 'positions' | 'allOrders'> {
    if (this.#trials === 0) return {}
    const positions = [...this.#positions].map(([letter, { trials, sum, chosen }]): [string, PositionSummary] => [
      letter,
      { trials, ...(trials > 0 && { score: sum / trials }), chosen: chosen / this.#trials },
    ])
    const rounds = [...this.#rounds.values()].filter(({ scored }) => scored === this.#permutations)
    const whole = rounds.filter(({ right }) => right === this.#permutations)
    return {
      positions: Object.fromEntries(positions.sort(byName)),
      ...(rounds.length > 0 && { allOrders: whole.length / rounds.length }),
    }
  }

  #addToRound(key: string, value: number): void {
    const { scored, right } = this.#rounds.get(key) ?? { scored: 0, right: 0 }
    this.#rounds.set(key, { scored: scored + 1, right: right + (value === 1 ? 1 : 0) })
  }

  #position(letter: string) {
    const known = this.#positions.get(letter)
    if (known !== undefined) return known
    const position = { trials: 0, sum: 0, chosen: 0 }
    this.#positions.set(letter, position)
    return position
  }
}

const A = 'A'.charCodeAt(0)
