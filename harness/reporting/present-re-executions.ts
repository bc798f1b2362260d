/** Executes runs made of stored replies, and prints their results: how `rescore` and `pairwise` end. */
import type { ExitCode } from '../../results/errors.ts'
import type { FinishedRun } from '../../results/store/read.ts'
import { endWith } from '../lib/failure.ts'
import { type ReExecution, type ReExecutionOptions, reExecuteAll } from '../runs/re-execution.ts'
import { withResumeHint } from '../runs/resume-command.ts'
import { presentRuns } from './print-results.ts'

interface Presented {
  readonly runs: readonly FinishedRun[]
  /** Exit code of the failure that ended them early, once it is printed; absent: there was none. */
  readonly failed?: ExitCode
}

/** @throws StoreError when the folder to resume belongs to another run */
export async function presentReExecutions(
  reExecutions: readonly ReExecution[],
  { json, ...options }: ReExecutionOptions & { readonly json: boolean },
): Promise<Presented> {
  const { runs, failure: ended } = await reExecuteAll(reExecutions, options)
  const failure = withResumeHint(ended)
  await presentRuns(runs, { json, ...(failure !== undefined && { failure }) })
  return failure === undefined ? { runs } : { runs, failed: endWith(failure) }
}
