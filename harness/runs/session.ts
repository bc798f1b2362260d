/** The runs of one command: everything is opened and checked before the first request, then each run queues for its server. */
import { EXIT, StoreError } from '../../results/errors.ts'
import type { RunManifest } from '../../results/schema/schema.ts'
import { type FinishedRun, requireFinished, type StoredRun } from '../../results/store/read.ts'
import { commandSignals } from '../lib/interrupt.ts'
import type { Turn } from '../lib/lane.ts'
import { note } from '../lib/terminal.ts'
import { showProgress } from '../progress/show-progress.ts'
import { ResourcePool } from '../trial/resources.ts'
import { Budget } from './budget.ts'
import type { RunResult } from './close-run.ts'
import { type LookSetup, type RunPart, runUntilDecided } from './early-stop.ts'
import { executeRun, placesAt } from './execute.ts'
import { ExpectedReplies } from './expected-replies.ts'
import { fillsStandardError, openLog } from './log.ts'
import { longestOf, orderOf, type ReplyLengths, replyLengths } from './longest-first.ts'
import { withAnswers } from './look-parts.ts'
import { ModelPool } from './model-pool.ts'
import type { PreparedRun } from './prepare.ts'
import { judgesOf, nameOf, prepareRuns, type UnpreparedRun } from './prepare-runs.ts'
import { ResponseCaching } from './response-caching.ts'
import { allFinished, type FindEarlier, findEarlierRuns, isWhole } from './resume.ts'
import { withResumeHint } from './resume-command.ts'
import { byEngine, type RunQueue } from './run-queue.ts'
import { type QueuedRun, runQueues, type ScheduleResult } from './schedule.ts'
import { queuesOf } from './server-queues.ts'
import type { SessionPlan } from './session-plan.ts'

export interface Session {
  /** In the order benchmark by benchmark, baseline first; some may be cut short, and some absent where it failed. */
  readonly runs: readonly FinishedRun[]
  /** The error that ended the session, or some of its runs, early: an interrupt, a server where no request can succeed, a full disk. */
  readonly failure?: unknown
}

/**
 * @throws UsageError or DatasetError before the first request; later errors are returned in the session, with the saved runs
 */
export async function runSession(plan: SessionPlan): Promise<Session> {
  const signals = commandSignals()
  using caching = new ResponseCaching(plan.locations.data.cacheDir, plan.cache)
  const log = await openLog(plan.log)
  const opening = { caching, log, stop: signals.stop }
  await using judges = judgesOf(plan, opening)
  await using resources = new ResourcePool(plan.locations.data.cacheDir, judges)
  await using models = new ModelPool(plan, opening, plan.fleet)
  const { runs: prepared, unprepared } = await prepareRuns(plan, models, resources)
  if (plan.looks !== undefined && unprepared[0] !== undefined) throw unprepared[0].failure
  const manifests = prepared.map(({ manifest }) => manifest)
  plan.approve?.(manifests)
  const earlier = await findRuns(plan, manifests)
  const resumed = manifests.map(earlier).find((run) => run !== undefined)
  // An escalated run may have stages left, which depend on the gate.
  const isOpen = plan.design?.kind === 'escalate' || unprepared.length > 0
  const finish = isOpen ? undefined : allFinished(earlier, manifests)
  if (finish !== undefined) note(finish)
  if (finish === undefined) await Promise.all(prepared.map(({ scorer, samples }) => scorer.prepare?.(samples)))
  if (plan.resume !== undefined && resumed === undefined) note('nothing to resume: starting a new run')

  using own = plan.spending === undefined ? new Budget(plan.budget ?? {}) : undefined
  const budget = plan.spending ?? own ?? new Budget({})
  const observe =
    plan.observe ?? (fillsStandardError(plan.log) ? () => undefined : showProgress({ stop: signals.stop }))
  observe({ kind: 'planned', runs: prepared.map(({ observed }) => observed) })

  async function run(part: RunPart, turn: Turn, isLast: boolean): Promise<RunResult> {
    const { prepared: requested, samples, before } = part
    const found = before ?? earlier(requested.manifest)
    const atStage = atStageOf(found, requested, plan.extend?.answers)
    if (before === undefined && found !== undefined && isWhole(found.manifest, atStage.manifest)) {
      if (found.manifest.trialsPerSample >= atStage.trialsPerSample) {
        const finished = requireFinished(found)
        observe({ kind: 'closed', run: atStage.observed, finished })
        return { run: finished }
      }
    }
    const { runsDir } = plan.locations
    const lengths = await lengthsOf(atStage, found)
    const order = lengths && orderOf(lengths, atStage.trialsPerSample, isLast ? placesAt(atStage.model) / 2 : undefined)
    // A run that the earlier command did not start joins its group, so that the next --resume finds all runs.
    return executeRun(resumed === undefined ? atStage : inGroup(resumed.manifest.group, atStage), {
      ...{ runsDir, signals, budget, log, observe, turn, order },
      ...(found && { resume: found.folder, isPlanned: before !== undefined || plan.extend !== undefined }),
      ...(samples && { isNeeded: ({ sample }) => samples.has(sample.id) }),
    })
  }

  async function lengthsOf(prepared: PreparedRun, found: StoredRun | undefined): Promise<ReplyLengths | undefined> {
    return plan.order === 'file' ? undefined : replyLengths(prepared, plan.locations.runsDir, found?.folder)
  }

  async function expectedOf({ prepared }: RunPart): Promise<ExpectedReplies | undefined> {
    const found = earlier(prepared.manifest)
    const lengths = await lengthsOf(prepared, found)
    if (lengths === undefined) return undefined
    const { samples, trialsPerSample } = prepared
    const trials = samples.length * trialsPerSample - (found?.summary?.trials ?? 0)
    const longest = longestOf(lengths).flatMap(({ tokens }) => Array<number>(trialsPerSample).fill(tokens))
    return new ExpectedReplies(trials, lengths.meanTokens, longest)
  }

  async function runParts(parts: readonly RunPart[]): Promise<ScheduleResult> {
    const queues = queuesOf(
      parts.map((part) => part.prepared),
      plan,
    )
    const lasts = [...Map.groupBy(queues, ({ queue }) => queue).values()].map((queue) => byEngine(queue).at(-1))
    const expected = parts.length > 1 && plan.looks === undefined ? await Promise.all(parts.map(expectedOf)) : []
    const queued = parts.map((part, at): QueuedRun => {
      const { benchmark, model, scorer } = part.prepared
      return {
        name: nameOf(benchmark.name, model.facts.label),
        places: () => placesAt(model),
        model: model.facts.label,
        isJudged: scorer.needs.includes('judge'),
        expected: expected[at],
        make: (turn) => run(part, turn, lasts.includes(queues[at])),
        ...(queues[at] as RunQueue),
        ...(model.unload && { unload: model.unload }),
      }
    })
    return runQueues(queued, signals, { keepsEngines: plan.looks !== undefined || plan.fleet !== undefined })
  }

  async function runLooks(looks: LookSetup): Promise<Session> {
    const labels = plan.modelChoices.filter(({ isBaseline }) => isBaseline).map(({ spec }) => spec.label)
    const isBaseline = ({ model }: PreparedRun) => labels.includes(model.facts.label)
    const isThere = ({ manifest }: PreparedRun) => {
      const found = earlier(manifest)
      return found !== undefined && isWhole(found.manifest, manifest)
    }
    const runs: FinishedRun[] = []
    for (const group of Map.groupBy(prepared, ({ benchmark }) => benchmark).values()) {
      const one = { baseline: group.find(isBaseline), candidates: group.filter((each) => !isBaseline(each)) }
      const result = group.every(isThere)
        ? await runParts(group.map((each) => ({ prepared: each })))
        : await runUntilDecided(one, runParts, looks)
      runs.push(...result.runs)
      if (result.failure !== undefined) return { runs, failure: result.failure }
    }
    return { runs }
  }

  signals.listen(budget.stop)
  try {
    if (plan.looks !== undefined) return await runLooks(plan.looks)
    const result = await runParts(prepared.map((each) => ({ prepared: each })))
    return withUnprepared(result, unprepared, prepared.length)
  } catch (failure) {
    throw isMidRun(failure) ? withResumeHint(failure) : failure
  } finally {
    signals.release()
  }
}

