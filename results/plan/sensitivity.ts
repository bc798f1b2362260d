/** What a gate can see with so many questions and repeats, before anything is asked. Units are those of the score. */
import type { Sensitivity } from '../schema/plan.ts'
import {
  caughtLoss,
  detectableDifference,
  differenceError,
  type GateRule,
  gateOdds,
  questionsNeeded,
  repeatsNeeded,
} from '../statistics/power.ts'
import { shareOdds } from '../statistics/share-odds.ts'
import type { DifferenceSpread } from '../statistics/variance-components.ts'

export interface Exam {
  readonly questions: number
  readonly repeats: number
  readonly spread: DifferenceSpread
  /** Where each question is right or wrong once: the share that only one of two equal models answers right. */
  readonly discordance?: number
  /** Below `questions` where some of them weigh more than others. */
  readonly effective?: number
  /** How many questions there are. */
  readonly available: number
}

const POWER = 0.8

export function sensitivityOf(exam: Exam, rule: GateRule): Sensitivity {
  const { questions, repeats, spread, discordance, effective = questions } = exam
  const error = differenceError(spread, effective, repeats)
  const pass = passOf(exam, rule)
  return {
    pass,
    caughtLoss: discordance === undefined ? caughtLoss(error, rule, POWER) : caughtShare(questions, discordance, rule),
    detectable: detectableDifference(error),
    ...(pass < POWER && moreNeeded(exam, rule, questions / effective)),
  }
}

/** That an equal model passes. */
export function passOf(
  { questions, repeats, spread, discordance, effective = questions }: Exam,
  rule: GateRule,
): number {
  if (discordance !== undefined) return shareOdds({ pairs: questions, discordance }, rule).pass
  return gateOdds(differenceError(spread, effective, repeats), rule).pass
}

function moreNeeded(
  { spread, repeats, questions, available, effective = questions }: Exam,
  rule: GateRule,
  weight: number,
) {
  const enough = Math.ceil(questionsNeeded(spread, repeats, rule, POWER) * weight)
  const more = spread.repeat === 0 ? undefined : repeatsNeeded(spread, effective, rule, POWER)
  return {
    ...(enough > questions && enough <= available && { questionsNeeded: enough }),
    ...(more !== undefined && more > repeats && { repeatsNeeded: more }),
  }
}

/** Exactly, by halving: a worse model loses so many more questions, and gains as many as an equal one. */
function caughtShare(pairs: number, discordance: number, rule: GateRule): number {
  const odds = (loss: number) =>
    shareOdds({ pairs, discordance: Math.min(1, discordance + loss), delta: -loss }, rule).regressed
  let [low, high] = [0, 1]
  while (high - low > 0.0005) {
    const middle = (low + high) / 2
    if (odds(middle) >= POWER) high = middle
    else low = middle
  }
  return high
}

/**
 * The smallest margin at which an equal model passes with 80%, in steps of the score.
 *
 * @param span what scores can differ by at most
 */
export function smallestMargin(exam: Exam, alpha: number, step: number, span: number): number {
  let [low, high] = [0, Math.ceil(span / step)]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (passOf(exam, { margin: middle * step, alpha }) >= POWER) high = middle
    else low = middle
  }
  return high * step
}
