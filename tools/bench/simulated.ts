/** Invented results of two models on benchmarks like the five, for asking how often the statistics are right. */
import { normalQuantile } from '../../results/statistics/normal.ts'
import { randomBits } from '../../results/statistics/random-bits.ts'

/** One question's scores, by repeat or by turn, under both models. */
export interface Question {
  readonly before: readonly number[]
  readonly after: readonly number[]
  /** Index of its category, where the score is a weighted mean of categories. */
  readonly category: number
}

/** A fresh exam and fresh luck at each call; the candidate's scores are lower by `loss` on average. */
export type Exam = (luck: Luck, loss: number) => Question[]

export interface Luck {
  /** Uniform in [0, 1). */
  uniform(): number
  normal(deviation: number): number
}

export function luckOf(seed: number): Luck {
  const bits = randomBits(seed)
  const uniform = () => bits() / 2 ** 32
  return { uniform, normal: (deviation) => deviation * normalQuantile(uniform() + 2 ** -33) }
}

export interface ShareExam {
  readonly questions: number
  readonly repeats: number
  /** Share of answers that are right. */
  readonly mean: number
  /** Share of questions on which two answers of one model differ. */
  readonly luck: number
  /** Share of questions to which the second model's chance has nothing to do with the first's. */
  readonly unlike: number
}

/**
 * Right or wrong. A question is surely answered, surely not, or by a chance that is uniform from 0 to 1, which makes
 * `luck = 2·E[p(1 − p)]` a third of the last kind's share.
 */
export function shareExam({ questions, repeats, mean, luck, unlike }: ShareExam): Exam {
  const uncertain = 3 * luck
  const sure = mean - uncertain / 2
  const chanceOf = ({ uniform }: Luck) => {
    const kind = uniform()
    if (kind < sure) return 1
    return kind < sure + uncertain ? uniform() : 0
  }
  return (luck, loss) =>
    Array.from({ length: questions }, () => {
      const chance = chanceOf(luck)
      const other = luck.uniform() < unlike ? chanceOf(luck) : chance
      const answers = (p: number) => Array.from({ length: repeats }, () => (luck.uniform() < p ? 1 : 0))
      return { before: answers(chance), after: answers(other * (1 - loss / mean)), category: 0 }
    })
}

/** Share of pairs that only one model answers right, once each and without a loss. */
export const discordance = ({ mean, luck, unlike }: ShareExam) => (1 - unlike) * luck + unlike * 2 * mean * (1 - mean)

export interface RatingExam {
  /** How many questions each category has. */
  readonly categories: readonly number[]
  readonly turns: number
  /** Before rounding to whole points from 1 to 10, which pulls it down. */
  readonly mean: number
  /** Standard deviations in points: between questions, of a model's own strength at a question, of an answer and its judge. */
  readonly question: number
  readonly strength: number
  readonly answer: number
}

export function ratingExam({ categories, turns, mean, question, strength, answer }: RatingExam): Exam {
  return (luck, loss) =>
    categories.flatMap((count, category) =>
      Array.from({ length: count }, () => {
        const ease = mean + luck.normal(question)
        const rated = (drop: number) => {
          const level = ease + luck.normal(strength)
          return Array.from({ length: turns }, () => lowered(rating(level + luck.normal(answer)), drop, luck))
        }
        return { before: rated(0), after: rated(loss), category }
      }),
    )
}

const rating = (points: number) => Math.min(10, Math.max(1, Math.round(points)))

/** Falls towards 1 by whole points, on average by `drop` for a rating of 7; no rating falls below 1. */
function lowered(points: number, drop: number, { uniform }: Luck): number {
  const expected = (drop * (points - 1)) / 6
  const whole = Math.floor(expected)
  return points - whole - (uniform() < expected - whole ? 1 : 0)
}
