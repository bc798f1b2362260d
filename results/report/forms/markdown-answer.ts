/** What a report for a pull request opens with: the matrix in five columns, the worst samples, what to do. */
import { code, codeCell, prose } from '../../words/escape-markdown.ts'
import { count, deltaInterval, interval as limitsOf } from '../../words/format.ts'
import { shownInterval } from '../../words/sentence.ts'
import { commandOf } from '../../words/shell.ts'
import { changeWords } from '../flips.ts'
import { cellAt, type Matrix, type MatrixBenchmark, type MatrixCell } from '../matrix.ts'
import type { WorstSamples } from '../worst-samples.ts'

/** Beginnings of questions by sample id, where they may be shown. */
export type Questions = ReadonlyMap<string, string>

/** Signs beside a verdict. */
const SIGNS = 2

/** Worst first, as the matrix has it. */
export function answerTable(matrix: Matrix): string {
  const isCompared = matrix.cells.some(({ comparison, decision }) => comparison ?? decision)
  const head = isCompared
    ? ['benchmark', 'model', 'score', 'Δ (95%)', 'verdict']
    : ['benchmark', 'model', 'score', '95%', 'caveats']
  const align = head.map((name) => (name === 'score' || name.includes('95%') ? '--:' : ':--'))
  const rows = matrix.benchmarks.flatMap((benchmark) =>
    matrix.models.flatMap((model) => {
      const cell = cellAt(matrix, benchmark.name, model)
      return cell === undefined ? [] : [answerRow(cell, benchmark, isCompared)]
    }),
  )
  return drawTable([head, align, ...rows])
}

function answerRow(cell: MatrixCell, { baseline, name }: MatrixBenchmark, isCompared: boolean): string[] {
  const { model, score, delta, comparison, isMarked, verdict, tone, signs } = cell
  const interval = comparison && shownInterval(comparison)
  const caveats = [...signs.filter(({ isGrave }) => isGrave), ...(isCompared ? [] : signs)].slice(0, SIGNS)
  const words = [...new Set(caveats)].map((sign) => prose(sign.words)).join(', ')
  const base = baseline === undefined ? '' : `<br>${prose(baseline.model)} ${baseline.score}`
  const first = [`${prose(name)}${base}`, prose(model), score]
  if (!isCompared) {
    const { interval: own, range } = cell.run.summary
    return [...first, own === undefined ? '–' : limitsOf(own, range), words]
  }
  const limits =
    interval === undefined || comparison === undefined ? '' : ` (${deltaInterval(interval, comparison.range)})`
  return [
    ...first,
    delta === undefined ? '' : `${delta}${isMarked ? ' \\*' : ''}${limits}`,
    `${tone === 'plain' ? verdict : `**${verdict}**`}${words === '' ? '' : `<br>${words}`}`,
  ]
}

/** A table for each comparison; questions only where they may be shown. */
export function worstTables(worst: readonly WorstSamples[], questions: Questions): string[] {
  return worst.map(({ cell, comparison, flips }) => {
    const { benchmark, baseline, lost, after } = comparison
    const hasQuestions = flips.some(({ id }) => questions.has(id))
    // Programs and ratings have no short answer.
    const hasAnswers = flips.some(({ before, after }) => before ?? after)
    const answers = (values: readonly string[]) => (hasAnswers ? values : [])
    const head = [
      'sample',
      ...(hasQuestions ? ['question'] : []),
      'change',
      ...answers([prose(baseline), prose(cell.model)]),
    ]
    const rows = flips.map((flip) => [
      codeCell(flip.id),
      ...(hasQuestions ? [prose(questions.get(flip.id) ?? '')] : []),
      `${flip.direction}, ${prose(changeWords(flip))}`,
      ...answers([codeCell(flip.before ?? ''), codeCell(flip.after ?? '')]),
    ])
    const [first] = flips
    return [
      `**Lost most: ${prose(benchmark)}, ${prose(cell.model)}** (${count(flips.length)} of ${count(lost)})`,
      drawTable([head, head.map(() => ':--'), ...rows]),
      first === undefined ? '' : `Look at one: ${code(commandOf(['show', after.run, first.id]), 400)}`,
    ].join('\n\n')
  })
}

export const drawTable = (rows: readonly (readonly string[])[]) =>
  rows.map((row) => `| ${row.join(' | ')} |`).join('\n')
