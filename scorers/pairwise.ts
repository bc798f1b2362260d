/** Two models' answers to the same turn, judged twice with their positions swapped, because judges favor one position. */

import type { Sample, TurnRating } from '../results/schema/schema.ts'
import { sum } from '../results/statistics/sum.ts'
import type { RatingRule } from './extract/rating/rating.ts'
import type { JudgePanel } from './judge.ts'
import type { JudgedTurn } from './judged.ts'
import { verdictOf } from './verdict.ts'

export interface PairwiseOptions {
  readonly rule: RatingRule
  readonly rules: readonly RatingRule[]
  /** Which template the last turn is judged by; `a` and `b` hold both models' replies so far. */
  readonly turn: (sample: Sample, a: readonly string[], b: readonly string[]) => JudgedTurn
  readonly reminder: string
  readonly maxAttempts?: number
}

/** Of the model that is judged against another. */
export type MatchResult = 'win' | 'tie' | 'loss'

export interface Match {
  /** The two games: the judged model's answer first, then second. Their ratings are its points: 1, 0.5, 0. */
  readonly games: readonly [TurnRating, TurnRating]
  /** Absent where a game has no readable verdict. */
  readonly result?: MatchResult
  /** The games were won from the same place, and so by different models. */
  readonly isFlipped: boolean
}

/**
 * FastChat's rule (llm_judge/show_result.py 39–92): both games for one model are its win; everything else is a tie.
 *
 * @param replies of the judged model, up to the turn that is judged
 * @param rivals the other's, as many
 */
export async function playMatch(
  sample: Sample,
  replies: readonly string[],
  rivals: readonly string[],
  panel: JudgePanel,
  options: PairwiseOptions,
): Promise<Match> {
  const games = await Promise.all([
    play(sample, options.turn(sample, replies, rivals), replies.length, false, panel, options),
    play(sample, options.turn(sample, rivals, replies), replies.length, true, panel, options),
  ])
  return matchOf(games)
}

/** The match that two games are, as they were played or as they were kept. */
export function matchOf(games: Match['games']): Match {
  const [first, second] = games.map(({ rating }) => rating)
  if (first === undefined || second === undefined) return { games, isFlipped: false }
  return { games, result: resultOf(first, second), isFlipped: first !== 0.5 && first === 1 - second }
}

function resultOf(first: number, second: number): MatchResult {
  if (first > 0.5 && second > 0.5) return 'win'
  return first < 0.5 && second < 0.5 ? 'loss' : 'tie'
}

async function play(
  sample: Sample,
  { template: name, values }: JudgedTurn,
  turn: number,
  isSecond: boolean,
  panel: JudgePanel,
  { rule, rules, reminder, maxAttempts = 3 }: PairwiseOptions,
): Promise<TurnRating> {
  const template = panel.templates.get(name)
  if (template === undefined) throw new TypeError(`there is no judge template ${name}`)
  const prompt = template.fill(values)
  const reading = { rule, beside: rules, maxAttempts, reminder }
  const verdicts = await Promise.all(
    panel.judges.flatMap((judge) =>
      Array.from({ length: panel.regrades }, (_, index) =>
        verdictOf(judge, { sampleId: sample.id, turn, regrade: index + 1, prompt }, reading),
      ),
    ),
  )
  const points = verdicts.flatMap(({ rating }) => (rating === undefined ? [] : [isSecond ? 1 - rating : rating]))
  const readable = new Set(verdicts.flatMap(({ rating, judge }) => (rating === undefined ? [] : [judge])))
  const mean = sum(points) / points.length
  return {
    turn,
    template: name,
    prompt,
    verdicts,
    ...(isSecond && { swapped: true as const }),
    ...(points.length > 0 && readable.size >= panel.minimum && { rating: mean }),
  }
}
