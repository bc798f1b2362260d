/** What `evalkit import` prints: each run with its scores, by the origin and by its rows. */
import { plainTable } from '../../../results/report/forms/terminal.ts'
import type { FinishedRun } from '../../../results/store/read.ts'
import type { Visible } from '../../../results/visible.ts'
import { drawn } from '../../../results/words/drawn.ts'
import { count, score } from '../../../results/words/format.ts'
import { commandOf } from '../../../results/words/shell.ts'

const HEAD = ['tool', 'version', 'task', 'filter', 'model', 'rows', 'samples', 'metric', 'origin', 'evalkit', 'equal']

export const importText = (runs: readonly FinishedRun[]): Visible =>
  drawn(
    runs.map(({ folder, manifest, summary }) => ({ folder, manifest, summary })),
    (shown) =>
      [
        plainTable(HEAD, shown.map(rowOf)),
        ...shown.flatMap(notesOf),
        ...shown.map(({ folder }) => `run: ${folder}`),
        ...next(shown),
      ].join('\n'),
  )

type Imported = Pick<FinishedRun, 'folder' | 'manifest' | 'summary'>

function rowOf({ manifest, summary }: Imported): string[] {
  const { imported, model, benchmark } = manifest
  const { tool = '', toolVersion = '', task = '', filter = '', metric = '' } = imported ?? {}
  const own = headline(manifest)?.origin
  const equal = isEqual(manifest)
  return [
    ...[tool, toolVersion, task, filter, model.label],
    count(summary.trials + summary.unscored),
    imported?.recognised === undefined ? 'its own' : benchmark.name,
    metric,
    own === undefined ? 'not said' : score(own, summary.range),
    summary.score === undefined ? 'none' : score(summary.score, summary.range),
    equal === undefined ? '' : equal ? 'yes' : 'no',
  ]
}

/** The headline score, as the origin's own summary says. */
const headline = ({ imported }: Imported['manifest']) =>
  imported?.scores.find(
    ({ metric, filter }) =>
      metric === imported.metric && (filter === undefined || filter === (imported.filter ?? 'none')),
  )

/** Sums of many numbers differ in their last digits by the order of adding, and logs that evalkit exported have six decimal places. */
const ROUNDING = 0.51e-6

/** @returns undefined where the origin's summary does not say its score */
function isEqual(manifest: Imported['manifest']): boolean | undefined {
  const { origin, rows, digits } = headline(manifest) ?? {}
  if (origin === undefined || rows === undefined) return undefined
  const rounded = digits === undefined ? 0 : 0.5 * 10 ** -digits
  return Math.abs(origin - rows) <= rounded + ROUNDING * Math.max(1, Math.abs(origin))
}

function notesOf({ manifest }: Imported): string[] {
  const { imported, model, benchmark } = manifest
  const notes = [
    ...(imported?.notes ?? []),
    ...(isEqual(manifest) === false ? ['the origin’s own score is not the mean of its rows'] : []),
  ]
  return notes.map((note) => `${benchmark.name}, ${model.label}: ${note}`)
}

function next(runs: readonly Imported[]): string[] {
  const [first, second] = runs
  if (first === undefined) return []
  return second !== undefined && first.manifest.model.label !== second.manifest.model.label
    ? [`Next: ${commandOf(['compare', first.folder, second.folder])}`]
    : [`Next: ${commandOf(['show', first.folder])}`]
}
