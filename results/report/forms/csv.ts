/**
 * A row for each sample and repeat, a few columns for each model; RFC 4180.
 *
 * A text that a spreadsheet would take for a formula gets an apostrophe in front, as OWASP advises ("CSV injection"):
 * replies are written by models, and an answer is not to be run. Plain numbers stay as they are.
 */
import type { Flip } from '../../schema/comparison.ts'
import { inSampleOrder } from '../../summary/sample-order.ts'
import type { Results } from '../results.ts'
import { runNames } from '../run-names.ts'
import type { SampleTrials, TrialFacts } from '../sample-trials.ts'

type Cell = string | number | undefined

const FIELDS = ['outcome', 'value', 'answer', 'flaw', 'output tokens', 'change'] as const

/** @param samples by run, in the order of `results.runs` */
export function csvReport(results: Results, samples: readonly SampleTrials[]): string {
  const models = [...new Set(runNames(results.runs))]
  const head = ['benchmark', 'id', 'group', 'repeat', 'target']
  const columns = models.flatMap((model) => FIELDS.map((field) => `${model} ${field}`))
  return csvText([[...head, ...columns], ...rows(results, samples, models)])
}

export const csvText = (rows: Iterable<readonly Cell[]>): string =>
  `${Array.from(rows, (cells) => cells.map(cellText).join(',')).join('\r\n')}\r\n`

function* rows(results: Results, samples: readonly SampleTrials[], models: readonly string[]): Generator<Cell[]> {
  const names = runNames(results.runs)
  const flips = results.runs.map((run) => flipsOf(results, run.folder))
  const groups = Map.groupBy(results.runs.keys(), (run) => results.runs[run]?.manifest.benchmark.name ?? '')
  for (const [benchmark, runs] of groups) {
    const columnOf = models.map((model) => runs.find((run) => names[run] === model))
    for (const [id, repeats] of trialKeys(runs.map((run) => samples[run]))) {
      // A stored baseline keeps less of a sample than a run does.
      const facts = runs.flatMap((run) => samples[run]?.get(id) ?? [])
      const group = facts.find((one) => one.group !== undefined)?.group
      const target = facts.find((one) => one.target !== undefined)?.target
      for (const repeat of repeats) {
        const cells = columnOf.flatMap((run) => {
          const trial =
            run === undefined ? undefined : samples[run]?.get(id)?.trials.find((one) => one.repeat === repeat)
          return run === undefined ? FIELDS.map(() => undefined) : trialCells(trial, flips[run]?.get(id))
        })
        yield [benchmark, id, group, repeat, target, ...cells]
      }
    }
  }
}

/** Every sample that any of the runs has, in sample order, with its repeats. */
function trialKeys(runs: readonly (SampleTrials | undefined)[]): (readonly [id: string, repeats: readonly number[]])[] {
  const found = new Map<string, Set<number>>()
  for (const run of runs) {
    for (const [id, { trials }] of run ?? []) {
      const repeats = found.get(id) ?? new Set()
      found.set(id, repeats)
      for (const { repeat } of trials) repeats.add(repeat)
    }
  }
  return [...found]
    .sort(([a], [b]) => inSampleOrder(a, b))
    .map(([id, repeats]) => [id, [...repeats].sort((a, b) => a - b)])
}

function trialCells(trial: TrialFacts | undefined, flip: Flip | undefined): Cell[] {
  const change = flip === undefined ? undefined : `${flip.direction}: ${flip.change}`
  if (trial === undefined) return ['missing', undefined, undefined, undefined, undefined, change]
  const { outcome, value, answer, flaw, outputTokens } = trial
  return [outcome, value, answer ?? undefined, flaw, outputTokens, change]
}

function flipsOf({ comparisons }: Results, folder: string): Map<string, Flip> {
  const flips = comparisons.find(({ after }) => after.run === folder)?.flips ?? []
  return new Map(flips.map((flip) => [flip.id, flip]))
}

const FORMULA = /^[\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]*[=+\-@＝＋－＠]|^[\t\r\n]/u
const NUMBER = /^[+-]?\d[\d,]*(\.\d+)?$/

function cellText(cell: Cell): string {
  if (cell === undefined) return ''
  if (typeof cell === 'number') return String(cell)
  const text = FORMULA.test(cell) && !NUMBER.test(cell) ? `'${cell}` : cell
  return /[",\r\n]|^'|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
