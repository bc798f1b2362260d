/** The same comparison by turn, and by dimension that judges rate beside the whole. */
import type { GroupGap } from '../schema/comparison.ts'
import type { Interval } from '../schema/schema.ts'
import { gapsOf, type NamedDifferences } from './group-gaps.ts'
import type { Facet, RatingFacets } from './rating-facets.ts'

/** @returns nothing where there is one turn, or no dimension */
export function facetGaps(before: RatingFacets | undefined, after: RatingFacets | undefined, range: Interval) {
  if (before === undefined || after === undefined) return {}
  const turns = gapsOf(differencesOf(before.turns, after.turns), false, range)
  const dimensions = gapsOf(differencesOf(before.dimensions, after.dimensions), false, range)
  return { ...(turns && { turns }), ...(dimensions && { dimensions }) } satisfies Record<
    string,
    Record<string, GroupGap>
  >
}

/** Over the samples that both have. */
function differencesOf(before: Facet, after: Facet): NamedDifferences[] {
  return [...before].flatMap(([name, samples]) => {
    const others = after.get(name)
    const pairs = [...samples].flatMap(([id, { mean }]) => {
      const other = others?.get(id)
      return other === undefined ? [] : [{ before: mean, after: other.mean }]
    })
    return pairs.length === 0 ? [] : [{ name, pairs }]
  })
}
