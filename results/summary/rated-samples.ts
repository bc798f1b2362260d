/** Ratings as they become one number: by their mean, pooled, or balanced over groups. */

import type { Aggregate, SampleRecord } from '../schema/schema.ts'
import { clusteredValues, plainMean, type Stratum, weightedMeans } from '../statistics/strata.ts'
import { mean } from '../statistics/sum.ts'

/** One sample, or the difference of two runs on it. */
export interface RatedSample {
  readonly group?: string | undefined
  /** Mean over repeats. */
  readonly value: number
  /** Of all turns and repeats. */
  readonly ratings: readonly number[]
}

/** The strata whose weighted mean is the score. Of a balanced score, parts and groups without a sample have no weight. */
export function strataOf(samples: readonly RatedSample[], aggregate: Aggregate | undefined): Stratum[] {
  if (aggregate === undefined) return plainMean(samples.map(({ value }) => value))
  if (aggregate.kind === 'pooled') return clusteredValues(samples.map(({ ratings }) => ratings))
  const byGroup = Map.groupBy(samples, ({ group }) => group)
  const parts = Object.values(aggregate.parts)
    .map((groups) => groups.filter((group) => byGroup.has(group)))
    .filter((groups) => groups.length > 0)
  return weightedMeans(
    parts.flatMap((groups) =>
      groups.map((group) => ({
        weight: 1 / parts.length / groups.length,
        values: (byGroup.get(group) ?? []).map(({ value }) => value),
      })),
    ),
  )
}

/** The mean of each part of a balanced score; parts without a sample are left out. */
export function partMeans(
  samples: readonly RatedSample[],
  aggregate: Aggregate | undefined,
): [name: string, mean: number][] {
  if (aggregate?.kind !== 'balanced') return []
  return Object.entries(aggregate.parts).flatMap(([name, groups]): [string, number][] => {
    const found = groups.flatMap((group) => {
      const values = samples.filter((sample) => sample.group === group).map(({ value }) => value)
      return values.length === 0 ? [] : mean(values)
    })
    return found.length === 0 ? [] : [[name, mean(found)]]
  })
}

interface Gathered {
  readonly group: string | undefined
  readonly values: number[]
  /** By repeat and turn. */
  readonly ratings: Map<string, number>
}

/** Gathers scored records by their sample. */
export class RatedSamples {
  readonly #samples = new Map<string, Gathered>()

  add({
    id,
    repeat,
    group,
    outcome,
    ratings,
  }: Pick<SampleRecord, 'id' | 'repeat' | 'group' | 'outcome' | 'ratings'>): void {
    if (outcome.kind === 'unscored') return
    const sample: Gathered = this.#samples.get(id) ?? { group, values: [], ratings: new Map() }
    this.#samples.set(id, sample)
    sample.values.push(outcome.score.value)
    for (const { turn, rating } of ratings ?? []) {
      if (rating !== undefined) sample.ratings.set(`${repeat} ${turn}`, rating)
    }
    if (ratings === undefined) sample.ratings.set(`${repeat} 1`, outcome.score.value)
  }

  all(): RatedSample[] {
    return [...this.#samples.values()].map(({ group, values, ratings }) => ({
      group,
      value: mean(values),
      ratings: [...ratings.values()],
    }))
  }

  /** Candidate minus this, over the samples that both have. Turns that only one of them has count for nothing. */
  differences(candidate: RatedSamples): RatedSample[] {
    return [...this.#samples].flatMap(([id, before]) => {
      const after = candidate.#samples.get(id)
      if (after === undefined) return []
      const ratings = [...before.ratings].flatMap(([place, rating]) => {
        const other = after.ratings.get(place)
        return other === undefined ? [] : other - rating
      })
      return [{ group: before.group, value: mean(after.values) - mean(before.values), ratings }]
    })
  }
}
