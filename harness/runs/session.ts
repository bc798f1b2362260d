/** The runs of one command: everything is opened and checked before the first request, then each run is made in turn. */
import type { Benchmark, Protocol } from '../../benchmarks/benchmark.ts'
import type { Selection } from '../../benchmarks/samples.ts'
import { EXIT, Interrupted, StoreError } from '../../results/errors.ts'
import type { Generation, RunManifest } from '../../results/schema.ts'
import { type FinishedRun, requireFinished } from '../../results/store.ts'
import type { Program } from '../../sandboxes/sandbox.ts'
import type { Contestant } from '../contestants.ts'
import { catchInterrupts, haltBy } from '../interrupt.ts'
import { JudgePool } from '../judging/judges.ts'
import type { JudgingFlags } from '../judging/judging-flags.ts'
import { type Log, logTrouble, openLog, withLog } from '../log.ts'
import type { EngineName } from '../sandboxing/engines.ts'
import type { Places } from '../settings.ts'
import { note } from '../terminal.ts'
import { type Asking, type OpenOptions, openContestant, patience } from './asking.ts'
import { Budget } from './budget.ts'
import { type Lab, newGroup, openLab } from './lab.ts'
import { ResourcePool } from './resources.ts'
import { ResponseCaching } from './response-caching.ts'
import { allFinished, findEarlierRuns } from './resume.ts'
import { withResumeHint } from './resume-command.ts'
import { runLab } from './run-lab.ts'
import { both, troubleNotes } from './trouble.ts'

export interface AskedBenchmark {
  readonly benchmark: Benchmark
  readonly name: string
  readonly protocol: Protocol<unknown>
}

export interface SessionPlan extends Asking {
  readonly benchmarks: readonly AskedBenchmark[]
  readonly contestants: readonly Contestant[]
  readonly places: Places
  /** What flags ask of all models; it wins over a model's own settings, and those over the config's for all. */
  readonly generation: Generation
  readonly selection: Selection
  /** Who rates answers, where a benchmark needs that. */
  readonly judging?: JudgingFlags
  readonly repeats?: number
  readonly permutations?: number
  readonly rule?: string
  readonly check?: Program['check']
  /** What runs programs; absent: the default one. */
  readonly engine?: EngineName
  readonly passAt?: readonly number[]
  /** Throws where what is about to be run would be of no use. */
  readonly approve?: (manifests: readonly RunManifest[]) => void
  /** `''`: the newest unfinished command; else a run folder. */
  readonly resume?: string
  /** Asks the user, where one is there, whether to go on with an unfinished run of the same. */
  readonly confirm?: (question: string) => Promise<boolean>
}

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
  await using models = new AsyncDisposableStack()
  using caching = new ResponseCaching(plan.places.data.cacheDir, plan.cache)
  const log = await openLog(plan.log)
  const halt = new AbortController()
  await using judges = openJudges(plan, caching, log, halt.signal)
  await using resources = new ResourcePool(plan.places.data.cacheDir, judges)
  const labs = await openLabs(plan, models, resources, { caching, log, stop: halt.signal })
  const manifests = labs.map(({ manifest }) => manifest)
  plan.approve?.(manifests)
  const earlier = await findEarlierRuns(await toResume(plan, manifests), plan.places.runsDir, manifests)
  const resumed = manifests.map(earlier).find((run) => run !== undefined)
  const finish = allFinished(earlier, manifests)
  if (finish !== undefined) note(finish)
  if (plan.resume !== undefined && resumed === undefined) note('nothing to resume: starting a new run')

  using budget = new Budget(plan.budget ?? {})
  const interrupts = catchInterrupts()
  haltBy(halt, interrupts.stop, budget.stop)
  const runs: FinishedRun[] = []
  try {
    for (const lab of labs) {
      if (interrupts.stop.aborted || budget.stop.aborted) break
      const found = earlier(lab.manifest)
      if (found?.manifest.status === 'complete') runs.push(requireFinished(found))
      else {
        // A run that the earlier command never began joins its group, so that the next --resume finds them all.
        const { run, failure } = await runLab(resumed === undefined ? lab : inGroup(resumed.manifest.group, lab), {
          runsDir: plan.places.runsDir,
          signals: interrupts,
          budget,
          log,
          ...(found && { resume: found.folder }),
        })
        runs.push(run)
        if (failure !== undefined) return { runs, failure: interrupts.stop.aborted ? STOPPED : failure }
        await lab.model.close?.() // weights of the next one may need the room
      }
    }
  } catch (failure) {
    if (runs.length === 0) throw isMidRun(failure) ? withResumeHint(failure) : failure
    return { runs, failure }
  } finally {
    interrupts.release()
  }
  if (interrupts.stop.aborted) return { runs, failure: STOPPED }
  return budget.stop.aborted ? { runs, failure: budget.stop.reason } : { runs }
}

