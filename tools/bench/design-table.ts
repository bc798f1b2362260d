/** Designs of a gate, tried: a table, and what of the promises is not kept. */
import { plainTable } from '../../results/report/forms/terminal.ts'
import { DESIGNS, type Design, type DesignResult, type GatedExam, lossAtMargin, tryDesign } from './designs.ts'

/** With what chance an equal model must pass all five, and what the size of one design may be. */
const PROMISES: Readonly<Record<string, { readonly passAll?: number; readonly size: number }>> = {
  'single shot': { size: 0.055 },
  'A: stored × 8': { passAll: 0.7, size: 0.055 },
  'B: 1 → 2 → 4': { passAll: 0.85, size: 0.065 },
  'A + B': { passAll: 0.9, size: 0.065 },
  'C: early stop': { size: 0.065 },
}

/** An equal model may pass one benchmark less often by that much, for early stop. */
const PRICE = 0.01

interface Tried {
  readonly design: Design
  /** Of an equal model, and of one that is worse by the margin; exam by exam. */
  readonly equal: readonly DesignResult[]
  readonly worse: readonly DesignResult[]
}

export function designTable(exams: readonly GatedExam[], trials: number): { table: string; misses: string[] } {
  const tried = DESIGNS.map(
    (design): Tried => ({
      design,
      equal: exams.map((exam, index) => tryDesign(design, exam, 0, trials, 100 + index)),
      worse: exams.map((exam, index) => tryDesign(design, exam, lossAtMargin(exam), trials, 200 + index)),
    }),
  )
  const questions = exams.map(({ exam }) => exam({ uniform: () => 0.5, normal: () => 0 }, 0).length)
  const rows = tried.map(({ design, equal, worse }) => [
    design.name,
    ...exams.map((_, at) => `${percent(equal[at]?.pass)} / ${percent(worse[at]?.pass)}`),
    percent(product(equal.map(({ pass }) => pass))),
    requests(equal, questions),
    requests(worse, questions),
  ])
  const head = [
    'design',
    ...exams.map(({ name }) => `${name}: PASS\nequal / at margin`),
    'all equal',
    'requests,\nequal',
    'requests,\nat margin',
  ]
  return {
    table: plainTable(head, rows),
    misses: tried.flatMap((one) => missesOf(one, tried[0], exams, trials, questions)),
  }
}

function missesOf(
  { design, equal, worse }: Tried,
  single: Tried | undefined,
  exams: readonly GatedExam[],
  trials: number,
  questions: readonly number[],
): string[] {
  const { passAll = 0, size = 1 } = PROMISES[design.name] ?? {}
  const all = product(equal.map(({ pass }) => pass))
  const noise = (p: number) => 2 * Math.sqrt((p * (1 - p)) / trials)
  const saved = 1 - asked(equal, questions) / asked(single?.equal ?? equal, questions)
  return [
    ...(all < passAll - noise(passAll) ? [`${design.name}: an equal model passes all with ${percent(all)}`] : []),
    ...worse.flatMap(({ pass }, at) =>
      pass > size + noise(size) ? [`${design.name}, ${exams[at]?.name}: PASS at the margin ${percent(pass)}`] : [],
    ),
    ...(design.name.startsWith('C') && saved < 0.2 ? [`${design.name}: saves ${percent(saved)} of the requests`] : []),
    ...(design.name.startsWith('C')
      ? equal.flatMap(({ pass }, at) => {
          const price = (single?.equal[at]?.pass ?? pass) - pass
          return price > PRICE + noise(pass)
            ? [`${design.name}, ${exams[at]?.name}: costs ${percent(price)} of PASS`]
            : []
        })
      : []),
  ]
}

/** Requests of the candidate, and of the baseline where it is asked. */
const asked = (results: readonly DesignResult[], questions: readonly number[]) =>
  results.reduce((sum, { answers, baselineAnswers }, at) => sum + (answers + baselineAnswers) * (questions[at] ?? 0), 0)

const requests = (results: readonly DesignResult[], questions: readonly number[]) =>
  Math.round(asked(results, questions)).toString()

const product = (values: readonly number[]) => values.reduce((all, value) => all * value, 1)

const percent = (value = Number.NaN) => `${(100 * value).toFixed(1)}%`
