/** Runs a stage of a build: continues where an earlier session stopped, until the stage is complete or something stops it. */
import type { SampleRecord } from '../../results/schema/schema.ts'
import { type FinishedRun, requireFinished, type StoredRun } from '../../results/store/read.ts'
import type { RunSignals } from '../lib/interrupt.ts'
import type { RunObserver } from '../progress/run-events.ts'
import type { Budget } from '../runs/budget.ts'
import { isIncomplete } from '../runs/close-run.ts'
import { executeRun } from '../runs/execute.ts'
import type { Log } from '../runs/log.ts'
import type { PreparedRun } from '../runs/prepare.ts'
import type { Trial } from '../trial/evaluate.ts'
import type { BuildFolder } from './folder.ts'
import type { BuildPlan, Unfinished } from './plan.ts'

/** What the stages of a build share. */
export interface BuildContext {
  readonly folder: BuildFolder
  readonly signals: RunSignals
  readonly budget: Budget
  readonly log: Log
  readonly observe: RunObserver
  readonly allowed: BuildPlan['allowed']
}

/** Watches the records of a stage. Records of earlier sessions are passed to it first. */
export interface TrialObserver {
  /** An error it throws ends the build; everything finished is saved. */
  onRecord?(record: SampleRecord): void
  /** Whether a trial still has to run. */
  isNeeded?(trial: Trial): boolean
}

type StageResult = { readonly kind: 'complete'; readonly run: FinishedRun } | Unfinished

/**
 * Runs the pending trials of a stage.
 *
 * @throws UsageError or ModelError when the model cannot be used; never when no trial is pending
 */
export async function runStage(
  prepared: PreparedRun,
  context: BuildContext,
  observer: TrialObserver = {},
): Promise<StageResult> {
  const { folder, signals, budget, log, observe, allowed } = context
  const earlier = await folder.earlierRun(prepared.manifest)
  if (earlier !== undefined && isWhole(earlier, prepared)) return { kind: 'complete', run: requireFinished(earlier) }
  const sampleIds = prepared.samples.map(({ id }) => id)
  await prepared.model.check?.({ sampleIds, allIds: sampleIds, repeats: prepared.trialsPerSample })
  if (earlier !== undefined && observer.onRecord)
    for await (const record of earlier.records()) observer.onRecord(record)
  const { run, failure } = await executeRun(prepared, {
    runsDir: folder.runsDir,
    signals,
    budget,
    log,
    observe,
    ...(earlier !== undefined && { resume: earlier.folder }),
    ...(observer.onRecord && { onRecord: (record) => observer.onRecord?.(record) }),
    ...(observer.isNeeded && { isNeeded: (trial) => observer.isNeeded?.(trial) ?? true }),
  })
  if (signals.stop.aborted) return { kind: 'stopped', failure: signals.stop.reason }
  if (failure !== undefined) return { kind: 'stopped', failure }
  return isIncomplete(run.summary, allowed) ? { kind: 'incomplete', run } : { kind: 'complete', run }
}

/** A run whose unneeded answers were skipped does not count as whole: they may be needed now. */
function isWhole(
  { manifest, summary }: StoredRun,
  { manifest: wanted, samples, trialsPerSample }: PreparedRun,
): boolean {
  if (manifest.status !== 'complete' || manifest.items.hash !== wanted.items.hash) return false
  return summary?.trials === samples.length * trialsPerSample
}
