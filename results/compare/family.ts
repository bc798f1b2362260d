import type { Comparison } from '../comparison-schema.ts'
import { roundFacts } from '../round-facts.ts'
import { holm } from '../statistics/holm.ts'

/** Comparisons of one table: the more of them there are, the more often chance alone looks like a difference. */
export function asFamily(comparisons: readonly Comparison[]): Comparison[] {
  const tested = comparisons.flatMap(({ p }) => (p === undefined ? [] : [p]))
  if (tested.length < 2) return [...comparisons]
  const adjusted = holm(tested).values()
  return comparisons.map((comparison) =>
    comparison.p === undefined ? comparison : roundFacts({ ...comparison, holmP: adjusted.next().value ?? 1 }),
  )
}
