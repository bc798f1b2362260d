/** The samples of two runs side by side. */
import { inSampleOrder } from '../sample-order.ts'
import type { Interval } from '../schema.ts'
import {
  type DifferenceBounds,
  differenceBounds,
  type PossiblePair,
  possibleMean,
} from '../statistics/missing-bounds.ts'
import { meanOf, type SampleScores, type Scores } from './scores.ts'

/** A sample that both have scored. */
export interface Pair {
  readonly id: string
  readonly before: SampleScores
  readonly after: SampleScores
  /** Candidate minus baseline, each the mean over its scored repeats. */
  readonly difference: number
}

export interface PairedSamples {
  /** In sample order. */
  readonly pairs: readonly Pair[]
  /** Samples that were not scored in both. */
  readonly unpaired: number
  /** For every sample that should be there; undefined where nothing is missing. */
  readonly bounds?: DifferenceBounds
}

export interface PairingPlan {
  readonly repeats: readonly [before: number, after: number]
  readonly range: Interval
  /** Samples that both runs set out to ask; absent where the runs were allowed to ask different ones. */
  readonly samples?: number
}

export function pairUp(before: Scores, after: Scores, plan: PairingPlan): PairedSamples {
  const pairs: Pair[] = []
  const possible: PossiblePair[] = []
  let complete = true
  const ids = plan.samples === undefined ? common(before, after) : union(before, after)
  for (const id of ids) {
    const [first, second] = [before.samples.get(id), after.samples.get(id)]
    const [firstMissing, secondMissing] = [missing(first, plan.repeats[0]), missing(second, plan.repeats[1])]
    complete &&= firstMissing === 0 && secondMissing === 0
    possible.push({
      before: possibleMean(first?.values ?? [], firstMissing, plan.range),
      after: possibleMean(second?.values ?? [], secondMissing, plan.range),
    })
    if (first === undefined || second === undefined || first.values.length * second.values.length === 0) continue
    pairs.push({ id, before: first, after: second, difference: meanOf(second) - meanOf(first) })
  }
  const never = Math.max(0, (plan.samples ?? 0) - possible.length)
  for (let index = 0; index < never; index++) possible.push({ before: plan.range, after: plan.range })
  return {
    pairs: pairs.sort((a, b) => inSampleOrder(a.id, b.id)),
    unpaired: possible.length - pairs.length,
    ...(!(complete && never === 0) && { bounds: differenceBounds(possible) }),
  }
}

const missing = (sample: SampleScores | undefined, repeats: number) => repeats - (sample?.values.length ?? 0)

const union = (before: Scores, after: Scores) => new Set([...before.samples.keys(), ...after.samples.keys()])

const common = (before: Scores, after: Scores) => [...before.samples.keys()].filter((id) => after.samples.has(id))
