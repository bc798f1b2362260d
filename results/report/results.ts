/** What every report tells, and how a terminal is told. */
import type { Comparison } from '../comparison-schema.ts'
import type { GateVerdict } from '../gate-schema.ts'
import { comparisonSentences, comparisonTable } from './comparison.ts'
import { gateReport } from './gate.ts'
import type { FiledRun } from './json.ts'
import { type OverviewOptions, overviewTable } from './overview.ts'
import { runTable } from './terminal.ts'

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
