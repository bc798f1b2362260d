/** Working through a stage: from where an earlier sitting left it, until everything is there or something stops it. */
import { Interrupted } from '../../results/errors.ts'
import type { SampleRecord } from '../../results/schema.ts'
import { type FinishedRun, requireFinished } from '../../results/store.ts'
import type { Budget } from '../budget.ts'
import type { Lab } from '../lab.ts'
import type { Log } from '../log.ts'
import { isIncomplete, runLab } from '../run-lab.ts'
import type { RunSignals } from '../runner.ts'
import type { BuildFolder } from './folder.ts'
import type { BuildPlan, Unfinished } from './plan.ts'

/** What both stages of a build share. */
export interface Office {
  readonly folder: BuildFolder
  readonly signals: RunSignals
  readonly budget: Budget
  readonly log: Log
  readonly allowed: BuildPlan['allowed']
}

type Asked = { readonly kind: 'asked'; readonly run: FinishedRun } | Unfinished

/** @param onRecord what it throws ends the build, with everything finished saved */
export async function askAll(lab: Lab, office: Office, onRecord?: (record: SampleRecord) => void): Promise<Asked> {
  const { folder, signals, budget, log, allowed } = office
  const earlier = await folder.earlierRun(lab.manifest)
  const isDone = earlier?.manifest.status === 'complete' && earlier.manifest.items.hash === lab.manifest.items.hash
  if (earlier !== undefined && isDone) return { kind: 'asked', run: requireFinished(earlier) }
  const { run, failure } = await runLab(lab, {
    runsDir: folder.runsDir,
    signals,
    budget,
    log,
    ...(earlier !== undefined && { resume: earlier.folder }),
    ...(onRecord && { onRecord }),
  })
  if (signals.stop.aborted)
    return { kind: 'stopped', failure: new Interrupted('stopped; everything finished is saved') }
  if (failure !== undefined) return { kind: 'stopped', failure }
  if (budget.stop.aborted) return { kind: 'stopped', failure: budget.stop.reason }
  return isIncomplete(run.summary, allowed) ? { kind: 'incomplete', run } : { kind: 'asked', run }
}
