/** Models × benchmarks in one table, as papers print it, with what a paper leaves out: how sure each number is. */
import type { Comparison } from '../comparison-schema.ts'
import type { BenchmarkSummary } from '../schema.ts'
import { count, delta, spread, score as written } from './format.ts'
import { drawTable, painter, wrapped } from './layout.ts'
import type { ShownRun } from './remarks.ts'
import type { TextOptions } from './terminal.ts'

/** A difference is marked where chance would bring one like it, anywhere in the table, in less than one table of twenty. */
const MARKED_BELOW = 0.05

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

/** @returns undefined for fewer than two benchmarks: then there is nothing to put side by side */
export function overviewTable(
  runs: readonly ShownRun[],
  comparisons: readonly Comparison[],
  { colour = false, published = [] }: OverviewOptions = {},
): string | undefined {
  const benchmarks = [...new Set(runs.map(({ manifest }) => manifest.benchmark.name))]
  if (benchmarks.length < 2) return undefined
  const paint = painter(colour)
  const labels = [...new Set(runs.map(({ manifest }) => manifest.model.label))]

  function cell(label: string, benchmark: string): string {
    const run = runs.find(({ manifest }) => manifest.model.label === label && manifest.benchmark.name === benchmark)
    const scored = run === undefined ? '–' : scoreOf(run.summary)
    const comparison = comparisons.find((one) => one.candidate === label && one.benchmark === benchmark)
    if (comparison?.delta === undefined) return scored
    const change = delta(comparison.delta, comparison.range).replace(' pp', '')
    const isMarked = (comparison.holmP ?? comparison.p ?? 1) < MARKED_BELOW
    return `${scored}\n${isMarked ? paint(comparison.delta > 0 ? 'green' : 'red', `${change} *`) : `${change}  `}`
  }

  const rows = labels.map((label) => [label, ...benchmarks.map((benchmark) => cell(label, benchmark))])
  const others = published.map(({ label, scores }) => [
    `${label} †`,
    ...benchmarks.map((benchmark) => publishedCell(scores[benchmark])),
  ])
  const head = ['model', ...benchmarks]
  const table = drawTable(head, [...rows, ...others], ['left', ...benchmarks.map(() => 'right' as const)])
  return [table, '', ...legend(comparisons, published).flatMap((line) => wrapped(line))].join('\n')
}

function scoreOf({ score, interval, range }: BenchmarkSummary): string {
  if (score === undefined) return '–'
  return `${interval === undefined ? written(score, range) : spread(score, interval, range)}  `
}

function publishedCell(score: PublishedScore | undefined): string {
  if (score === undefined) return '–  '
  const half = score.interval && (score.interval[1] - score.interval[0]) / 2
  return `${score.value.toFixed(1)}${half === undefined ? '' : ` ± ${half.toFixed(1)}`}  `
}

function legend(comparisons: readonly Comparison[], published: readonly PublishedRow[]): string[] {
  const tested = comparisons.filter(({ p }) => p !== undefined).length
  return [
    '± half of the 95 % interval',
    ...(tested > 0
      ? [
          `below each score: the difference to the baseline, in points; * p < ${MARKED_BELOW} over all ${count(tested)} comparisons of the table (Holm)`,
        ]
      : []),
    ...(published.length > 0
      ? ['† published, not measured here; ± computed by us from the published value and the size of the benchmark']
      : []),
  ]
}
