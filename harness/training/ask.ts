/** Working through a stage: from where an earlier sitting left it, until everything is there or something stops it. */
import { Interrupted } from '../../results/errors.ts'
import type { SampleRecord } from '../../results/schema/schema.ts'
import { type FinishedRun, requireFinished, type StoredRun } from '../../results/store/read.ts'
import type { RunSignals } from '../lib/interrupt.ts'
import type { Budget } from '../runs/budget.ts'
import { executeRun, isIncomplete } from '../runs/execute.ts'
import type { Log } from '../runs/log.ts'
import type { PreparedRun } from '../runs/prepare.ts'
import type { RunObserver } from '../runs/run-events.ts'
import type { Trial } from '../trial/evaluate.ts'
import type { BuildFolder } from './folder.ts'
import type { BuildPlan, Unfinished } from './plan.ts'

/** What both stages of a build share. */
export interface Office {
  readonly folder: BuildFolder
  readonly signals: RunSignals
  readonly budget: Budget
  readonly log: Log
  readonly observe: RunObserver
  readonly allowed: BuildPlan['allowed']
}

/** Somebody who looks on while a stage is asked; earlier sittings are told first. */
export interface Watch {
  /** What it throws ends the build, with everything finished saved. */
  onRecord?(record: SampleRecord): void
  /** Whether a trial is still worth asking. */
  isNeeded?(trial: Trial): boolean
}

type Asked = { readonly kind: 'asked'; readonly run: FinishedRun } | Unfinished

/** @throws UsageError or ModelError when the model cannot be asked; not where nothing is left to ask */
export async function askAll(prepared: PreparedRun, office: Office, watch: Watch = {}): Promise<Asked> {
  const { folder, signals, budget, log, observe, allowed } = office
  const earlier = await folder.earlierRun(prepared.manifest)
  if (earlier !== undefined && isWhole(earlier, prepared)) return { kind: 'asked', run: requireFinished(earlier) }
  const sampleIds = prepared.samples.map(({ id }) => id)
  await prepared.model.check?.({ sampleIds, allIds: sampleIds, repeats: prepared.repeats })
  if (earlier !== undefined && watch.onRecord) for await (const record of earlier.records()) watch.onRecord(record)
  const { run, failure } = await executeRun(prepared, {
    runsDir: folder.runsDir,
    signals,
    budget,
    log,
    observe,
    ...(earlier !== undefined && { resume: earlier.folder }),
    ...(watch.onRecord && { onRecord: (record) => watch.onRecord?.(record) }),
    ...(watch.isNeeded && { isNeeded: (trial) => watch.isNeeded?.(trial) ?? true }),
  })
  if (signals.stop.aborted)
    return { kind: 'stopped', failure: new Interrupted('stopped; everything finished is saved') }
  if (failure !== undefined) return { kind: 'stopped', failure }
  if (budget.stop.aborted) return { kind: 'stopped', failure: budget.stop.reason }
  return isIncomplete(run.summary, allowed) ? { kind: 'incomplete', run } : { kind: 'asked', run }
}

/** Not one that is complete because some of its answers were not needed: now they may be. */
function isWhole({ manifest, summary }: StoredRun, { manifest: wanted, samples, repeats }: PreparedRun): boolean {
  if (manifest.status !== 'complete' || manifest.items.hash !== wanted.items.hash) return false
  return summary?.trials === samples.length * repeats
}
