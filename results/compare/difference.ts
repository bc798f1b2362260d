/** The difference between two models, with all that a table or a gate asks of it. */

import { plannedP, type Stage } from '../design/stages.ts'
import type { Comparison } from '../schema/comparison.ts'
import type { Interval } from '../schema/schema.ts'
import { CONFIDENCE } from '../statistics/confidence.ts'
import { mcnemarExact, worseP } from '../statistics/mcnemar.ts'
import { meanDifference } from '../statistics/mean-difference.ts'
import { inferiorityP } from '../statistics/non-inferiority.ts'
import { plainMean, type Stratum } from '../statistics/strata.ts'
import { tangoInterval } from '../statistics/tango.ts'

export interface PairedDifference {
  /** Samples. */
  readonly n: number
  /** Candidate minus baseline. */
  readonly estimate: number
  /** Of the estimate; 0 where nothing differs. */
  readonly standardError: number
  /** Samples on which the candidate is better, and on which it is worse; with several answers, as many as of one answer each. */
  readonly gained: number
  readonly lost: number
  /** Two-sided; nested: more confidence, more width. */
  readonly interval: (confidence: number) => Interval
  readonly intervalMethod: string
  /** Two-sided. */
  readonly p: number
  readonly test: string
}

/**
 * Right or wrong, once each: Tango's interval and McNemar's exact test. Else BCa on the differences of the samples' means,
 * and the sign-flip permutation test.
 *
 * @param differences one a sample
 * @param range what a score can be
 * @param flips what is gained and lost, where samples have several answers; counted from the differences when left out
 * @param strata how differences that are not binary become one number; their plain mean when left out
 * @returns undefined without differences
 */
export function pairedDifference(
  differences: readonly number[],
  binary: boolean,
  [min, max]: Interval,
  strata: readonly Stratum[] = plainMean(differences),
  flips: Flips = signsOf(differences),
): PairedDifference | undefined {
  const n = differences.length
  if (n === 0) return undefined
  const { gained, lost } = flips
  const counts = { n, gained, lost }
  if (binary) {
    return {
      ...counts,
      estimate: (gained - lost) / n,
      standardError: Math.sqrt(Math.max(0, (gained + lost) / n - ((gained - lost) / n) ** 2) / n),
      interval: (confidence) => tangoInterval(gained, lost, n, confidence) ?? [-1, 1],
      intervalMethod: 'Tango',
      p: mcnemarExact(gained, lost),
      test: 'McNemar exact',
    }
  }
  const found = meanDifference(strata, [min - max, max - min])
  if (found === undefined) return undefined
  const { mean, standardError, interval, p } = found
  return { ...counts, estimate: mean, standardError, interval, intervalMethod: 'BCa', p, test: 'sign-flip permutation' }
}

export interface Flips {
  readonly gained: number
  readonly lost: number
}

const signsOf = (differences: readonly number[]): Flips => ({
  gained: differences.filter((difference) => difference > 0).length,
  lost: differences.filter((difference) => difference < 0).length,
})

/**
 * One-sided p of "the candidate is no worse". From McNemar's exact test where samples are right or wrong once; else read off the
 * interval, which follows the skew of the differences: flipped signs take them for symmetric, and where a few large gains
 * outweigh many small losses they call 8% of 80 samples without a difference worse at 5% (BCa 3.5%; `bench:statistics`).
 */
export function pWorse({ estimate, p, test, interval }: PairedDifference): number {
  return test === 'McNemar exact' ? worseP(estimate, p) : inferiorityP(interval, 0)
}

/**
 * As a comparison tells it.
 *
 * @param stage of runs with a plan of looks: then interval and p account for the plan (a repeated confidence interval), and hold
 *   whatever made the plan end where it did
 * @see Jennison & Turnbull 1989, J. R. Stat. Soc. B 51:305
 */
export function differenceFacts(
  difference: PairedDifference | undefined,
  stage?: Stage,
): Pick<Comparison, 'delta' | 'interval' | 'intervalMethod' | 'p' | 'test'> {
  if (difference === undefined) return {}
  const { estimate, interval, intervalMethod, p, test } = difference
  if (stage === undefined) return { delta: estimate, interval: interval(CONFIDENCE), intervalMethod, p, test }
  return {
    delta: estimate,
    interval: interval(1 - 2 * stage.level((1 - CONFIDENCE) / 2)),
    intervalMethod: `${intervalMethod}, repeated`,
    p: plannedP(stage, p),
    test: `${test}, planned looks`,
  }
}
