/** What a comparison finds in invented results, by the same functions as in a real one. */

import type { Interval } from '../../results/schema/schema.ts'
import { mcnemarExact, worseP } from '../../results/statistics/mcnemar.ts'
import { meanDifference } from '../../results/statistics/mean-difference.ts'
import { Moments } from '../../results/statistics/moments.ts'
import { inferiorityP } from '../../results/statistics/non-inferiority.ts'
import { clusteredValues, plainMean, type Stratum, weightedMeans } from '../../results/statistics/strata.ts'
import { mean } from '../../results/statistics/sum.ts'
import { tangoInterval } from '../../results/statistics/tango.ts'
import { effectiveSize, wilson } from '../../results/statistics/wilson.ts'
import type { Question } from './simulated.ts'

export const ALPHA = 0.05

export interface Finding {
  /** Of the first model. */
  readonly score: number
  readonly scoreInterval: Interval
  /** Second less first. */
  readonly delta: number
  readonly interval: Interval
  /** The one-sided test's, at 1 − 2α. */
  readonly gateInterval: Interval
  /** One-sided p of "it is no worse". */
  readonly worse: () => number
}

export type Look = (questions: readonly Question[]) => Finding

/** A fifth of what a comparison draws: the limits are a little noisier, and so many more exams can be tried. */
const options = { draws: 2_000 }
const NONE: Interval = [Number.NaN, Number.NaN]

/** Right or wrong, once each. */
export const lookAtShares: Look = (questions) => {
  const n = questions.length
  const marks = questions.map(({ before: [first = 0], after: [second = 0] }) => ({ first, second }))
  const right = marks.filter(({ first }) => first === 1).length
  const gained = marks.filter(({ first, second }) => second > first).length
  const lost = marks.filter(({ first, second }) => second < first).length
  return {
    score: right / n,
    scoreInterval: wilson(right, n, 0.95) ?? NONE,
    delta: (gained - lost) / n,
    interval: tangoInterval(gained, lost, n, 0.95) ?? NONE,
    gateInterval: tangoInterval(gained, lost, n, 1 - 2 * ALPHA) ?? NONE,
    worse: () => worseP(gained - lost, mcnemarExact(gained, lost)),
  }
}

/** Right or wrong, several times each. */
export const lookAtRepeats: Look = (questions) => {
  const { n, mean: share, standardError } = Moments.of(questions.map(({ before }) => mean(before)))
  const trials = questions.reduce((count, { before }) => count + before.length, 0)
  const size = effectiveSize({ share, standardError, samples: n, trials })
  const differences = questions.map(({ before, after }) => mean(after) - mean(before))
  return {
    score: share,
    scoreInterval: wilson(share * size, size, 0.95) ?? NONE,
    ...difference(plainMean(differences), [-1, 1]),
  }
}

/** Ratings by turn; the turns of one question are a cluster. */
export const lookAtTurns: Look = (questions) => ({
  ...score(clusteredValues(questions.map(({ before }) => before))),
  ...difference(clusteredValues(questions.map(turnDifferences)), [-9, 9]),
})

/** Ratings, one a question, in categories with weights. */
export function lookAtCategories(weights: readonly number[]): Look {
  const byCategory = (questions: readonly Question[], value: (question: Question) => number) =>
    weightedMeans(
      weights.map((weight, index) => ({
        weight,
        values: questions.filter(({ category }) => category === index).map(value),
      })),
    )
  return (questions) => ({
    ...score(byCategory(questions, ({ before }) => mean(before))),
    ...difference(
      byCategory(questions, (question) => mean(turnDifferences(question))),
      [-9, 9],
    ),
  })
}

function score(strata: readonly Stratum[]): Pick<Finding, 'score' | 'scoreInterval'> {
  const found = meanDifference(strata, [1, 10], options)
  return { score: found?.mean ?? Number.NaN, scoreInterval: found?.interval(0.95) ?? NONE }
}

function difference(strata: readonly Stratum[], range: Interval): Omit<Finding, 'score' | 'scoreInterval'> {
  const found = meanDifference(strata, range, options)
  return {
    delta: found?.mean ?? Number.NaN,
    interval: found?.interval(0.95) ?? NONE,
    gateInterval: found?.interval(1 - 2 * ALPHA) ?? NONE,
    worse: () => (found === undefined ? 1 : inferiorityP(found.interval, 0)),
  }
}

const turnDifferences = ({ before, after }: Question) => after.map((value, index) => value - (before[index] ?? 0))
