/** Tables for a terminal or a log of 100 columns, as text. */
import type { BenchmarkSummary, RunManifest } from '../../schema/schema.ts'
import { count, duration, interval, magnitude, plural, score } from '../../words/format.ts'
import { legend, notesOn, type ShownRun } from '../../words/notes.ts'
import { wrapped } from '../../words/wrap.ts'
import { drawTable, type Paint, painter, type TextOptions } from '../layout.ts'

/** The table of runs, then what needs a word. */
export function runTable(runs: readonly ShownRun[], options: TextOptions = {}): string {
  const several = new Set(runs.map(({ manifest }) => measurement(manifest))).size > 1
  const words = [...runs.flatMap((run) => notesOn(run, several)), ...legend(runs)]
  const table = bareRunTable(runs, options)
  return [table, ...(words.length > 0 ? ['', ...words.flatMap((text) => wrapped(text, '', options))] : [])].join('\n')
}

/** One row a run below the head of its benchmark and protocol. */
export function bareRunTable(runs: readonly ShownRun[], options: TextOptions = {}): string {
  const paint = painter(options.colour)
  const groups = Map.groupBy(runs, ({ manifest }) => measurement(manifest))
  const rows = [...groups].flatMap(([heading, members], index) => [
    ...(index > 0 ? [''] : []),
    paint('bold', heading),
    ...members.map((run) => runRow(run, paint)),
  ])
  const head = [
    'model',
    'score',
    '95% interval',
    'correct\nof n',
    'unscored',
    'unanswered',
    'truncated',
    'output\ntokens',
    'time',
  ]
  return drawTable(head, rows, ['left', ...Array(8).fill('right')], { ...options, drop: DROPPED })
}

/** Tokens, time, truncated, correct, unanswered, unscored. */
const DROPPED = [7, 8, 6, 3, 5, 4]

/** Left-aligned columns under a ruled head. */
export function plainTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  options: TextOptions = {},
): string {
  return drawTable(head, rows, Array(head.length).fill('left'), options)
}

/** `61.2% (58.5 to 63.8)`; a dash when nothing was scored. */
export function scoreText({ score: value, interval: limits, range }: BenchmarkSummary): string {
  if (value === undefined) return '–'
  return limits === undefined ? score(value, range) : `${score(value, range)} (${interval(limits, range)})`
}

/** What the runs of one table section have in common: everything that their numbers mean. */
function measurement({ benchmark, protocol, items, dataset, permutations }: RunManifest): string {
  return [
    benchmark.name,
    protocol.metric,
    `protocol ${protocol.name}${protocol.changed ? ` (${protocol.changed.join(', ')})` : ''}`,
    protocol.rule === undefined ? [] : `rule ${protocol.rule}`,
    protocol.shots === 0 ? [] : plural(protocol.shots, 'shot'),
    permutations === undefined ? [] : `${permutations} orders of the options`,
    items.count === dataset.size ? [] : `${count(items.count)} of ${plural(dataset.size, 'sample')}`,
  ]
    .flat()
    .join(' · ')
}

function runRow({ manifest, summary }: ShownRun, paint: Paint): string[] {
  const { model, trialsPerSample: repeats } = manifest
  const { range, tokens } = summary
  return [
    model.claimed ? `${model.label} *` : model.label,
    summary.score === undefined ? '–' : score(summary.score, range),
    summary.interval === undefined ? '–' : interval(summary.interval, range),
    size(summary, repeats),
    summary.unscored === 0 ? '0' : paint('yellow', count(summary.unscored)),
    count(summary.unanswered),
    count(summary.truncated),
    tokens.outputTokens === undefined ? '–' : magnitude(tokens.outputTokens),
    duration(summary.wallMs),
  ]
}

/** `166 of 200` where each sample was right or wrong once, `200 × 4` with repeats, `200` of ratings. */
function size({ n, correct }: BenchmarkSummary, repeats: number): string {
  if (correct !== undefined) return `${count(correct)} of ${count(n)}`
  return repeats === 1 ? count(n) : `${count(n)} × ${repeats}`
}
