/** Where the spread of scores comes from: the questions, the model's luck at each, or the judge's. */

import { Moments } from './moments.ts'
import { sum } from './sum.ts'

/** Variances of a single rating, in squared units of the score; undefined where the data cannot tell. */
export interface VarianceComponents {
  /** Between questions: what no repeat removes. */
  readonly question: number | undefined
  /** Between answers to one question. It holds the judge's part too where each answer was rated once. */
  readonly repeat: number | undefined
  /** Between ratings of one answer. */
  readonly judge: number | undefined
}

/**
 * Nested analysis of variance by the method of moments: mean squares between questions, between answers within questions and
 * within answers are set equal to what they are expected to be. Numbers of answers and ratings may differ. An estimate below
 * 0, which chance can give, is 0.
 *
 * @param questions for each question its answers, for each answer its ratings; `[[x], [y]]` for two answers with one score
 *   each. Empty ones count for nothing
 * @see Searle, Casella & McCulloch 1992, Variance Components, 3.6 and appendix F; Sokal & Rohlf 2012, Biometry, box 10.6
 */
export function varianceComponents(questions: readonly (readonly (readonly number[])[])[]): VarianceComponents {
  const table = questions
    .map((answers) => answers.filter((ratings) => ratings.length > 0))
    .filter(({ length }) => length > 0)
  const answers = table.flat()
  const total = Moments.of(answers.flat())
  const ofQuestions = table.map((question) => Moments.of(question.flat()))
  const ofAnswers = answers.map((ratings) => Moments.of(ratings))

  const squaresWithin = sum(ofAnswers.map(squares))
  const squaresOfAnswers = sum(ofQuestions.map(squares)) - squaresWithin
  const squaresOfQuestions = squares(total) - squaresWithin - squaresOfAnswers
  const freeWithin = total.n - answers.length
  const freeOfAnswers = answers.length - table.length
  const freeOfQuestions = table.length - 1

  // How often each component is counted in each mean square; with equal numbers these are the ratings of an answer and of a
  // question.
  const ratingsByQuestion = sum(
    table.map((question, index) => sum(question.map(({ length }) => length ** 2)) / (ofQuestions[index]?.n ?? 1)),
  )
  const ratingsByAll = sum(answers.map(({ length }) => length ** 2)) / total.n
  const perAnswer = (total.n - ratingsByQuestion) / freeOfAnswers
  const answersInQuestions = (ratingsByQuestion - ratingsByAll) / freeOfQuestions
  const perQuestion = (total.n - sum(ofQuestions.map(({ n }) => n ** 2)) / total.n) / freeOfQuestions

  const judge = freeWithin > 0 ? squaresWithin / freeWithin : undefined
  const repeat = freeOfAnswers > 0 ? (squaresOfAnswers / freeOfAnswers - (judge ?? 0)) / perAnswer : undefined
  const question =
    freeOfQuestions > 0
      ? (squaresOfQuestions / freeOfQuestions - (judge ?? 0) - answersInQuestions * (repeat ?? 0)) / perQuestion
      : undefined
  return { question: notNegative(question), repeat: notNegative(repeat), judge }
}

/** Variances of the difference between two models on one question, answered once by each. */
export interface DifferenceSpread {
  /** That of the true difference from question to question: what no repeat removes. */
  readonly question: number
  /** That of the luck of both: falls with repeats as 1/k. */
  readonly repeat: number
}

/** The same as it was measured, with the luck of one answer by each model. */
export interface MeasuredSpread extends DifferenceSpread {
  readonly before: number
  readonly after: number
}

/**
 * What two models' scores on the same questions tell about the spread of their difference: `repeat = σ²_before + σ²_after`,
 * each pooled within questions; `question` the variance of the differences of means less the share of luck in it.
 *
 * Where only one of them answered twice, as a stored baseline with repeats beside a candidate without, the other is taken to have
 * as much luck.
 *
 * @param pairs for each question the scores of its repeats, at least one on both sides
 * @returns undefined when no question was answered twice by either or fewer than two are paired: then luck cannot be told
 *   from the questions
 * @see Miller 2024, arXiv:2411.00640, section 4.2
 */
export function differenceSpread(
  pairs: readonly { readonly before: readonly number[]; readonly after: readonly number[] }[],
): MeasuredSpread | undefined {
  const before = pairs.map((pair) => Moments.of(pair.before))
  const after = pairs.map((pair) => Moments.of(pair.after))
  const [first, second] = [pooledVariance(before), pooledVariance(after)]
  const [luckBefore, luckAfter] = [first ?? second, second ?? first]
  if (pairs.length < 2 || luckBefore === undefined || luckAfter === undefined) return undefined
  const differences = Moments.of(pairs.map((_, index) => (after[index]?.mean ?? 0) - (before[index]?.mean ?? 0)))
  const luck = luckBefore * meanInverse(before) + luckAfter * meanInverse(after)
  const question = Math.max(0, differences.variance - luck)
  return { question, repeat: luckBefore + luckAfter, before: luckBefore, after: luckAfter }
}

function pooledVariance(questions: readonly Moments[]): number | undefined {
  const free = sum(questions.map(({ n }) => Math.max(0, n - 1)))
  return free === 0 ? undefined : sum(questions.map(squares)) / free
}

const meanInverse = (questions: readonly Moments[]) => sum(questions.map(({ n }) => 1 / n)) / questions.length

const squares = ({ n, variance }: Moments) => Math.max(0, n - 1) * variance

const notNegative = (value: number | undefined) => (value === undefined ? undefined : Math.max(0, value))
