/** Prints the results of runs: table, comparison with the baseline and verdict, or one JSON document. */

import { EXIT, type ExitCode } from '../../results/errors.ts'
import { resultsDocument } from '../../results/report/forms/json.ts'
import type { PublishedRow } from '../../results/report/overview.ts'
import { resultsText } from '../../results/report/results-text.ts'
import { foldersOf, whereToLook } from '../../results/report/where-to-look.ts'
import type { FinishedRun } from '../../results/store/read.ts'
import { drawn, escapedJson } from '../../results/words/drawn.ts'
import { showableResults } from '../../results/words/showable.ts'
import { asInvoked } from '../lib/invocation.ts'
import { print, textOptions } from '../lib/terminal.ts'
import { type GatherOptions, gatherResults } from './gather-results.ts'
import { tellWorkflow } from './github/workflow.ts'
import type { Trackers } from './trackers/trackers.ts'

export interface PresentOptions extends GatherOptions {
  readonly json: boolean
  /** Published scores, for the table of models and benchmarks. */
  readonly published?: readonly PublishedRow[]
  /** Every detail of every run; otherwise of a few runs only. */
  readonly verbose?: boolean | undefined
  /** The error that ended the command early. */
  readonly failure?: unknown
  readonly trackers?: Trackers | undefined
}

/**
 * @returns the gate's exit code; 0 without a gate
 * @throws IncomparableError without a gate, when runs of one benchmark must not be compared
 */
export async function presentRuns(runs: readonly FinishedRun[], options: PresentOptions): Promise<ExitCode> {
  const { json, failure, verbose, published = [], trackers } = options
  const isPartial = failure !== undefined
  const results = showableResults(await gatherResults(runs, { ...options, isPartial }))
  if (json) print(escapedJson(resultsDocument(results.runs, results.comparisons, { gate: results.gate, failure })))
  else {
    const options = { ...textOptions(), published, ...(verbose && { verbose }) }
    const text = drawn(results, (results) => {
      const folders = failure === undefined ? whereToLook(results) : foldersOf(results)
      return [resultsText(results, options), '', ...folders].join('\n')
    })
    print(asInvoked(text))
  }
  await tellWorkflow(results)
  await trackers?.send(results)
  return (results.gate?.exitCode as ExitCode | undefined) ?? EXIT.ok
}
