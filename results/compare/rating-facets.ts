/** What ratings are made of, sample by sample: the rating of each turn, and of each dimension that judges rate beside the whole. */
import type { SampleRecord } from '../schema/schema.ts'
import { Moments } from '../statistics/moments.ts'

/** Mean rating by name of the facet and sample. */
export type Facet = Map<string, Map<string, Moments>>

export class RatingFacets {
  readonly turns: Facet = new Map()
  readonly dimensions: Facet = new Map()

  add({ id, outcome, ratings = [] }: Pick<SampleRecord, 'id' | 'outcome' | 'ratings'>): void {
    if (outcome.kind === 'unscored') return
    for (const { turn, rating, verdicts } of ratings) {
      if (rating !== undefined) addTo(this.turns, `turn ${turn}`, id, rating)
      for (const { dimensions = {} } of verdicts) {
        for (const [name, value] of Object.entries(dimensions)) addTo(this.dimensions, name, id, value)
      }
    }
  }
}

function addTo(facet: Facet, name: string, id: string, value: number): void {
  const samples = facet.get(name) ?? new Map<string, Moments>()
  facet.set(name, samples)
  const moments = samples.get(id) ?? new Moments()
  samples.set(id, moments)
  moments.add(value)
}
