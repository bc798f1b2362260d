/** Comparisons for a terminal or a log of 100 columns, as text. */
import type { Comparison, Side } from '../schema/comparison.ts'
import { caveats } from '../words/caveats.ts'
import { count, delta, deltaInterval, limits, pValue, type Range, score } from '../words/format.ts'
import { familyNote, finding, sentence, shownInterval, shownP } from '../words/sentence.ts'
import type { Showable } from '../words/showable.ts'
import { wrapped } from '../words/wrap.ts'
import { describeFlips, exampleOf } from './flips.ts'
import { drawTable, type Paint, painter, type Row, type TextOptions, tableWidth } from './layout.ts'

/** What the last column says of a comparison. */
export type Outcome = (comparison: Comparison) => { readonly words: string; readonly colour: Colour }
type Colour = 'green' | 'red' | 'yellow' | 'dim'

const COLOURS = { better: 'green', worse: 'red', unclear: 'dim' } as const

const asFound: Outcome = (comparison) => {
  const found = finding(comparison)
  return { words: found, colour: COLOURS[found] }
}

export interface ComparisonOptions extends TextOptions {
  /** What the last column says. Default: better, worse or unclear. */
  readonly outcome?: Outcome
  /** No empty lines between sections. */
  readonly dense?: boolean
}

/** A section for each benchmark: the baseline, then a row for each candidate. */
export function comparisonTable(
  comparisons: readonly Comparison[],
  { outcome = asFound, dense = false, ...options }: ComparisonOptions = {},
): string {
  const paint = painter(options.colour)
  const head = ['model', 'score', 'Δ', '95% interval', 'p', 'gained', 'lost', 'unscored', 'verdict']
  const width = options.width ?? Infinity
  const groups = Map.groupBy(comparisons, ({ benchmark, before }) => `${benchmark} ${before.run}`)
  const rowsOf = (score: typeof scoreWithInterval) =>
    [...groups.values()].flatMap((group, index) => [
      ...(index > 0 && !dense ? [''] : []),
      ...group.slice(0, 1).flatMap((first): Row[] => [paint('bold', heading(first)), baselineRow(first, score)]),
      ...group.map((comparison) => candidateRow(comparison, score, paint, outcome)),
    ])
  const isWide = tableWidth([head, ...rowsOf(scoreWithInterval).filter((row) => typeof row !== 'string')]) <= width
  // The interval of a single score is the first thing to leave out: that of the difference tells more.
  const rows = rowsOf(isWide ? scoreWithInterval : bareScore)
  const table = drawTable(head, rows, ['left', ...Array(7).fill('right'), 'left'], { ...options, drop: DROPPED })
  const note = familyNote(comparisons).flatMap((text) => wrapped(text, '', options))
  return note.length === 0 ? table : [table, '', ...note].join('\n')
}

/** Each comparison in a sentence, with what to know about it and which samples changed. */
export function comparisonSentences(comparisons: readonly Showable<Comparison>[], options: TextOptions = {}): string {
  const several = new Set(comparisons.map(({ benchmark }) => benchmark)).size > 1
  return comparisons
    .map((comparison) =>
      [
        ...wrapped(`${several ? `${comparison.benchmark}: ` : ''}${sentence(comparison)}`, '', options),
        ...comparisonDetails(comparison, options),
      ].join('\n'),
    )
    .join('\n\n')
}

/** Indented lines: what to doubt, then the samples that changed. */
export function comparisonDetails(comparison: Showable<Comparison>, options: TextOptions = {}): string[] {
  return [
    ...caveats(comparison).flatMap((doubt) => wrapped(`- ${doubt}`, '  ', options)),
    ...describeFlips(comparison).flatMap((line) => wrapped(line.trimStart(), `  ${/^ */.exec(line)}`, options)),
    ...exampleOf(comparison).map((line) => `  ${line}`), // whole, to be copied
  ]
}

/** p, unscored, gained, lost, the interval. */
const DROPPED = [4, 7, 5, 6, 3]

const heading = ({ benchmark, protocol }: Comparison) => `${benchmark} · protocol ${protocol}`

function baselineRow({ baseline, before, range }: Comparison, score: typeof scoreWithInterval): string[] {
  return [baseline, score(before, range), '', '', '', '', '', count(before.unscored), 'baseline']
}

function candidateRow(
  comparison: Comparison,
  score: typeof scoreWithInterval,
  paint: Paint,
  outcome: Outcome,
): string[] {
  const { candidate, after, range } = comparison
  const [limits, p] = [shownInterval(comparison), shownP(comparison)]
  const change = comparison.delta === undefined ? '–' : delta(comparison.delta, range)
  const { words, colour } = outcome(comparison)
  return [
    candidate,
    score(after, range),
    paint(COLOURS[finding(comparison)], change),
    limits === undefined ? '–' : deltaInterval(limits, range),
    p === undefined ? '–' : pValue(p),
    count(comparison.gained),
    count(comparison.lost),
    after.unscored === 0 ? '0' : paint('yellow', count(after.unscored)),
    paint(colour, comparison.allowed === undefined ? words : `${words} ‡`),
  ]
}

const bareScore = ({ score: value }: Side, range: Range): string => (value === undefined ? '–' : score(value, range))

function scoreWithInterval(side: Side, range: Range): string {
  const { interval } = side
  return interval === undefined ? bareScore(side, range) : `${bareScore(side, range)} (${limits(interval, range)})`
}
