/** What a command shows of finished runs: the table, the comparison with the baseline, or one JSON document. */
import { compareRuns } from '../results/compare.ts'
import { IncomparableError } from '../results/errors.ts'
import { resultsDocument } from '../results/report/json.ts'
import { comparisonTable, runTable } from '../results/report/terminal.ts'
import type { Comparison } from '../results/schema.ts'
import type { FinishedRun } from '../results/store.ts'
import { print, wantsColour } from './terminal.ts'

export interface PresentOptions {
  readonly json: boolean
  /** Label of the baseline; absent: nothing is compared. */
  readonly baseline?: string
  readonly allowDifferent?: readonly string[]
  /** What ended the command before its time. */
  readonly failure?: unknown
}

/** @throws IncomparableError when runs of one benchmark must not be compared */
export async function presentRuns(runs: readonly FinishedRun[], options: PresentOptions): Promise<void> {
  const comparisons = await comparisonsOf(runs, options)
  if (options.json) return print(resultsDocument(runs, comparisons, options.failure))
  const colour = wantsColour()
  print(runTable(runs, { colour }))
  if (comparisons.length > 0) print(`\n${comparisonTable(comparisons, { colour })}`)
  print(`\n${runs.map(({ folder }) => folder).join('\n')}`)
}

/** Each run with the baseline's run of the same benchmark: the first one by that label. */
async function comparisonsOf(
  runs: readonly FinishedRun[],
  { baseline, allowDifferent }: PresentOptions,
): Promise<Comparison[]> {
  if (baseline === undefined) return []
  const comparisons: Comparison[] = []
  for (const [benchmark, group] of Map.groupBy(runs, ({ manifest }) => manifest.benchmark.name)) {
    const before = group.find(({ manifest }) => manifest.model.label === baseline)
    if (before === undefined) {
      throw new IncomparableError(`${benchmark}: no run of the baseline ${baseline}`, {
        hint: `Run it with --model ${baseline}=…, or leave the runs of ${benchmark} out.`,
      })
    }
    for (const candidate of group.filter((run) => run !== before)) {
      comparisons.push(await compareRuns(before, candidate, { ...(allowDifferent && { allowDifferent }) }))
    }
  }
  return comparisons
}