/** Tells of each run that is missing, where the command had several. */
function withUnprepared(
  { runs, failure: ended, missing }: ScheduleResult,
  unprepared: readonly UnpreparedRun[],
  prepared: number,
): Session {
  const failure = ended ?? unprepared[0]?.failure
  const all = [...missing, ...unprepared.map(({ name, failure: { message } }) => `${name}: not started, ${message}`)]
  if (prepared + unprepared.length > 1) for (const one of all) note(`missing: ${one}`)
  return failure === undefined ? { runs } : { runs, failure }
}

/** Whether a failure happened mid-run, with replies saved in a folder. */
const isMidRun = (failure: unknown) => failure instanceof StoreError && failure.exitCode === EXIT.incomplete

async function findRuns(plan: SessionPlan, manifests: readonly RunManifest[]): Promise<FindEarlier> {
  if (plan.extend !== undefined) {
    const { runs } = plan.extend
    return ({ hash }) => runs.find(({ manifest }) => manifest.hash === hash)
  }
  return findEarlierRuns(await toResume(plan, manifests), plan.locations.runsDir, manifests)
}

/** Sets the stage of an escalated run, which never goes back to fewer repeats. */
function atStageOf(found: StoredRun | undefined, prepared: PreparedRun, answers = 0): PreparedRun {
  if (prepared.manifest.design?.kind !== 'escalate') return prepared
  return withAnswers(prepared, Math.max(prepared.trialsPerSample, answers, found?.manifest.trialsPerSample ?? 0))
}

/** The run to resume: by `--resume`, or by the user's answer. */
async function toResume({ resume, confirm, locations }: SessionPlan, manifests: readonly RunManifest[]) {
  if (resume !== undefined || confirm === undefined) return resume
  const earlier = await findEarlierRuns('', locations.runsDir, manifests)
  const unfinished = manifests.map(earlier).find((run) => run !== undefined)
  if (unfinished === undefined || allFinished(earlier, manifests) !== undefined) return undefined
  const begun = unfinished.manifest.startedAt.replace('T', ' ').replace(/:\d+\.\d+Z$/, ' UTC')
  const yes = await confirm(
    `There is an unfinished run with these settings, started ${begun}: ${unfinished.folder}`,
    'Continue it?',
  )
  return yes ? '' : undefined
}

const inGroup = (group: string, prepared: PreparedRun): PreparedRun => ({
  ...prepared,
  manifest: { ...prepared.manifest, group },
})
