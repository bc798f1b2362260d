/** What the authors of a judged benchmark make of its verdicts: their rule, on first replies alone, and their way to one number. */

import type { BenchmarkSummary, SampleRecord, TurnRating, UpstreamReading } from '../schema/schema.ts'
import { estimate } from '../statistics/strata.ts'
import { type RatedSample, strataOf } from './rated-samples.ts'

export class UpstreamTally {
  readonly #upstream: UpstreamReading
  readonly #samples: RatedSample[] = []
  #unread = 0
  #gained = 0
  #lost = 0

  constructor(upstream: UpstreamReading) {
    this.#upstream = upstream
  }

  add({ group, ratings = [] }: SampleRecord): void {
    const read = ratings.flatMap((rating) => this.#turn(rating))
    if (read.length > 0) this.#samples.push({ group, value: mean(read), ratings: read })
  }

  facts(): Pick<BenchmarkSummary, 'rules'> {
    const { rule, aggregate } = this.#upstream
    const found = estimate(strataOf(this.#samples, aggregate))
    if (found === undefined) return {}
    const counts = { unanswered: this.#unread, gained: this.#gained, lost: this.#lost }
    return { rules: { [rule]: { score: found.mean, ...counts } } }
  }

  /** @returns nothing where the turn is dropped, else its rating */
  #turn({ verdicts }: TurnRating): number[] {
    const { rule, unreadable } = this.#upstream
    const ratings = verdicts.flatMap(({ regrade, readings, rating }) => {
      const reading = readings?.[rule]
      // Programs of others ask once; a judge that could not be had is nobody's reading.
      if (regrade > 1 || reading === undefined) return []
      if (reading === null) this.#unread++
      const value = reading ?? unreadable
      if (value === 'dropped') return []
      if (rating === undefined || value > rating) this.#gained++
      else if (value < rating) this.#lost++
      return [value]
    })
    return ratings.length === 0 ? [] : [mean(ratings)]
  }
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
