/** Models × benchmarks in one table, as papers print it, with what a paper leaves out: how sure each number is. */
import type { Comparison } from '../schema/comparison.ts'
import type { BenchmarkSummary } from '../schema/schema.ts'
import { count, delta, spread, score as written } from '../words/format.ts'
import type { ShownRun } from '../words/notes.ts'
import { finding, SIGNIFICANT } from '../words/sentence.ts'
import { shortenedAlike } from '../words/shorten.ts'
import { wrapped } from '../words/wrap.ts'
import { drawTable, type Paint, painter, type TextOptions, tableWidth } from './layout.ts'

/** Scores that somebody has published, in percent or points as they print them: benchmark → score. */
export interface PublishedRow {
  readonly label: string
  readonly scores: Readonly<Record<string, PublishedScore>>
}

export interface PublishedScore {
  readonly value: number
  /** Computed from the published value and its own n, by us. */
  readonly interval?: readonly [low: number, high: number]
}

export interface OverviewOptions extends TextOptions {
  readonly published?: readonly PublishedRow[]
}

/** Models × benchmarks: what each cell says, before any form draws it. */
export interface Overview {
  readonly benchmarks: readonly string[]
  readonly rows: readonly { readonly label: string; readonly cells: readonly (OverviewCell | undefined)[] }[]
}

export interface OverviewCell {
  readonly score: string
  /** Difference to the baseline, in the unit of the score. */
  readonly change?: string
  /** Of a difference that is significant over the whole table. */
  readonly marked?: 'better' | 'worse'
}

/** @returns undefined for fewer than two benchmarks: then there is nothing to put side by side */
export function overviewOf(runs: readonly ShownRun[], comparisons: readonly Comparison[]): Overview | undefined {
  const benchmarks = [...new Set(runs.map(({ manifest }) => manifest.benchmark.name))]
  if (benchmarks.length < 2) return undefined
  const labels = [...new Set(runs.map(({ manifest }) => manifest.model.label))]

  function cell(label: string, benchmark: string): OverviewCell | undefined {
    const run = runs.find(({ manifest }) => manifest.model.label === label && manifest.benchmark.name === benchmark)
    if (run === undefined) return undefined
    const comparison = comparisons.find((one) => one.candidate === label && one.benchmark === benchmark)
    if (comparison?.delta === undefined) return { score: scoreCell(run.summary) }
    const found = finding(comparison)
    return {
      score: scoreCell(run.summary),
      change: delta(comparison.delta, comparison.range).replace(' pp', ''),
      ...(found !== 'unclear' && { marked: found }),
    }
  }

  return {
    benchmarks,
    rows: labels.map((label) => ({ label, cells: benchmarks.map((benchmark) => cell(label, benchmark)) })),
  }
}

/** @returns undefined where there is nothing to put side by side */
export function overviewTable(
  runs: readonly ShownRun[],
  comparisons: readonly Comparison[],
  { published = [], ...options }: OverviewOptions = {},
): string | undefined {
  const overview = overviewOf(runs, comparisons)
  if (overview === undefined) return undefined
  const { benchmarks } = overview
  const paint = painter(options.colour)
  const rows = overview.rows.map(({ label, cells }) => [label, ...cells.map((cell) => cellText(cell, paint))])
  const others = published.map(({ label, scores }) => [
    `${label} †`,
    ...benchmarks.map((benchmark) => publishedCell(scores[benchmark])),
  ])
  const head = ['model', ...benchmarks]
  const all = [...rows, ...others]
  const legend = overviewLegend(comparisons, published) // of the half intervals first, which a narrow terminal has no room for
  const isWhole = tableWidth([head, ...all]) <= (options.width ?? Infinity)
  return [
    ...bands(head, all, options),
    '',
    ...(isWhole ? legend : legend.slice(1)).flatMap((line) => wrapped(line, '', options)),
  ].join('\n')
}

/** Names of models may be cut to this many columns before a benchmark is moved below the others. */
const LEAST_LABEL = 20

/** Side by side as many benchmarks as there is room for, first without the half intervals, and the others below them. */
function bands(head: readonly string[], rows: readonly (readonly string[])[], options: TextOptions): string[] {
  const { width = Infinity } = options
  if (tableWidth([head, ...rows]) <= width) return [drawOverview(head, rows, options)]
  const labels = shortenedAlike(
    rows.map(([label = '']) => label),
    LEAST_LABEL,
  )
  const narrow = [
    head.map((name) => name.replace('-', '-\n')),
    ...rows.map(([, ...cells], at) => [labels[at] ?? '', ...cells.map((cell) => cell.replace(HALF_INTERVAL, ''))]),
  ]
  const benchmarks = head.length - 1
  const part = (cells: readonly string[], from: number, count: number) => [
    cells[0] ?? '',
    ...cells.slice(1 + from, 1 + from + count),
  ]
  const starts = (count: number) => Array.from({ length: Math.ceil(benchmarks / count) }, (_, at) => at * count)
  const fits = (count: number) =>
    starts(count).every((from) => tableWidth(narrow.map((row) => part(row, from, count))) <= width)
  let count = benchmarks
  while (count > 1 && !fits(count)) count--
  return starts(count).map((from) => {
    const [names = [], ...cells] = narrow.map((row) => part(row, from, count))
    return `${from === 0 ? '' : '\n'}${drawOverview(names, cells, options)}`
  })
}

/** ` ± 7.8`, and what follows it of the score. */
const HALF_INTERVAL = / ± [\d.]+/

const drawOverview = (head: readonly string[], rows: readonly (readonly string[])[], options: TextOptions) =>
  drawTable(
    head,
    rows,
    head.map((_, column) => (column === 0 ? 'left' : 'right')),
    options,
  )

/** Two spaces keep the digits above each other where a mark follows. */
function cellText(cell: OverviewCell | undefined, paint: Paint): string {
  if (cell === undefined) return '–'
  const { score, change, marked } = cell
  if (change === undefined) return score === '–' ? score : `${score}  `
  const below = marked === undefined ? `${change}  ` : paint(marked === 'better' ? 'green' : 'red', `${change} *`)
  return `${score === '–' ? score : `${score}  `}\n${below}`
}

function scoreCell({ score, interval, range }: BenchmarkSummary): string {
  if (score === undefined) return '–'
  return interval === undefined ? written(score, range) : spread(score, interval, range)
}

function publishedCell(score: PublishedScore | undefined): string {
  if (score === undefined) return '–  '
  const half = score.interval && (score.interval[1] - score.interval[0]) / 2
  return `${score.value.toFixed(1)}${half === undefined ? '' : ` ± ${half.toFixed(1)}`}  `
}

/** What the cells mean. */
function overviewLegend(comparisons: readonly Comparison[], published: readonly PublishedRow[] = []): string[] {
  const tested = comparisons.filter(({ p }) => p !== undefined).length
  return [
    '± half of the 95% interval',
    ...(tested > 0
      ? [
          `below each score: the difference to the baseline, in points; * p < ${SIGNIFICANT} over all ${count(tested)} comparisons of the table (Holm)`,
        ]
      : []),
    ...(published.length > 0
      ? ['† published, not measured here; ± computed by us from the published value and the size of the benchmark']
      : []),
  ]
}
