/** Many runs on one screen: what may be wrong, models × benchmarks, and the verdict. Details are in `show`, and behind `--verbose`. */
import { bySeverity } from '../gate/overall.ts'
import type { Comparison } from '../schema/comparison.ts'
import type { GateVerdict } from '../schema/gate.ts'
import { caveats } from '../words/caveats.ts'
import { plural } from '../words/format.ts'
import { legend, type ShownRun, warnings } from '../words/notes.ts'
import { wrapped } from '../words/wrap.ts'
import { bestSentences } from './best-of-several.ts'
import { comparisonTable } from './comparison.ts'
import { bareRunTable } from './forms/terminal.ts'
import { decisionText, gateTable, verdictText } from './gate.ts'
import { groupTables } from './group-table.ts'
import type { TextOptions } from './layout.ts'
import { type OverviewOptions, overviewTable } from './overview.ts'
import { pooledSentences } from './pooled.ts'
import type { Results } from './results.ts'
import { verdictLine } from './verdict-line.ts'

/** Lines of warnings, and decisions with their reasons; more of them are counted. */
const MOST_WARNINGS = { compared: 6, gated: 3, oneBenchmark: 14 }
const MOST_DECISIONS = 1

export function briefText(results: Results, { published = [], ...options }: OverviewOptions = {}): string {
  const { runs, comparisons, gate } = results
  const overview = overviewTable(runs, comparisons, { ...options, published })
  const ending =
    gate === undefined ? foundText(results, options) : verdictText({ ...gate, reason: shortReason(gate) }, options)
  return [
    gate === undefined
      ? tableOf(runs, comparisons, options)
      : gateTable(gate, comparisons, { ...options, dense: true }),
    capped(
      notesOf(results),
      MOST_WARNINGS[overview === undefined ? 'oneBenchmark' : gate ? 'gated' : 'compared'],
      options,
    ),
    overview === undefined ? groupTables(comparisons, options) : '',
    gate === undefined ? '' : decisions(gate, options),
    overview ?? '',
    ending,
  ]
    .filter((part) => part !== '')
    .join('\n\n')
}

const tableOf = (runs: readonly ShownRun[], comparisons: readonly Comparison[], options: TextOptions) =>
  comparisons.length > 0 ? comparisonTable(comparisons, { ...options, dense: true }) : bareRunTable(runs, options)

/** More comparisons than these are counted, and not named. */
const NAMED = 4

function shortReason({ verdict, reason, decisions }: GateVerdict): string {
  const alike = decisions.filter((decision) => decision.verdict === verdict)
  if (alike.length <= NAMED) return reason
  return `${alike.length} of ${plural(decisions.length, 'comparison')}.`
}

/** The same words of several runs are said once. */
function notesOf({ runs, comparisons, gate }: Results): string[] {
  // Without a gate, the line at the end names every run that has trials pending.
  const ofRuns = runs.flatMap((run) => warnings(run, gate !== undefined).map((words) => ({ words, of: nameOf(run) })))
  const ofComparisons = comparisons.flatMap((comparison) =>
    caveats(comparison).map((words) => ({ words, of: `${comparison.benchmark}, ${comparison.candidate}` })),
  )
  const together = [...Map.groupBy([...ofRuns, ...ofComparisons], ({ words }) => words)].map(([words, all]) => {
    const others = all.length > 1 ? ` and ${plural(all.length - 1, 'other run')}` : ''
    return `${all[0]?.of}${others}: ${words}`
  })
  return [
    ...together,
    ...legend(runs, comparisons.length === 0),
    ...(gate === undefined ? [] : [...pooledSentences(gate), ...bestSentences(gate)]),
  ]
}

const nameOf = ({ manifest: { benchmark, model } }: ShownRun) => `${benchmark.name}, ${model.label}`

function capped(sentences: readonly string[], most: number, options: TextOptions): string {
  const lines = sentences.map((sentence) => wrapped(sentence, '', options))
  const shown: string[] = []
  let count = 0
  for (const each of lines) {
    if (shown.length + each.length > most) break
    shown.push(...each)
    count++
  }
  const left = sentences.length - count
  return [...shown, ...(left > 0 ? [`and ${plural(left, 'further note')}: --verbose`] : [])].join('\n')
}

/** Those that are no PASS, the most severe first. */
function decisions(gate: GateVerdict, options: TextOptions): string {
  const open = bySeverity(gate.decisions).filter(({ verdict }) => verdict !== 'PASS')
  const shown = open.slice(0, MOST_DECISIONS).map((decision) => decisionText(decision, options))
  const left = open.length - shown.length
  return [
    ...shown,
    ...(left > 0
      ? [`and ${plural(left, 'further decision')} that ${left === 1 ? 'is' : 'are'} no PASS: --verbose`]
      : []),
  ].join('\n')
}

function foundText(results: Results, options: TextOptions): string {
  if (results.comparisons.length === 0) return ''
  const { sentence, further } = verdictLine(results)
  return [sentence, ...further]
    .filter((text) => text !== '')
    .flatMap((text) => wrapped(text, '', options))
    .join('\n')
}
