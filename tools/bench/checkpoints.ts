/** Curves of checkpoints: how far the best of them looks better than it is, and how often equal ones seem to decline. */

import { pairedDifference } from '../../results/compare/difference.ts'
import { declinesOf } from '../../results/curve/declines.ts'
import { ownError, type StepPair } from '../../results/curve/step-pairs.ts'
import { plainTable } from '../../results/report/forms/terminal.ts'
import { correctedBest, correctedInterval } from '../../results/statistics/best-of-several.ts'
import { CONFIDENCE } from '../../results/statistics/confidence.ts'
import { Moments } from '../../results/statistics/moments.ts'
import { mean } from '../../results/statistics/sum.ts'
import { wilson } from '../../results/statistics/wilson.ts'
import { ALPHA } from './findings.ts'
import { type Luck, luckOf } from './simulated.ts'

/** Right or wrong: questions that every checkpoint answers alike, and others that each answers right by a chance of its own. */
interface CurveExam {
  readonly questions: number
  readonly sure: number
  /** Share of questions that are answered by chance; two equal checkpoints differ on half of them. */
  readonly unsure: number
}

interface Shape {
  readonly name: string
  /** True score of each checkpoint above the first, in standard errors of a checkpoint's own luck. */
  readonly at: (k: number, of: number) => number
}

const SHAPES: readonly Shape[] = [
  { name: 'equal', at: () => 0 },
  { name: 'spread as luck', at: (k, of) => Math.sqrt(12) * (k / of) },
  { name: 'one ahead by 3 SE', at: (k) => (k === 1 ? 3 : 0) },
  { name: 'rising to a plateau', at: (k, of) => 6 * (1 - Math.exp((-4 * k) / of)) },
]

const EXAMS: readonly CurveExam[] = [
  { questions: 200, sure: 0.5, unsure: 0.2 },
  { questions: 1319, sure: 0.5, unsure: 0.2 },
]

/** The corrected estimate may be off by this many standard errors of a checkpoint's own luck. */
const MOST_BIAS = 0.3

/** The interval of the corrected estimate may hold the true score less often than 95% by this share. */
const MOST_MISSED = 0.03

/** @param trials curves of each kind */
export function checkpointTable(trials: number): { table: string; misses: string[] } {
  const rows: string[][] = []
  const misses: string[] = []
  for (const exam of EXAMS) {
    const own = Math.sqrt(exam.unsure / 4 / exam.questions)
    for (const count of [5, 10, 20]) {
      for (const shape of SHAPES) {
        const luck = luckOf(exam.questions + count)
        const [raw, corrected] = [new Moments(), new Moments()]
        let [alarms, held] = [0, 0]
        for (let trial = 0; trial < trials; trial++) {
          const gains = Array.from({ length: count }, (_, k) => own * shape.at(k, count))
          const scores = drawn(exam, gains, luck)
          const pairs = pairsIn(scores)
          const measured = scores.map((values) => mean(values))
          const best = measured.indexOf(Math.max(...measured))
          const score = measured[best] ?? 0
          const truth = exam.sure + exam.unsure / 2 + (gains[best] ?? 0)
          const standardError = ownError(pairs, best)
          const estimate = correctedBest(measured, standardError) ?? 0
          raw.add(score - truth)
          corrected.add(estimate - truth)
          const limits = wilson(score * exam.questions, exam.questions, CONFIDENCE) ?? [0, 1]
          const [low, high] = correctedInterval(estimate, { score, interval: limits }, standardError, [0, 1])
          if (low <= truth && truth <= high) held++
          if (declinesOf([...scores.keys()], pairs).length > 0) alarms++
        }
        const points = (value: number) => (100 * value).toFixed(2)
        const noise = 2 * corrected.standardError
        const share = alarms / trials
        const isEqual = shape.name === 'equal'
        rows.push([
          String(exam.questions),
          String(count),
          shape.name,
          points(own),
          points(raw.mean),
          points(corrected.mean),
          points(noise),
          `${((100 * held) / trials).toFixed(1)}%`,
          isEqual ? `${(100 * share).toFixed(1)}%` : '',
        ])
        const what = `${exam.questions} questions, ${count} checkpoints, ${shape.name}`
        if (Math.abs(corrected.mean) > MOST_BIAS * own + noise) misses.push(`${what}: bias ${points(corrected.mean)}`)
        if (held / trials < CONFIDENCE - MOST_MISSED - 2 * Math.sqrt((CONFIDENCE * (1 - CONFIDENCE)) / trials)) {
          misses.push(`${what}: the interval holds the true score in ${((100 * held) / trials).toFixed(1)}%`)
        }
        if (isEqual && share > ALPHA + 2 * Math.sqrt((ALPHA * (1 - ALPHA)) / trials)) {
          misses.push(`${what}: a decline in ${(100 * share).toFixed(1)}%`)
        }
      }
    }
  }
  const head = [
    'questions',
    'checkpoints',
    'true scores',
    'own SE',
    'bias of\nthe best',
    'corrected',
    '±',
    'interval\nholds',
    'false\ndeclines',
  ]
  return { table: `Curves of checkpoints, ${trials} of each, in points.\n${plainTable(head, rows)}`, misses }
}

/** Scores by checkpoint and question. */
function drawn({ questions, sure, unsure }: CurveExam, gains: readonly number[], { uniform }: Luck): number[][] {
  const scores = gains.map(() => Array<number>(questions).fill(0))
  for (let question = 0; question < questions; question++) {
    const kind = uniform()
    for (const [k, gain] of gains.entries()) {
      const isRight = kind < sure || (kind < sure + unsure && uniform() < 0.5 + gain / unsure)
      if (isRight) (scores[k] as number[])[question] = 1
    }
  }
  return scores
}

function pairsIn(scores: readonly (readonly number[])[]): StepPair[] {
  return scores.flatMap((after, later) =>
    scores.slice(0, later).flatMap((before, earlier) => {
      const found = pairedDifference(
        after.map((value, at) => value - (before[at] ?? 0)),
        true,
        [0, 1],
      )
      if (found === undefined) return []
      return [{ earlier, later, delta: found.estimate, standardError: found.standardError, whole: () => found }]
    }),
  )
}
