/** The samples of two runs side by side. */

import { defined } from '../defined.ts'
import type { Flip } from '../schema/comparison.ts'
import type { Aggregate, Interval } from '../schema/schema.ts'
import { type DifferenceBounds, differenceBounds, possibleMean } from '../statistics/missing-bounds.ts'
import { strataOf } from '../summary/rated-samples.ts'
import { inSampleOrder } from '../summary/sample-order.ts'
import { type Flips, type PairedDifference, pairedDifference } from './difference.ts'
import { highest, lowest, meanOf, type SampleScores, scoreOf } from './sample-scores.ts'
import type { Scores } from './scores.ts'

/** A sample that both have scored. */
export interface Pair {
  readonly id: string
  readonly before: SampleScores
  readonly after: SampleScores
  /** Candidate minus baseline, each the mean over its scored repeats. */
  readonly difference: number
}

/**
 * How many samples are gained and lost when one answer of each model is drawn from those it gave: over all samples, the share of
 * pairs of answers in which the candidate's, or the baseline's, is the better one. Right for any number of answers on either
 * side, where comparing means would count every sample that was answered unalike: with four answers against one, nearly all.
 */
function flipsExpected(pairs: readonly Pair[]): Flips {
  let [gained, lost] = [0, 0]
  for (const { before, after } of pairs) {
    const all = before.trials.length * after.trials.length
    for (const { value: first } of before.trials) {
      for (const { value: second } of after.trials) {
        if (second > first) gained += 1 / all
        if (second < first) lost += 1 / all
      }
    }
  }
  return { gained: Math.round(gained), lost: Math.round(lost) }
}

/**
 * Over the samples that both have scored.
 *
 * @param aggregate how differences of ratings become one number
 * @returns undefined without pairs
 */
export function seenDifference(
  pairs: readonly Pair[],
  before: Scores,
  after: Scores,
  aggregate: Aggregate | undefined,
): PairedDifference | undefined {
  const rated = before.rated && after.rated && strataOf(before.rated.differences(after.rated), aggregate)
  return pairedDifference(
    pairs.map(({ difference }) => difference),
    before.binary && after.binary,
    after.range,
    rated,
    flipsExpected(pairs),
  )
}

export interface PairedSamples {
  /** In sample order. */
  readonly pairs: readonly Pair[]
  /** Samples that were not scored in both. */
  readonly unpaired: number
  /** Undefined where nothing is missing. */
  readonly bounds?: BoundedSamples
}

/** Every sample that should be there, with its difference at both ends. */
export interface BoundedSamples extends DifferenceBounds {
  /** Category or subject of each; undefined where there is none, or no record that tells. */
  readonly groups: readonly (string | undefined)[]
}

export interface PairingPlan {
  readonly repeats: readonly [before: number, after: number]
  readonly range: Interval
  /** Samples that both runs set out to ask; absent where the runs were allowed to ask different ones. */
  readonly samples?: number
}

export function pairUp(before: Scores, after: Scores, plan: PairingPlan): PairedSamples {
  const ids = plan.samples === undefined ? common(before, after) : union(before, after)
  const pairs: Pair[] = []
  let whole = 0
  for (const id of ids) {
    const [first, second] = [before.samples.get(id), after.samples.get(id)]
    if (first === undefined || second === undefined || first.trials.length * second.trials.length === 0) continue
    pairs.push({ id, before: first, after: second, difference: meanOf(second) - meanOf(first) })
    if (first.trials.length === plan.repeats[0] && second.trials.length === plan.repeats[1]) whole++
  }
  const all = Math.max(ids.length, plan.samples ?? 0)
  return {
    pairs: pairs.sort((a, b) => inSampleOrder(a.id, b.id)),
    unpaired: all - pairs.length,
    ...(whole < all && { bounds: boundsOf(ids, all, before, after, plan) }),
  }
}

/** @param all samples that should be there; those that neither run has a record of could be anything */
function boundsOf(
  ids: readonly string[],
  all: number,
  before: Scores,
  after: Scores,
  { repeats, range }: PairingPlan,
): BoundedSamples {
  const possible = (sample: SampleScores | undefined, asked: number) => {
    const values = (sample?.trials ?? []).map(scoreOf)
    return possibleMean(values, asked - values.length, range)
  }
  const known = ids.map((id) => ({
    before: possible(before.samples.get(id), repeats[0]),
    after: possible(after.samples.get(id), repeats[1]),
  }))
  const never = Array(all - ids.length).fill({ before: range, after: range })
  return {
    ...differenceBounds([...known, ...never]),
    groups: ids.map((id) => (before.samples.get(id) ?? after.samples.get(id))?.group),
  }
}

const union = (before: Scores, after: Scores) => [
  ...before.samples.keys(),
  ...after.samples.keys().filter((id) => !before.samples.has(id)),
]

const common = (before: Scores, after: Scores) => [...before.samples.keys().filter((id) => after.samples.has(id))]

/**
 * Where the two models have different numbers of answers, a mean nearly always changes: then only samples on which every answer
 * of one is better than every answer of the other.
 *
 * @param rated scores are ratings, where a change is told by its size
 */
export function flipsOf(pairs: readonly Pair[], rated: boolean): Flip[] {
  return pairs.filter(isChanged).map((pair) => flipOf(pair, rated))
}

function isChanged({ before, after, difference }: Pair): boolean {
  if (difference === 0) return false
  if (before.trials.length === after.trials.length) return true
  return difference > 0 ? areApart(before, after) : areApart(after, before)
}

function flipOf({ id, before, after, difference }: Pair, rated: boolean): Flip {
  const gained = difference > 0
  const [worse, better] = gained ? [before, after] : [after, before]
  const [low, high] = [lowest(worse), highest(better)]
  const [first, second] = gained ? [low?.answer, high?.answer] : [high?.answer, low?.answer]
  return defined({
    id,
    direction: gained ? 'gained' : 'lost',
    change: rated ? ratingChange(difference) : (low?.outcome ?? 'other-answer'),
    delta: difference,
    before: first,
    after: second,
    stable: before.trials.length + after.trials.length > 2 ? areApart(worse, better) : undefined,
  })
}

/** Every answer of one model is better than every answer of the other, which chance rarely does. */
const areApart = (worse: SampleScores, better: SampleScores) =>
  (highest(worse)?.value ?? 0) < (lowest(better)?.value ?? 0)

/** `+2`, `−3`; less than half a point is `±0`. */
function ratingChange(difference: number): string {
  const size = Math.round(Math.abs(difference))
  if (size === 0) return '±0'
  return difference > 0 ? `+${size}` : `−${size}`
}
