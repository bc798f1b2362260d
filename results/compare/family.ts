/** Comparisons of one table: the more of them there are, the more often chance alone looks like a difference. */
import type { Comparison } from '../schema/comparison.ts'
import { CONFIDENCE } from '../statistics/confidence.ts'
import { holm } from '../statistics/holm.ts'
import { roundFacts } from '../summary/round-facts.ts'
import type { Compared } from './compare.ts'

/** A difference with its test. */
interface Member {
  readonly facts: Pick<Comparison, 'p' | 'holmP' | 'holmInterval'>
  readonly seen: Compared['seen']
}

/**
 * Each with Holm's p, and the interval that has the same error: at the level of the step at which Holm's procedure decided on it,
 * so that the interval beside a difference that is called one leaves out 0, but for what sets an exact test apart from its interval.
 * Where there is one only, it stays as it is.
 *
 * @see Holm 1979, Scand. J. Statist. 6:65: the i-th smallest of k is rejected at α/(k − i + 1), and none after the first that is not
 */
export function asFamily<One extends Member>(members: readonly One[]): One[] {
  const tested = members.flatMap(({ facts: { p } }) => (p === undefined ? [] : [p]))
  if (tested.length < 2) return [...members]
  const adjusted = holm(tested)
  const levels = stepLevels(tested, adjusted)
  let at = 0
  return members.map((member) => {
    if (member.facts.p === undefined) return member
    const [holmP = 1, level = 1 - CONFIDENCE] = [adjusted[at], levels[at]]
    at++
    const holmInterval = member.seen?.interval(1 - level)
    return {
      ...member,
      facts: roundFacts<One['facts']>({ ...member.facts, holmP, ...(holmInterval && { holmInterval }) }),
    }
  })
}

/**
 * The same for gated pairs, of which some could not be compared: verdicts, tables and reports use the same corrected comparisons.
 */
export function inOneFamily<Pair extends { readonly compared: Compared | object }>(pairs: readonly Pair[]): Pair[] {
  const family = asFamily(pairs.flatMap(({ compared }) => ('facts' in compared ? [compared] : []))).values()
  return pairs.map((pair) =>
    'facts' in pair.compared ? { ...pair, compared: family.next().value ?? pair.compared } : pair,
  )
}

/** The level at which each was decided on: rejected ones at that of their own step, all others at that of the first that was not. */
function stepLevels(ps: readonly number[], adjusted: readonly number[]): number[] {
  const alpha = 1 - CONFIDENCE
  const inOrder = [...ps.keys()].sort((a, b) => (ps[a] ?? 1) - (ps[b] ?? 1))
  const rejected = adjusted.filter((p) => p < alpha).length
  return ps.map((_, index) => alpha / (ps.length - Math.min(inOrder.indexOf(index), rejected)))
}
