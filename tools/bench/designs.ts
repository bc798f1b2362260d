/** Designs of a gate on invented exams: how often an equal model passes, how often one that is worse by the margin, and what it takes. */

import { type PairedDifference, pairedDifference } from '../../results/compare/difference.ts'
import { lookSizes } from '../../results/design/asking-order.ts'
import { type ScoredPair, stageOf } from '../../results/design/stages.ts'
import type { Interval, RunDesign, RunManifest } from '../../results/schema/schema.ts'
import { meanDifference } from '../../results/statistics/mean-difference.ts'
import { weightedMeans } from '../../results/statistics/strata.ts'
import { mean } from '../../results/statistics/sum.ts'
import { ALPHA } from './findings.ts'
import { type Exam, type Luck, luckOf, type Question } from './simulated.ts'

export interface GatedExam {
  readonly name: string
  readonly margin: number
  /** With eight answers, or eight times the turns, to each question. */
  readonly exam: Exam
  /** Scores of one answer. */
  readonly turns: number
  readonly isRated: boolean
  /** Of the categories, where some weigh more than others. */
  readonly weights?: readonly number[]
}

export interface Design {
  readonly name: string
  /** Answers of a stored baseline; absent: it is asked as the candidate is. */
  readonly stored?: number
  readonly plan?: { readonly answers: readonly number[] } | { readonly looks: number }
}

export const DESIGNS: readonly Design[] = [
  { name: 'single shot' },
  { name: 'A: stored × 8', stored: 8 },
  { name: 'B: 1 → 2 → 4', plan: { answers: [1, 2, 4] } },
  { name: 'A + B', stored: 8, plan: { answers: [1, 2, 4] } },
  { name: 'C: early stop', plan: { looks: 5 } },
]

export interface DesignResult {
  /** Share of exams with that verdict. */
  readonly pass: number
  readonly regressed: number
  /** Mean answers to a question, of the candidate and of the baseline if it is asked. */
  readonly answers: number
  readonly baselineAnswers: number
}

/** @param loss of the candidate, in units of the score */
export function tryDesign(design: Design, gated: GatedExam, loss: number, trials: number, seed: number): DesignResult {
  const luck = luckOf(seed)
  const found = { PASS: 0, REGRESSED: 0, INCONCLUSIVE: 0 }
  let [answers, baselineAnswers] = [0, 0]
  for (let trial = 0; trial < trials; trial++) {
    const questions = shuffled(gated.exam(luck, loss), luck)
    const end = decideExam(design, gated, questions)
    found[end.verdict]++
    answers += end.answers / trials
    baselineAnswers += end.baselineAnswers / trials
  }
  return { pass: found.PASS / trials, regressed: found.REGRESSED / trials, answers, baselineAnswers }
}

/**
 * What to ask of `exam` so that the candidate loses just the margin on average: ratings are lowered in proportion to how far they
 * are above 1, a rating of 7 by the whole of it.
 */
export function lossAtMargin({ exam, margin, isRated }: GatedExam): number {
  if (!isRated) return margin
  const luck = luckOf(77)
  const ratings = Array.from({ length: 40 }, () => exam(luck, 0).flatMap(({ before }) => before)).flat()
  return (margin * 6) / (mean(ratings) - 1)
}

type Verdict = 'PASS' | 'REGRESSED' | 'INCONCLUSIVE'

