/** Prints the results of runs: table, comparison with the baseline and verdict, or one JSON document. */
import { EXIT, type ExitCode } from '../../results/errors.ts'
import { resultsDocument } from '../../results/report/forms/json.ts'
import type { PublishedRow } from '../../results/report/overview.ts'
import { withoutProtectedText } from '../../results/report/protection.ts'
import { resultsText } from '../../results/report/results.ts'
import type { FinishedRun } from '../../results/store/read.ts'
import { print, textOptions } from '../lib/terminal.ts'
import { type GatherOptions, gatherResults } from './gather-results.ts'
import { tellWorkflow } from './github/workflow.ts'

export interface PresentOptions extends GatherOptions {
  readonly json: boolean
  /** Published scores, for the table of models and benchmarks. */
  readonly published?: readonly PublishedRow[]
  /** The error that ended the command early. */
  readonly failure?: unknown
}

/**
 * @returns the gate's exit code; 0 without a gate
 * @throws IncomparableError without a gate, when runs of one benchmark must not be compared
 */
export async function presentRuns(runs: readonly FinishedRun[], options: PresentOptions): Promise<ExitCode> {
  const { json, failure, published = [] } = options
  const results = withoutProtectedText(await gatherResults(runs, options))
  if (json) print(resultsDocument(results.runs, results.comparisons, { gate: results.gate, failure }))
  else
    print(`${resultsText(results, { ...textOptions(), published })}\n\n${runs.map(({ folder }) => folder).join('\n')}`)
  await tellWorkflow(results)
  return (results.gate?.exitCode as ExitCode | undefined) ?? EXIT.ok
}