/** A folder is there that holds what was paid for. */
const isMidRun = (failure: unknown) => failure instanceof StoreError && failure.exitCode === EXIT.incomplete

/** What was asked for; else what the user agrees to. */
async function toResume({ resume, confirm, places }: SessionPlan, asked: readonly RunManifest[]) {
  if (resume !== undefined || confirm === undefined) return resume
  const earlier = await findEarlierRuns('', places.runsDir, asked)
  const unfinished = asked.map(earlier).find((run) => run !== undefined)
  if (unfinished === undefined || allFinished(earlier, asked) !== undefined) return undefined
  const begun = unfinished.manifest.startedAt.replace('T', ' ').replace(/:\d+\.\d+Z$/, ' UTC')
  const yes = await confirm(`An unfinished run of this is there, begun ${begun}: ${unfinished.folder}\nGo on with it?`)
  return yes ? '' : undefined
}

const inGroup = (group: string, lab: Lab): Lab => ({ ...lab, manifest: { ...lab.manifest, group } })

const STOPPED = new Interrupted('stopped; everything finished is saved')

/** Judges share the command's patience, cache and log; their connections are their own. */
function openJudges(plan: SessionPlan, caching: ResponseCaching, log: Log, stop: AbortSignal): JudgePool {
  const { connections, ...judging } = plan.judging ?? { specs: [] }
  return new JudgePool({
    ...judging,
    config: plan.places.config,
    model: {
      ...patience(plan),
      stop,
      ...(plan.batch && { batch: { onProgress: note } }),
      ...(connections !== undefined && { connections }),
      ...both(troubleNotes(), logTrouble(log, 'judge')),
    },
    wrap: async (model) => {
      const isKept = plan.cache === undefined || plan.cache.only || model.facts.version !== undefined
      if (!isKept)
        note(`--cache: verdicts of ${model.facts.label} are not kept, since no --judge-version tells it apart`)
      return withLog(isKept ? await caching.wrap(model) : model, log)
    },
  })
}

async function openLabs(
  plan: SessionPlan,
  models: AsyncDisposableStack,
  resources: ResourcePool,
  shared: Pick<OpenOptions, 'caching' | 'log' | 'stop'>,
): Promise<Lab[]> {
  const group = newGroup()
  const labs: Lab[] = []
  for (const { benchmark, name, protocol } of plan.benchmarks) {
    for (const contestant of plan.contestants) {
      const model = await openContestant(contestant, plan, {
        api: contestant.api ?? protocol.api,
        isProtected: benchmark.protected === true,
        ...shared,
      })
      models.defer(async () => model.close?.())
      labs.push(
        await openLab(
          benchmark,
          model,
          contestant.text,
          { ...plan.places.config.generation, ...contestant.generation, ...plan.generation },
          {
            protocol,
            protocolName: name,
            selection: plan.selection,
            data: plan.places.data,
            group,
            resources,
            ...(plan.check !== undefined && { check: plan.check }),
            ...(plan.engine !== undefined && { engine: plan.engine }),
            ...(plan.passAt !== undefined && { passAt: plan.passAt }),
            ...(plan.repeats !== undefined && { repeats: plan.repeats }),
            ...(plan.permutations !== undefined && { permutations: plan.permutations }),
            ...(plan.rule !== undefined && { rule: plan.rule }),
          },
        ),
      )
    }
  }
  return labs
}
