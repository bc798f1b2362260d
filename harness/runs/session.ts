/** The runs of one command: everything is opened and checked before the first request, then each run is made in turn. */
import { EXIT, Interrupted, StoreError } from '../../results/errors.ts'
import type { RunManifest } from '../../results/schema/schema.ts'
import { type FinishedRun, requireFinished, type StoredRun } from '../../results/store/read.ts'
import { catchInterrupts, haltBy } from '../lib/interrupt.ts'
import { note } from '../lib/terminal.ts'
import { showProgress } from '../progress/show-progress.ts'
import { ResourcePool } from '../trial/resources.ts'
import { Budget } from './budget.ts'
import { type LookSetup, runUntilDecided } from './early-stop.ts'
import { executeRun, type RunResult } from './execute.ts'
import { fillsStandardError, openLog } from './log.ts'
import { withAnswers } from './look-parts.ts'
import { ModelPool } from './model-pool.ts'
import type { PreparedRun } from './prepare.ts'
import { openJudges, prepareRuns } from './prepare-runs.ts'
import { ResponseCaching } from './response-caching.ts'
import { allFinished, type FindEarlier, findEarlierRuns, isWhole } from './resume.ts'
import { withResumeHint } from './resume-command.ts'
import type { SessionPlan } from './session-plan.ts'

export interface Session {
  /** In the order benchmark by benchmark, baseline first; the last one may be cut short. */
  readonly runs: readonly FinishedRun[]
  /** What ended it before its time: the user, a server that no request can succeed at, a full disk. */
  readonly failure?: unknown
}

/**
 * @throws UsageError or DatasetError, before anything is asked or written; what goes wrong later is in the session, beside
 *   the runs that are saved
 */
export async function runSession(plan: SessionPlan): Promise<Session> {
  using caching = new ResponseCaching(plan.locations.data.cacheDir, plan.cache)
  const log = await openLog(plan.log)
  const halt = new AbortController()
  await using judges = openJudges(plan, caching, log, halt.signal)
  await using resources = new ResourcePool(plan.locations.data.cacheDir, judges)
  await using models = new ModelPool(plan, { caching, log, stop: halt.signal })
  const preparedRuns = await prepareRuns(plan, models, resources)
  const manifests = preparedRuns.map(({ manifest }) => manifest)
  plan.approve?.(manifests)
  const earlier = await findRuns(plan, manifests)
  const resumed = manifests.map(earlier).find((run) => run !== undefined)
  // An escalated run may have stages left, which the gate asks for.
  const finish = plan.design?.kind === 'escalate' ? undefined : allFinished(earlier, manifests)
  if (finish !== undefined) note(finish)
  if (plan.resume !== undefined && resumed === undefined) note('nothing to resume: starting a new run')

  using own = plan.spending === undefined ? new Budget(plan.budget ?? {}) : undefined
  const budget = plan.spending ?? own ?? new Budget({})
  const interrupts = catchInterrupts()
  haltBy(halt, interrupts.stop, budget.stop)
  const isStopped = () => interrupts.stop.aborted || budget.stop.aborted
  const observe = plan.observe ?? (fillsStandardError(plan.log) ? () => undefined : showProgress({ stop: halt.signal }))
  observe({ kind: 'planned', runs: preparedRuns.map(({ observed }) => observed) })
  const runs: FinishedRun[] = []

  /** @param part of its samples; all of them when left out */
  async function run(requested: PreparedRun, part?: ReadonlySet<string>, before?: FinishedRun): Promise<RunResult> {
    const found = before ?? earlier(requested.manifest)
    const prepared = atStageOf(found, requested, plan.extend?.answers)
    if (before === undefined && found !== undefined && isWhole(found.manifest, prepared.manifest)) {
      if (found.manifest.repeats >= prepared.repeats) {
        const finished = requireFinished(found)
        observe({ kind: 'closed', run: prepared.observed, finished })
        return { run: finished }
      }
    }
    // A run that the earlier command never began joins its group, so that the next --resume finds them all.
    return executeRun(resumed === undefined ? prepared : inGroup(resumed.manifest.group, prepared), {
      runsDir: plan.locations.runsDir,
      signals: interrupts,
      budget,
      log,
      observe,
      ...(found && { resume: found.folder, isPlanned: before !== undefined || plan.extend !== undefined }),
      ...(part && { isNeeded: ({ sample }) => part.has(sample.id) }),
    })
  }

  async function runAll(group: readonly PreparedRun[]): Promise<{ readonly failure?: unknown }> {
    for (const prepared of group) {
      if (isStopped()) return {}
      const result = await run(prepared)
      runs.push(result.run)
      if (result.failure !== undefined) return result
      await prepared.model.unload?.() // weights of the next one may need the room
    }
    return {}
  }

  async function runParts(group: readonly PreparedRun[], looks: LookSetup): Promise<{ readonly failure?: unknown }> {
    const labels = new Set(plan.modelChoices.filter(({ isBaseline }) => isBaseline).map(({ spec }) => spec.label))
    const [baseline, candidates] = [true, false].map((is) =>
      group.filter(({ model }) => labels.has(model.facts.label) === is),
    )
    const whole = group.filter((prepared) => {
      const found = earlier(prepared.manifest)
      return found !== undefined && isWhole(found.manifest, prepared.manifest)
    })
    if (whole.length === group.length) return runAll(group)
    const result = await runUntilDecided(
      { baseline: baseline?.[0], candidates: candidates ?? [] },
      run,
      looks,
      isStopped,
    )
    runs.push(...result.runs)
    for (const prepared of group) await prepared.model.unload?.()
    return result
  }

  try {
    for (const group of Map.groupBy(preparedRuns, ({ benchmark }) => benchmark).values()) {
      const { failure } = await (plan.looks === undefined ? runAll(group) : runParts(group, plan.looks))
      if (failure !== undefined) return { runs, failure: interrupts.stop.aborted ? STOPPED : failure }
      if (isStopped()) break
    }
  } catch (failure) {
    if (runs.length === 0) throw isMidRun(failure) ? withResumeHint(failure) : failure
    return { runs, failure }
  } finally {
    interrupts.release()
  }
  if (interrupts.stop.aborted) return { runs, failure: STOPPED }
  // The last reply may use up what there is: then nothing is left to go on with.
  const isFinished = runs.length === preparedRuns.length && runs.every(({ manifest }) => manifest.status === 'complete')
  return budget.stop.aborted && !isFinished ? { runs, failure: budget.stop.reason } : { runs }
}

