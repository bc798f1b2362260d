import type { RuleSummary, Score } from '../schema/schema.ts'
import { byName } from './counter.ts'
import { type Averager, averager } from './sample-means.ts'

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
