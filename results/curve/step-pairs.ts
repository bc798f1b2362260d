/** All pairs of steps: how far each is above or below each, and how sure that is. */
import { type PairedDifference, pairedDifference } from '../compare/difference.ts'
import { estimate, plainMean, type Stratum } from '../statistics/strata.ts'
import { mean } from '../statistics/sum.ts'
import { strataOf } from '../summary/rated-samples.ts'
import type { ScoreMatrix, StepScores } from './step-scores.ts'

/** Two steps, by their places. */
export interface StepPair {
  readonly earlier: number
  readonly later: number
  /** The later minus the earlier. */
  readonly delta: number
  readonly standardError: number
  /** With interval and test, worked out when asked for. */
  readonly whole: () => PairedDifference | undefined
}

/** Over the samples that every step has scored, so that all pairs have the same. */
export function pairsOf(steps: readonly StepScores[], { means }: ScoreMatrix): StepPair[] {
  return steps.flatMap((_, later) =>
    steps.slice(0, later).flatMap((_, earlier): StepPair[] => {
      const [before, after] = [means[earlier], means[later]]
      if (before === undefined || after === undefined) return []
      const differences = after.map((value, at) => value - (before[at] ?? 0))
      const strata = strataBetween(steps[earlier], steps[later], differences)
      const found = estimate(strata)
      if (found === undefined) return []
      const { mean: delta, standardError } = found
      const binary = [earlier, later].every((at) => steps[at]?.scores.binary === true)
      const range = steps[later]?.scores.range ?? [0, 1]
      const whole = () => pairedDifference([...differences], binary, [range[0], range[1]], strata)
      return [{ earlier, later, delta, standardError, whole }]
    }),
  )
}

/** Ratings become one number as their benchmark says; other scores by their mean. */
function strataBetween(
  before: StepScores | undefined,
  after: StepScores | undefined,
  differences: Float64Array,
): Stratum[] {
  const [first, second] = [before?.scores.rated, after?.scores.rated]
  if (first === undefined || second === undefined) return plainMean(differences)
  return strataOf(first.differences(second), after?.run.manifest.protocol.aggregate)
}

/** A step that is below the best by more than so many standard errors of their difference has no part in the choice. */
const CONTENDS = 2

/**
 * Standard error of the score of one step, of the luck that is its own. The luck of the draw of samples is common to all and
 * cancels in differences: of two steps answering alike often, each has half of the variance of their difference.
 *
 * Measured on the steps between which luck could choose: early steps differ from late ones in much of what was learned, and that
 * they do so says nothing about the late ones.
 *
 * @param best place of the step with the highest score
 * @returns 0 where no two steps differ
 */
export function ownError(pairs: readonly StepPair[], best: number): number {
  const isBehind = ({ earlier, later, delta, standardError }: StepPair) =>
    (later === best ? delta : earlier === best ? -delta : 0) > CONTENDS * standardError
  const behind = new Set(pairs.filter(isBehind).map(({ earlier, later }) => (later === best ? earlier : later)))
  const close = pairs.filter(({ earlier, later }) => !behind.has(earlier) && !behind.has(later))
  const counted = close.length > 0 ? close : pairs
  if (counted.length === 0) return 0
  return Math.sqrt(mean(counted.map(({ standardError }) => standardError ** 2 / 2)))
}
