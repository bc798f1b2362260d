/** A report for a pull request: the verdict, the matrix, the worst samples, what to do; everything else unfolds. */
import type { Comparison, Flip } from '../../schema/comparison.ts'
import type { GateDecision } from '../../schema/gate.ts'
import { caveats } from '../../words/caveats.ts'
import { code, codeCell, insideHtml, paragraph, prose } from '../../words/escape-markdown.ts'
import { count, plural } from '../../words/format.ts'
import { legend, notesOn } from '../../words/notes.ts'
import { provenance } from '../../words/provenance.ts'
import { familyNote } from '../../words/sentence.ts'
import { commandOf } from '../../words/shell.ts'
import type { Showable } from '../../words/showable.ts'
import { changeWords } from '../flips.ts'
import { matrixOf } from '../matrix.ts'
import type { Results } from '../results.ts'
import { type ResultRow, resultRows, type Tone } from '../rows.ts'
import { verdictLine } from '../verdict-line.ts'
import { worstSamples } from '../worst-samples.ts'
import { curveMarkdown } from './curve-markdown.ts'
import type { ErrorDocument } from './json.ts'
import { answerTable, drawTable, type Questions, worstTables } from './markdown-answer.ts'

/** GitHub takes 65,536 characters for a comment, what stands around the report among them. */
const LIMIT = 64_000

/** Flips shown of each comparison, fewer until the report fits. */
const FLIPS = [100, 50, 25, 10, 5, 0]

const SYMBOLS = { good: '✅', bad: '❌', open: '⚠️', plain: 'ℹ️' } as const satisfies Record<Tone, string>

export interface MarkdownOptions {
  /** Characters. Default: what fits into a comment. */
  readonly atMost?: number
  /** Beginnings of questions, by sample id: only those that may be shown. */
  readonly questions?: Questions
}

/** @returns at most 64,000 characters, whatever the results */
export function markdownReport(
  results: Results,
  { atMost = LIMIT, questions = new Map() }: MarkdownOptions = {},
): string {
  const most = Math.min(LIMIT, atMost)
  const matrix = matrixOf(results)
  const head = [
    title(results),
    answerTable(matrix),
    familyNote(results.comparisons).map(prose).join('\n'),
    ...worstTables(worstSamples(matrix), questions),
    whatToDo(results),
  ]
  const numbers = [allNumbers(results), ...curveDetails(results)]
  for (const limit of FLIPS) {
    const report = join([...head, ...numbers, ...flipSections(results, limit), ...notes(results)])
    if (report.length <= most) return report
  }
  return shortened(join(head), most)
}

/** In place of a report, where a command ended before there was anything to report. */
export function failureReport({ error: { code, kind, message, hint } }: ErrorDocument): string {
  return join([
    `### ${SYMBOLS.bad} evalkit: nothing was measured`,
    `${prose(kind)}, exit code ${code}: ${prose(message)}`,
    hint === undefined ? '' : prose(hint),
  ])
}

const join = (parts: readonly string[]) => `${parts.filter((part) => part !== '').join('\n\n')}\n`

function title(results: Results): string {
  const { word, tone, sentence } = verdictLine(results)
  return join([`### ${SYMBOLS[tone]} evalkit: ${prose(word)}`, sentence === '' ? '' : paragraph(sentence)]).trimEnd()
}

/** What the verdict has besides its first sentence, every run with its numbers, and the decisions that need nothing done. */
function allNumbers(results: Results): string {
  const { further } = verdictLine(results)
  const settled = (results.gate?.decisions ?? []).filter(isSettled)
  return details(
    'All numbers',
    ...further.map(paragraph),
    table(resultRows(results)),
    settled.map((decision) => decisionItem(decision, results.comparisons)).join('\n'),
  )
}

const HEAD = ['benchmark', 'model', 'score', '95%', 'Δ', '95%', 'p', 'gained', 'lost', 'unscored', 'verdict']

function table(rows: readonly ResultRow[]): string {
  const compared = rows.some(({ delta }) => delta !== '')
  const cells = rows.map((row) => [
    prose(row.benchmark),
    prose(row.model),
    row.score,
    row.interval,
    ...(compared ? [row.delta, row.deltaInterval, row.p, row.gained, row.lost] : []),
    row.unscored,
    ...(compared ? [row.tone === 'plain' ? row.verdict : `**${row.verdict}**`] : []),
  ])
  const head = compared ? HEAD : [...HEAD.slice(0, 4), 'unscored']
  const align = head.map((name, at) => (at < 2 || name === 'verdict' ? ':--' : '--:'))
  return drawTable([head, align, ...cells])
}

