/** What the runs of a checkpoint say beside the baseline's. */
import { EvalkitError, EXIT, type ExitCode, IncomparableError } from '../../results/errors.ts'
import type { Comparison } from '../../results/schema/comparison.ts'
import type { GateVerdict } from '../../results/schema/gate.ts'
import type { FinishedRun } from '../../results/store/read.ts'
import type { GateSetup } from '../reporting/gate-runs.ts'
import { gatherResults } from '../reporting/gather-results.ts'
import { isIncomplete } from '../runs/close-run.ts'

export interface Judging {
  /** Runs of the baseline; none: no comparison. */
  readonly baseline: readonly FinishedRun[]
  readonly accept: readonly string[]
  /** Absent: no gate. */
  readonly gate?: GateSetup
  readonly allowed: (trials: number) => number
}

export interface Judged {
  readonly comparisons: readonly Comparison[]
  readonly gate?: GateVerdict
  /** The exit code that a command would have for this checkpoint alone. */
  readonly code: ExitCode
  /** Why there is no comparison though there is a baseline. */
  readonly incomparable?: IncomparableError
}

/** @throws StoreError for a damaged run or file of looks */
export async function judgeRuns(runs: readonly FinishedRun[], judging: Judging): Promise<Judged> {
  const { baseline, accept, gate, allowed } = judging
  const isPart = runs.some(({ summary }) => isIncomplete(summary, allowed))
  const code = isPart ? EXIT.incomplete : EXIT.ok
  if (baseline.length === 0 || runs.length === 0) return { comparisons: [], code }
  try {
    const found = await gatherResults(runs, { baseline: { runs: baseline }, accept, ...(gate && { gate }) })
    const verdict = found.gate
    return {
      comparisons: found.comparisons,
      ...(verdict && { gate: verdict }),
      code: worst([code, (verdict?.exitCode as ExitCode | undefined) ?? EXIT.ok]),
    }
  } catch (error) {
    if (!(error instanceof IncomparableError)) throw error
    return { comparisons: [], code: EXIT.incomparable, incomparable: error }
  }
}

/** Least severe first; what is not listed is more severe than all. */
const SEVERITY: readonly ExitCode[] = [EXIT.ok, EXIT.inconclusive, EXIT.regressed, EXIT.incomparable, EXIT.incomplete]

/** @returns 0 for none */
export const worst = (codes: readonly ExitCode[]): ExitCode =>
  codes.reduce<ExitCode>((most, code) => (severityOf(code) > severityOf(most) ? code : most), EXIT.ok)

function severityOf(code: ExitCode): number {
  const at = SEVERITY.indexOf(code)
  return at === -1 ? SEVERITY.length : at
}

/** The exit code of a checkpoint that could not be evaluated. */
export const codeOf = (failure: unknown): ExitCode =>
  failure instanceof EvalkitError && failure.exitCode !== EXIT.usage ? failure.exitCode : EXIT.incomplete
