/** How often a model that is worse by exactly the margin passes at least one of several gates, looks counted and not. */

import { levelOf } from '../../results/gate/look-level.ts'
import { plainTable } from '../../results/report/forms/terminal.ts'
import type { Interval } from '../../results/schema/schema.ts'
import { meanDifference } from '../../results/statistics/mean-difference.ts'
import { plainMean } from '../../results/statistics/strata.ts'
import { mean } from '../../results/statistics/sum.ts'
import { tangoInterval } from '../../results/statistics/tango.ts'
import { ALPHA } from './findings.ts'
import { luckOf, type Question, type ShareExam, shareExam } from './simulated.ts'

/** Whose answers are new at each look. */
type Renewal = 'both models' | 'the candidate' | 'nobody'

export interface LookExam extends Omit<ShareExam, 'repeats'> {
  readonly name: string
  readonly margin: number
}

const LOOKS = 5

/** What any number of counted looks may add up to. */
const MOST = 0.065

/** @returns the table, and what is out of bounds */
export function lookTable(exams: readonly LookExam[], trials: number): { table: string; misses: string[] } {
  const rows = exams.flatMap((exam, index) =>
    (['both models', 'the candidate', 'nobody'] as const).flatMap((renewal) =>
      [true, ...(renewal === 'nobody' ? [] : [false])].map((counted) => {
        const passed = everPassed(exam, renewal, { counted, trials, seed: 300 + index })
        return { name: exam.name, renewal, counted, passed, ever: passed.at(-1) ?? 0 }
      }),
    ),
  )
  const head = ['like', 'new answers of', 'looks', ...Array.from({ length: LOOKS }, (_, look) => String(look + 1))]
  const cells = rows.map(({ name, renewal, counted, passed }) => [
    ...[name, renewal, counted ? 'counted' : 'not counted'],
    ...passed.map(percent),
  ])
  const noise = 2 * Math.sqrt((MOST * (1 - MOST)) / trials)
  return {
    table: `A model that is worse by the margin: at least one PASS within so many looks.\n${plainTable(head, cells)}`,
    misses: rows.flatMap(({ name, renewal, counted, ever }) =>
      counted && ever > MOST + noise
        ? [`${name}, new answers of ${renewal}: counted looks pass with ${percent(ever)}`]
        : [],
    ),
  }
}

/** @returns shares of exams with a PASS among the first, the first two, … of five looks */
function everPassed(
  { margin, ...exam }: LookExam,
  renewal: Renewal,
  options: { readonly counted: boolean; readonly trials: number; readonly seed: number },
): number[] {
  const luck = luckOf(options.seed)
  const ask = shareExam({ ...exam, repeats: LOOKS })
  const firstPasses = Array.from({ length: options.trials }, () => {
    const questions = ask(luck, margin)
    return passingLook(questions, renewal, margin, options.counted)
  })
  return Array.from(
    { length: LOOKS },
    (_, look) => firstPasses.filter((first) => first <= look).length / options.trials,
  )
}

/** Index of the first look that passes; infinite without one. */
function passingLook(questions: readonly Question[], renewal: Renewal, margin: number, counted: boolean): number {
  const errors: number[] = []
  for (let look = 0; look < LOOKS; look++) {
    // Uncounted looks know of no other: each has the answers of its own alone.
    const from = counted || renewal === 'nobody' ? 0 : look
    const upTo = renewal === 'nobody' ? 1 : look + 1
    const seen = differenceOf(questions, renewal === 'both models' ? [from, upTo] : [0, 1], [from, upTo])
    const isKnown = counted && renewal === 'nobody' && look > 0
    const place = !counted || isKnown ? 1 : look + 1
    const level = levelOf(place, ALPHA, place === 1 ? undefined : { before: errors, now: seen.standardError })
    errors.push(seen.standardError)
    if (seen.interval(1 - 2 * level)[0] > -margin) return look
  }
  return Number.POSITIVE_INFINITY
}

interface Seen {
  readonly standardError: number
  readonly interval: (confidence: number) => Interval
}

/** By the answers from one place to before another, of each model. */
function differenceOf(
  questions: readonly Question[],
  before: readonly [number, number],
  after: readonly [number, number],
): Seen {
  const pairs = questions.map(
    (question) => [mean(question.before.slice(...before)), mean(question.after.slice(...after))] as const,
  )
  const differences = pairs.map(([first, second]) => second - first)
  const n = differences.length
  if (before[1] - before[0] === 1 && after[1] - after[0] === 1) {
    const [gained, lost] = [1, -1].map((sign) => differences.filter((difference) => difference === sign).length)
    const estimate = ((gained ?? 0) - (lost ?? 0)) / n
    return {
      standardError: Math.sqrt(((gained ?? 0) + (lost ?? 0)) / n - estimate ** 2) / Math.sqrt(n),
      interval: (confidence) => tangoInterval(gained ?? 0, lost ?? 0, n, confidence) ?? [-1, 1],
    }
  }
  const found = meanDifference(plainMean(differences), [-1, 1], { draws: 2_000 })
  return { standardError: found?.standardError ?? 0, interval: found?.interval ?? (() => [-1, 1]) }
}

const percent = (share: number) => `${(100 * share).toFixed(1)}%`
