/** What a command shows of finished runs: the table, the comparison with the baseline, the verdict, or one JSON document. */
import { compareRuns } from '../results/compare/compare.ts'
import { asFamily } from '../results/compare/family.ts'
import { type BaselineChoice, pairRuns, type RunPair } from '../results/compare/groups.ts'
import { EXIT, type ExitCode } from '../results/errors.ts'
import { comparisonSentences, comparisonTable } from '../results/report/comparison.ts'
import { gateReport } from '../results/report/gate.ts'
import { resultsDocument } from '../results/report/json.ts'
import { runTable } from '../results/report/terminal.ts'
import type { FinishedRun } from '../results/store.ts'
import { type Gated, type GateSetup, gateRuns } from './gate-runs.ts'
import { print, wantsColour } from './terminal.ts'

export interface PresentOptions {
  readonly json: boolean
  /** Absent: nothing is compared. */
  readonly baseline?: BaselineChoice<FinishedRun>
  readonly allowDifferent?: readonly string[]
  /** Absent: nothing is decided. */
  readonly gate?: GateSetup
  /** What ended the command before its time. */
  readonly failure?: unknown
}

/**
 * @returns the gate's exit code; 0 without a gate
 * @throws IncomparableError when runs of one benchmark must not be compared, where no gate is there to say so
 */
export async function presentRuns(runs: readonly FinishedRun[], options: PresentOptions): Promise<ExitCode> {
  const { baseline, json, failure } = options
  const pairs = baseline === undefined ? [] : pairRuns(runs, baseline)
  const gated = options.gate === undefined ? undefined : await gateRuns(pairs, options.gate, options)
  const comparisons = gated?.comparisons ?? (await compareAll(pairs, options))
  const shown = [...(baseline !== undefined && 'runs' in baseline ? baseline.runs : []), ...runs]
  if (json) print(resultsDocument(shown, comparisons, { gate: gated?.verdict, failure }))
  else showText(shown, comparisons, gated)
  return (gated?.verdict.exitCode as ExitCode | undefined) ?? EXIT.ok
}

function showText(runs: readonly FinishedRun[], comparisons: Gated['comparisons'], gated: Gated | undefined): void {
  const colour = wantsColour()
  print(runTable(runs, { colour }))
  if (gated !== undefined) print(`\n${gateReport(gated.verdict, comparisons, { colour })}`)
  else if (comparisons.length > 0) {
    print(`\n${comparisonTable(comparisons, { colour })}\n\n${comparisonSentences(comparisons)}`)
  }
  print(`\n${runs.map(({ folder }) => folder).join('\n')}`)
}

async function compareAll(pairs: readonly RunPair[], options: PresentOptions) {
  const comparisons = []
  for (const { baseline, candidate } of pairs) comparisons.push((await compareRuns(baseline, candidate, options)).facts)
  return asFamily(comparisons)
}
