/** How a terminal is told of results: details first, since the end is what a reader sees. */
import { briefText } from './brief.ts'
import { comparisonSentences, comparisonTable } from './comparison.ts'
import { runTable } from './forms/terminal.ts'
import { gateReport } from './gate.ts'
import { groupTables } from './group-table.ts'
import { type OverviewOptions, overviewTable } from './overview.ts'
import type { Results } from './results.ts'

export interface ResultsOptions extends OverviewOptions {
  /** Every detail of every run. Default: of a few runs only. */
  readonly verbose?: boolean
}

/** So many runs, and comparisons, are shown with their details. */
const FEW = { runs: 3, comparisons: 2 }

/** The runs; the comparisons, or the gate's decisions; models × benchmarks side by side; and last the verdict, or what was found. */
export function resultsText(results: Results, { verbose, ...options }: ResultsOptions = {}): string {
  const { runs, comparisons, gate } = results
  const areFew = runs.length <= FEW.runs && comparisons.length <= FEW.comparisons
  return verbose || (verbose === undefined && areFew)
    ? wholeText(results, options)
    : briefText({ runs, comparisons, ...(gate !== undefined && { gate }) }, options)
}

function wholeText({ runs, comparisons, gate }: Results, { published = [], ...options }: OverviewOptions): string {
  const overview = overviewTable(runs, comparisons, { ...options, published })
  const compared =
    gate !== undefined
      ? [gateReport(gate, comparisons, options)]
      : comparisons.length > 0
        ? [
            comparisonTable(comparisons, options),
            groupTables(comparisons, options),
            comparisonSentences(comparisons, options),
          ].filter((part) => part !== '')
        : []
  const ends = comparisons.length === 0 && gate === undefined ? [] : compared
  return [runTable(runs, options), ...(overview === undefined ? [] : [overview]), ...ends].join('\n\n')
}
