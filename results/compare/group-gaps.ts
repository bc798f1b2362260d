/** The same comparison by group, where answers are right or wrong: subjects, and the areas that subjects belong to. */
import type { GroupGap } from '../schema/comparison.ts'
import type { Interval } from '../schema/schema.ts'
import { holm } from '../statistics/holm.ts'
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
    name === undefined ? [] : [[name, members] as const],
  )
  if (named.length < 2) return undefined
  const gaps = named
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, members]) => {
      const differences = members.map(({ difference }) => difference)
      const found = pairedDifference(differences, binary, range)
      if (found === undefined) return []
      const mean = (side: 'before' | 'after') =>
        members.reduce((sum, member) => sum + meanOf(member[side]), 0) / members.length
      return [
        { name, n: found.n, baseline: mean('before'), candidate: mean('after'), delta: found.estimate, p: found.p },
      ]
    })
  const adjusted = holm(gaps.map(({ p }) => p))
  return Object.fromEntries(gaps.map(({ name, ...gap }, at) => [name, { ...gap, holmP: adjusted[at] ?? gap.p }]))
}