/** A folder is there that holds what was paid for. */
const isMidRun = (failure: unknown) => failure instanceof StoreError && failure.exitCode === EXIT.incomplete

async function findRuns(plan: SessionPlan, manifests: readonly RunManifest[]): Promise<FindEarlier> {
  if (plan.extend !== undefined) {
    const { runs } = plan.extend
    return ({ hash }) => runs.find(({ manifest }) => manifest.hash === hash)
  }
  return findEarlierRuns(await toResume(plan, manifests), plan.locations.runsDir, manifests)
}

/** An escalated run never goes back to a stage with fewer answers. */
function atStageOf(found: StoredRun | undefined, prepared: PreparedRun, answers = 0): PreparedRun {
  if (prepared.manifest.design?.kind !== 'escalate') return prepared
  return withAnswers(prepared, Math.max(prepared.repeats, answers, found?.manifest.repeats ?? 0))
}

/** What was asked for; else what the user agrees to. */
async function toResume({ resume, confirm, locations }: SessionPlan, manifests: readonly RunManifest[]) {
  if (resume !== undefined || confirm === undefined) return resume
  const earlier = await findEarlierRuns('', locations.runsDir, manifests)
  const unfinished = manifests.map(earlier).find((run) => run !== undefined)
  if (unfinished === undefined || allFinished(earlier, manifests) !== undefined) return undefined
  const begun = unfinished.manifest.startedAt.replace('T', ' ').replace(/:\d+\.\d+Z$/, ' UTC')
  const yes = await confirm(
    `There is an unfinished run with these settings, started ${begun}: ${unfinished.folder}\nContinue it?`,
  )
  return yes ? '' : undefined
}

const inGroup = (group: string, prepared: PreparedRun): PreparedRun => ({
  ...prepared,
  manifest: { ...prepared.manifest, group },
})

const STOPPED = new Interrupted('stopped; everything finished is saved')