/** Scores over the steps of training runs. */
const curveDetails = ({ curves = [] }: Results): string[] =>
  curves.length === 0 ? [] : [details('Score over steps', ...curves.map((curve) => curveMarkdown(curve, 4)))]

const isSettled = ({ verdict, worse }: GateDecision) => verdict === 'PASS' && !worse

/** Decisions that are not settled, each with its reason; without a gate, what there is to doubt. */
function whatToDo({ gate, comparisons }: Results): string {
  if (gate === undefined) {
    const all = comparisons.flatMap((one) => caveats(one).map((text) => `${one.benchmark}, ${one.candidate}: ${text}`))
    return all.map((text) => `- ${prose(text)}`).join('\n')
  }
  const open = gate.decisions.filter((decision) => !isSettled(decision))
  if (open.length === 0) return ''
  return `**What to do**\n\n${open.map((decision) => decisionItem(decision, comparisons)).join('\n')}`
}

function decisionItem(decision: GateDecision, comparisons: readonly Comparison[]): string {
  const { benchmark, candidate, verdict, reason, advice, run } = decision
  const compared = comparisons.filter(({ after }) => after.run === run)
  return [
    `- **${prose(benchmark)}, ${prose(candidate)}: ${verdict}.** ${prose(reason)}${advice === undefined ? '' : ` ${prose(advice)}`}`,
    ...compared.flatMap(caveats).map((text) => `  - ${prose(text)}`),
  ].join('\n')
}

function flipSections({ comparisons }: Results, limit: number): string[] {
  if (limit === 0) return []
  return comparisons.filter(({ flips }) => flips.length > 0).map((comparison) => flipSection(comparison, limit))
}

function flipSection(comparison: Showable<Comparison>, limit: number): string {
  const { benchmark, baseline, candidate, gained, lost, flips, after } = comparison
  // Losses first: they are what a reviewer has to look at.
  const ordered = [...flips].sort((a, b) => Number(a.direction === 'gained') - Number(b.direction === 'gained'))
  const shown = ordered.slice(0, limit)
  const more = flips.length - shown.length
  return details(
    `${benchmark}, ${candidate}: ${count(lost)} lost, ${count(gained)} gained`,
    drawTable([
      ['sample', 'change', prose(baseline), prose(candidate)],
      [':--', ':--', ':--', ':--'],
      ...shown.map(flipRow),
    ]),
    [
      more > 0 ? `${count(more)} more are in the other reports. ` : '',
      shown[0] === undefined ? '' : `Look at one: ${code(commandOf(['show', after.run, shown[0].id]), 400)}`,
    ].join(''),
  )
}

function flipRow(flip: Flip): string[] {
  const { id, direction, before, after, stable } = flip
  const steady = stable === undefined ? '' : stable ? ', stable' : ', flaky'
  return [
    codeCell(id),
    `${direction}, ${prose(changeWords(flip))}${steady}`,
    codeCell(before ?? ''),
    codeCell(after ?? ''),
  ]
}

function notes(results: Results): string[] {
  const { runs } = results
  const several = new Set(runs.map(({ manifest }) => `${manifest.benchmark.name} ${manifest.protocol.name}`)).size > 1
  const words = [...runs.flatMap((run) => notesOn(run, several)), ...legend(runs)]
  const facts = runs.map((run) => {
    const pairs = provenance(run).map(([name, value]) => `${name} ${code(value)}`)
    return `- **${prose(run.manifest.benchmark.name)}, ${prose(run.manifest.model.label)}**: ${pairs.join(', ')}`
  })
  return [
    details(
      `What was measured: ${plural(runs.length, 'run')}`,
      facts.join('\n'),
      words.map((text) => `- ${prose(text)}`).join('\n'),
    ),
  ]
}

const details = (summary: string, ...parts: readonly string[]) =>
  `<details>\n<summary>${insideHtml(summary)}</summary>\n\n${parts.filter((part) => part !== '').join('\n\n')}\n\n</details>`

/** Whole lines only: none of them holds what a later one would have to close. */
function shortened(report: string, most: number): string {
  if (report.length <= most) return report
  const room = most - 200
  const lines = report.slice(0, report.lastIndexOf('\n', room))
  return `${lines}\n\nThe rest does not fit ${most < LIMIT ? 'here' : 'into a comment'}; it is in the other reports.\n`
}