function decideExam({ stored, plan }: Design, gated: GatedExam, questions: readonly Question[]) {
  const n = questions.length
  const end = (verdict: Verdict, answers: number) => ({
    verdict,
    answers,
    baselineAnswers: stored === undefined ? answers : 0,
  })
  if (plan === undefined) return end(look(gated, questions, [stored ?? 1, 1], ALPHA), 1)
  if ('looks' in plan) {
    const sizes = lookSizes(n, plan.looks)
    for (const [index, size] of sizes.entries()) {
      const part = questions.slice(0, size)
      const isLast = index === sizes.length - 1
      const sure = isLast ? 0 : gated.margin / 2 // as `runUntilDecided` stops for a regression
      const verdict = look(gated, part, [stored ?? 1, 1], earlyLevel(n, plan.looks, size), sure)
      if (verdict !== 'INCONCLUSIVE' || isLast) return end(verdict, size / n)
    }
  } else {
    for (const [index, k] of plan.answers.entries()) {
      const counts = [stored ?? k, k] as const
      const design: RunDesign = { kind: 'escalate', answers: [...plan.answers] }
      const pairs = () => scoresOf(questions, counts, gated.turns)
      const run = manifestOf(n, design, k)
      const baseline = stored === undefined ? run : manifestOf(n, undefined, stored)
      const level = stageOf(baseline, run, pairs)?.level(ALPHA) ?? 0
      const verdict = look(gated, questions, counts, level)
      if (verdict !== 'INCONCLUSIVE' || index === plan.answers.length - 1) return end(verdict, k)
    }
  }
  return end('INCONCLUSIVE', 1)
}

const levels = new Map<string, number>()

/** The same for every exam of a size. */
function earlyLevel(samples: number, looks: number, asked: number): number {
  const key = `${samples} ${looks} ${asked}`
  const run = manifestOf(samples, { kind: 'early-stop', looks, seed: 1, asked }, 1)
  const level = levels.get(key) ?? stageOf(run, run, () => [])?.level(ALPHA) ?? 0
  levels.set(key, level)
  return level
}

/** What `stageOf` looks at. */
const manifestOf = (count: number, design: RunDesign | undefined, repeats: number) =>
  ({ items: { count, hash: '' }, trialsPerSample: repeats, ...(design && { design }) }) as RunManifest

function look(
  gated: GatedExam,
  questions: readonly Question[],
  counts: readonly [number, number],
  level: number,
  sure = 0,
): Verdict {
  const { margin } = gated
  const found = differenceOf(gated, questions, counts)
  const [low, high] = found.interval(1 - 2 * level)
  if (low > -margin) return 'PASS'
  return found.estimate < -margin && high < -sure ? 'REGRESSED' : 'INCONCLUSIVE'
}

/** A fifth of the draws that a comparison makes. */
const DRAWS = { draws: 2_000 }

function differenceOf(
  { turns, isRated, weights }: GatedExam,
  questions: readonly Question[],
  counts: readonly [number, number],
): Pick<PairedDifference, 'estimate' | 'interval'> {
  const differences = scoresOf(questions, counts, turns).map(({ before, after }) => mean(after) - mean(before))
  const isBinary = !isRated && counts[0] === 1 && counts[1] === 1
  if (isBinary) return pairedDifference(differences, true, [0, 1]) ?? NOTHING
  const groups = (weights ?? [1]).map((weight, index) => ({
    weight,
    values: differences.filter((_, at) => weights === undefined || questions[at]?.category === index),
  }))
  const found = meanDifference(weightedMeans(groups), isRated ? [-9, 9] : [-1, 1], DRAWS)
  return found === undefined ? NOTHING : { estimate: found.mean, interval: found.interval }
}

const NOTHING = { estimate: 0, interval: (): Interval => [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] }

const scoresOf = (
  questions: readonly Question[],
  [before, after]: readonly [number, number],
  turns: number,
): ScoredPair[] =>
  questions.map((question) => ({
    before: byAnswer(question.before, before, turns),
    after: byAnswer(question.after, after, turns),
  }))

/** The first answers, each the mean of its turns. */
const byAnswer = (scores: readonly number[], answers: number, turns: number): readonly number[] =>
  turns === 1
    ? scores.slice(0, answers)
    : Array.from({ length: answers }, (_, index) => mean(scores.slice(index * turns, (index + 1) * turns)))

function shuffled(questions: readonly Question[], { uniform }: Luck): Question[] {
  const order = questions.map((question) => ({ question, rank: uniform() }))
  return order.sort((a, b) => a.rank - b.rank).map(({ question }) => question)
}
