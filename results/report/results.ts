/** What every report tells, and how a terminal is told. */
import type { Comparison } from '../schema/comparison.ts'
import type { GateVerdict } from '../schema/gate.ts'
import { comparisonSentences, comparisonTable } from './comparison.ts'
import type { FiledRun } from './forms/json.ts'
import { runTable } from './forms/terminal.ts'
import { gateReport } from './gate.ts'
import { type OverviewOptions, overviewTable } from './overview.ts'

export interface Results {
  readonly runs: readonly FiledRun[]
  readonly comparisons: readonly Comparison[]
  readonly gate?: GateVerdict
}

/** All models and benchmarks side by side, where there are several; the table of runs; then the comparisons, or the gate's verdict. */
export function resultsText(
  { runs, comparisons, gate }: Results,
  { published = [], ...options }: OverviewOptions = {},
): string {
  const compared =
    gate !== undefined
      ? [gateReport(gate, comparisons, options)]
      : comparisons.length > 0
        ? [comparisonTable(comparisons, options), comparisonSentences(comparisons, options)]
        : []
  const overview = overviewTable(runs, comparisons, { ...options, published })
  return [...(overview === undefined ? [] : [overview]), runTable(runs, options), ...compared].join('\n\n')
}
