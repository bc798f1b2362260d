/** A watch from its first check to its exit code. */
import { type ExitCode, UsageError } from '../../results/errors.ts'
import { visibleLines } from '../../results/visible.ts'
import { watchedPlace } from '../checkpoints/candidates.ts'
import { stateOf } from '../checkpoints/files.ts'
import { endWith } from '../lib/failure.ts'
import { print } from '../lib/terminal.ts'
import type { GateSetup } from '../reporting/gate-runs.ts'
import { tellFailure } from '../reporting/github/workflow.ts'
import type { Trackers } from '../reporting/trackers/trackers.ts'
import { withResumeHint } from '../runs/resume-command.ts'
import { baselineRuns } from './baseline.ts'
import { checkpointLines } from './checkpoint-lines.ts'
import type { Evaluated } from './evaluate-checkpoint.ts'
import { evaluateFinalists } from './evaluate-finalists.ts'
import { Measurement } from './measurement.ts'
import { openPinFolders } from './pin-folders.ts'
import type { PlanWithoutModels, WatchBaseline, WatchPlan } from './plan.ts'
import { printCurve, printWatch } from './print-watch.ts'
import { codeOf, type Judging } from './verdicts.ts'
import { PACING, type Pacing } from './wait-for-change.ts'
import { type WatchEnd, watchFolder } from './watch-folder.ts'

export interface WatchOptions {
  /** Aborted by Ctrl-C. */
  readonly stop: AbortSignal
  /** Values of `--api`. */
  readonly api: readonly string[] | undefined
  readonly baseline: WatchBaseline | undefined
  readonly trackers: Trackers | undefined
  readonly json: boolean
  readonly exit: 'newest' | 'worst'
  readonly accept: readonly string[]
  /** Absent: no gate. */
  readonly gate?: GateSetup
  readonly pacing?: Pacing
  readonly settleMs?: number
}

/** How long the files of a checkpoint must have been the same. */
const SETTLE_MS = 2000

/**
 * @throws UsageError, DatasetError or IncomparableError for settings that no checkpoint could be evaluated with; ModelError where the
 *   baseline's model cannot be run
 */
export async function runWatch(plan: WatchPlan, options: WatchOptions): Promise<ExitCode> {
  const { stop, baseline, trackers, json, gate, accept, pacing = PACING, settleMs = SETTLE_MS } = options
  await requireFolder(plan)
  const api = options.api?.find((value) => value === 'chat' || value === 'completions')
  const stage = async (session: PlanWithoutModels): Promise<Stage> => {
    const measurement = await Measurement.open(session, { api, allowed: plan.allowed, stop })
    const found = baseline === undefined ? [] : await baselineRuns(baseline, measurement)
    return {
      measurement,
      judging: { baseline: found, accept, allowed: plan.allowed, ...(gate && { gate: { ...gate, spendsLook: true } }) },
    }
  }
  const first = await stage(plan.session)
  const last = plan.finalists && (await stage(plan.finalists.session))
  const onEvaluated = async (evaluated: Evaluated) => {
    if (!json) print(visibleLines(checkpointLines(evaluated)))
    await trackers?.send(evaluated)
  }
  const pins = await openPinFolders(plan.out, plan.session.locations.runsDir, first.measurement.key)
  let end: WatchEnd
  let isOver = false
  try {
    end = await watchFolder({ ...{ plan, pins, pacing, settleMs, stop, onEvaluated }, ...first })
    if (!json) await printCurve(end.evaluated, first.judging.baseline, first.measurement)
    if (last !== undefined && end.failure === undefined) {
      end = await evaluateFinalists(end.finalists, {
        ...{ plan, pinFolders: pins.folders, stop, onEvaluated },
        ...last,
      })
    }
    isOver = end.failure === undefined
  } finally {
    await pins.close(isOver)
    trackers?.end()
  }
  const { judging } = last ?? first
  const code = await printWatch(end, {
    ...judging,
    json,
    exit: last === undefined ? options.exit : 'all',
    out: plan.out,
  })
  if (end.failure === undefined) return code
  const failure = withResumeHint(end.failure)
  await tellFailure(failure)
  endWith(failure)
  return codeOf(end.failure)
}

/** How checkpoints are evaluated: on part of the samples, and at the end on all. */
interface Stage {
  readonly measurement: Measurement
  readonly judging: Judging
}

/** @throws UsageError where there is nothing to look at, and nobody to wait for */
async function requireFolder({ out, once }: WatchPlan): Promise<void> {
  const { root } = watchedPlace(out)
  const found = await stateOf(root)
  if (found === undefined && !once) return
  if (found?.isFolder) return
  throw new UsageError(`${root}: ${found === undefined ? 'there is no such folder' : 'not a folder'}`, {
    hint: 'Name the folder that the trainer writes its checkpoints to.',
  })
}
