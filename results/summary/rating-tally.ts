/** What judges said: by turn and by group, by other rules, and how far they can be trusted. */

import type {
  BenchmarkSummary,
  JudgeVerdict,
  SampleRecord,
  TurnRating,
  UpstreamReading,
  Usage,
} from '../schema/schema.ts'
import { Moments } from '../statistics/moments.ts'
import { estimate } from '../statistics/strata.ts'
import { mean } from '../statistics/sum.ts'
import { addUsage } from './cost-tally.ts'
import { byName, Counter } from './counter.ts'
import { JudgeAgreement } from './judge-agreement.ts'
import { type RatedSample, strataOf } from './rated-samples.ts'

export class RatingTally {
  readonly #byTurn = new Means()
  readonly #byGroup = new Means()
  readonly #byDimension = new Means()
  readonly #upstream: UpstreamTally | undefined
  readonly #agreement = new JudgeAgreement()
  readonly #outcomes = new Counter()
  readonly #histogram = new Counter()
  readonly #models = new Map<string, Set<string>>()
  readonly #tokens: Usage = {}
  #turns = 0
  #conflicting = 0

  /** @param upstream what the benchmark's authors make of the same verdicts */
  constructor(upstream?: UpstreamReading) {
    this.#upstream = upstream && new UpstreamTally(upstream)
  }

  add(record: SampleRecord): void {
    const { group, outcome, ratings } = record
    if (ratings === undefined) return
    this.#upstream?.add(record)
    this.#agreement.add(record)
    for (const rating of ratings) for (const verdict of rating.verdicts) this.#addVerdict(verdict)
    if (outcome.kind === 'unscored') return
    this.#turns = Math.max(this.#turns, ratings.length)
    if (group !== undefined) this.#byGroup.add(group, outcome.score.value)
    for (const rating of ratings) this.#addTurn(rating)
  }

  facts(): Pick<BenchmarkSummary, 'metrics' | 'groups' | 'dimensions' | 'rules' | 'judging'> {
    if (this.#outcomes.total === 0) return {}
    const turns = this.#turns > 1 ? this.#byTurn.means() : []
    const dimensions = this.#byDimension.summaries()
    return {
      ...(turns.length > 0 && { metrics: Object.fromEntries(turns.map(([turn, mean]) => [`turn ${turn}`, mean])) }),
      groups: this.#byGroup.summaries(),
      ...(Object.keys(dimensions).length > 0 && { dimensions }),
      ...this.#upstream?.facts(),
      judging: this.#health(),
    }
  }

  #addTurn({ turn, rating, verdicts }: TurnRating): void {
    if (rating !== undefined) this.#byTurn.add(String(turn), rating)
    for (const { dimensions = {} } of verdicts) {
      for (const [name, value] of Object.entries(dimensions)) this.#byDimension.add(name, value)
    }
  }

  #addVerdict({ judge, rating, attempts, failure, conflicting }: JudgeVerdict): void {
    if (conflicting) this.#conflicting++
    this.#outcomes.add(failure?.kind ?? (attempts.length === 1 ? 'at-once' : 'after-retries'))
    if (rating !== undefined) this.#histogram.add(String(rating))
    const models = this.#models.get(judge) ?? new Set()
    this.#models.set(judge, models)
    for (const { completion } of attempts) {
      if (completion.model !== undefined) models.add(completion.model)
      addUsage(this.#tokens, completion.usage ?? {})
    }
  }

  #health(): NonNullable<BenchmarkSummary['judging']> {
    const read = this.#histogram.total
    const histogram = Object.entries(this.#histogram.byName()).sort(([a], [b]) => Number(a) - Number(b))
    const same = histogram.reduce((sum, [, count]) => sum + count * (count - 1), 0)
    return {
      verdicts: this.#outcomes.total,
      readAtOnce: this.#outcomes.count('at-once'),
      readAfterRetries: this.#outcomes.count('after-retries'),
      unreadable: this.#outcomes.count('unreadable'),
      ...(this.#conflicting > 0 && { conflicting: this.#conflicting }),
      tooLong: this.#outcomes.count('too-long'),
      noReply: this.#outcomes.count('no-reply'),
      models: Object.fromEntries([...this.#models].sort(byName).map(([judge, models]) => [judge, [...models].sort()])),
      histogram: histogram.map(([rating, count]) => ({ rating: Number(rating), verdicts: count })),
      ...(read > 1 && { ties: same / (read * (read - 1)) }),
      ...this.#agreement.facts(),
      tokens: this.#tokens,
    }
  }
}

/** Means by name. */
class Means {
  readonly #moments = new Map<string, Moments>()

  add(name: string, value: number): void {
    const moments = this.#moments.get(name) ?? new Moments()
    this.#moments.set(name, moments)
    moments.add(value)
  }

  means(): [name: string, mean: number][] {
    return [...this.#moments].sort(byName).map(([name, { mean }]) => [name, mean])
  }

  summaries(): Record<string, { score: number; n: number }> {
    return Object.fromEntries([...this.#moments].sort(byName).map(([name, { mean, n }]) => [name, { score: mean, n }]))
  }
}

class UpstreamTally {
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
