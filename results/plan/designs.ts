/** Designs of a gate side by side: with what chance an equal model passes, and how many requests that takes. */
import { lookSizes } from '../design/asking-order.ts'
import { earlyStopLevels, escalationLevels } from '../design/stages.ts'
import type { Rules } from '../gate/policy.ts'
import type { DesignPlan } from '../schema/plan.ts'
import { differenceError } from '../statistics/power.ts'
import { type PlannedLook, sequentialOdds } from '../statistics/sequential-odds.ts'
import { type Exam, passOf } from './sensitivity.ts'

export interface DesignedExam {
  readonly benchmark: string
  readonly exam: Exam
  readonly rules: Pick<Rules, 'margin' | 'alpha'>
  /** Of one model to all samples, asked once. */
  readonly replies: number
}

interface Asked {
  readonly candidates: number
  /** It is not asked again, whatever the design. */
  readonly storedBaseline: boolean
}

/** Answers of a stored baseline to each sample. */
const STORED = 8

/** Answers to each sample by stage. */
const STAGES = [1, 2, 4]

const LOOKS = 5

/** @returns single shot, A, B, A + B and C, in this order */
export function designsFor(exams: readonly DesignedExam[], { candidates, storedBaseline }: Asked): DesignPlan[] {
  const both = candidates + (storedBaseline ? 0 : 1)
  const once = STORED * exams.reduce((sum, { replies }) => sum + replies, 0)
  const plans: readonly (Pick<DesignPlan, 'name'> & { looksOf: LooksOf; models: number; stored?: true })[] = [
    { name: 'single', looksOf: single, models: both },
    { name: 'A', looksOf: (exam) => stages(exam, [1], STORED), models: candidates, stored: true },
    { name: 'B', looksOf: (exam) => stages(exam, STAGES), models: both },
    { name: 'A+B', looksOf: (exam) => stages(exam, STAGES, STORED), models: candidates, stored: true },
    { name: 'C', looksOf: earlyStop, models: both },
  ]
  return plans.map(({ name, looksOf, models, stored }) => {
    const benchmarks = exams.map((one) => {
      const { pass, asked } = looksOf(one)
      return { benchmark: one.benchmark, pass, requests: Math.round(asked * one.replies * models) }
    })
    return {
      name,
      passAll: benchmarks.reduce((product, { pass }) => product * pass, 1),
      requests: benchmarks.reduce((sum, { requests }) => sum + requests, 0),
      ...(stored && { once }),
      benchmarks,
    }
  })
}

/** The one with the fewest requests per gate; undefined where none reaches that chance. */
export function cheapestDesign(designs: readonly DesignPlan[], power: number): DesignPlan['name'] | undefined {
  const enough = designs.filter(({ passAll }) => passAll >= power)
  return enough.sort((a, b) => a.requests - b.requests)[0]?.name
}

/** The chance that an equal model passes, and how often all samples are asked until the gate ends. */
type LooksOf = (exam: DesignedExam) => { readonly pass: number; readonly asked: number }

const single: LooksOf = ({ exam, rules }) => ({ pass: passOf({ ...exam, repeats: 1 }, rules), asked: 1 })

/** @param stored answers of a stored baseline; absent: as many as the candidate's */
function stages({ exam, rules }: DesignedExam, answers: readonly number[], stored?: number): ReturnType<LooksOf> {
  const errors = answers.map((k) => errorOf(exam, stored ?? k, k))
  const levels = answers.length === 1 ? [rules.alpha] : escalationLevels(errors, answers.length, rules.alpha)
  // Where answers never vary nothing is asked again.
  const varied = exam.spread.repeat > 0 ? answers.length : 1
  return oddsOf(
    errors.slice(0, varied).map((standardError, at) => ({
      standardError,
      level: varied === 1 ? rules.alpha : (levels[at] ?? 0),
      asked: answers[at] ?? 1,
    })),
    rules,
  )
}

const earlyStop: LooksOf = ({ exam, rules }) => {
  const { questions } = exam
  const sizes = lookSizes(questions, LOOKS)
  const levels = earlyStopLevels(sizes, questions, rules.alpha)
  const whole = errorOf(exam, 1, 1)
  return oddsOf(
    sizes.map((size, at) => ({
      standardError: whole * Math.sqrt(questions / size),
      level: levels[at] ?? 0,
      asked: size / questions,
    })),
    rules,
  )
}

function oddsOf(looks: readonly PlannedLook[], { margin }: Pick<Rules, 'margin'>): ReturnType<LooksOf> {
  const { pass, asked } = sequentialOdds(looks, margin)
  return { pass, asked }
}

/** Of the difference, with so many answers of each side; both are equally lucky. */
function errorOf({ spread, questions, effective = questions }: Exam, before: number, after: number): number {
  return differenceError(spread, effective, 2 / (1 / before + 1 / after))
}
