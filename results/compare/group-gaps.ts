/** The same comparison by group: categories or subjects, and the areas that subjects belong to. */
import type { GroupGap } from '../schema/comparison.ts'
import type { Interval } from '../schema/schema.ts'
import { CONFIDENCE } from '../statistics/confidence.ts'
import { holm } from '../statistics/holm.ts'
import { mean } from '../statistics/sum.ts'
import { areaOf } from '../summary/group-tally.ts'
import { pairedDifference } from './difference.ts'
import type { Pair } from './pairs.ts'
import { meanOf } from './sample-scores.ts'

interface Gaps {
  readonly areas?: Readonly<Record<string, GroupGap>>
  readonly groups?: Readonly<Record<string, GroupGap>>
}

/** @returns nothing for fewer than two groups */
export function groupGaps(pairs: readonly Pair[], binary: boolean, range: Interval): Gaps {
  const groups = gapsBy(pairs, ({ after }) => after.group, binary, range)
  const areas = gapsBy(pairs, ({ after }) => areaOf(after.group), binary, range)
  return { ...(areas && { areas }), ...(groups && { groups }) }
}

function gapsBy(
  pairs: readonly Pair[],
  nameOf: (pair: Pair) => string | undefined,
  binary: boolean,
  range: Interval,
): Record<string, GroupGap> | undefined {
  const named = [...Map.groupBy(pairs, nameOf)].flatMap(([name, members]) =>
    name === undefined
      ? []
      : [{ name, pairs: members.map(({ before, after }) => ({ before: meanOf(before), after: meanOf(after) })) }],
  )
  return gapsOf(named, binary, range)
}

/** The scores of one group in both runs, sample by sample. */
export interface NamedDifferences {
  readonly name: string
  readonly pairs: readonly { readonly before: number; readonly after: number }[]
}

/** In the order of their names, with p over all of them. @returns undefined for fewer than two groups */
export function gapsOf(
  groups: readonly NamedDifferences[],
  binary: boolean,
  range: Interval,
): Record<string, GroupGap> | undefined {
  if (groups.length < 2) return undefined
  const gaps = groups
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(({ name, pairs }) => {
      const differences = pairs.map(({ before, after }) => after - before)
      const found = pairedDifference(differences, binary, range)
      if (found === undefined) return []
      const { n, estimate, p } = found
      const [baseline, candidate] = [mean(pairs.map(({ before }) => before)), mean(pairs.map(({ after }) => after))]
      return [{ name, n, baseline, candidate, delta: estimate, interval: found.interval(CONFIDENCE), p }]
    })
  const adjusted = holm(gaps.map(({ p }) => p))
  return Object.fromEntries(gaps.map(({ name, ...gap }, at) => [name, { ...gap, holmP: adjusted[at] ?? gap.p }]))
}
