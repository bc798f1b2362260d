/** The runs of one command: everything is opened and checked before the first request, then each run is made in turn. */
import type { Benchmark, Protocol } from '../benchmarks/benchmark.ts'
import type { Selection } from '../benchmarks/samples.ts'
import { Interrupted } from '../results/errors.ts'
import type { Generation, Price, RunManifest } from '../results/schema.ts'
import { type FinishedRun, requireFinished } from '../results/store.ts'
import type { Program } from '../sandboxes/sandbox.ts'
import { Budget, type BudgetLimits } from './budget.ts'
import type { Contestant } from './contestants.ts'
import type { EngineName } from './engines.ts'
import { catchInterrupts } from './interrupt.ts'
import { JudgePool } from './judges.ts'
import type { JudgingFlags } from './judging-flags.ts'
import { type Lab, newGroup, openLab } from './lab.ts'
import { type Log, type LogOptions, logTrouble, openLog, withLog } from './log.ts'
import { openModel, type Throttle } from './models/index.ts'
import type { Model } from './models/model.ts'
import { ResourcePool } from './resources.ts'
import { type Caching, ResponseCaching } from './response-caching.ts'
import { findEarlierRuns } from './resume.ts'
import { runLab } from './run-lab.ts'
import type { Places } from './settings.ts'
import { note } from './terminal.ts'
import { both, troubleNotes } from './trouble.ts'

export interface AskedBenchmark {
  readonly benchmark: Benchmark
  readonly name: string
  readonly protocol: Protocol<unknown>
}

export interface SessionPlan {
  readonly benchmarks: readonly AskedBenchmark[]
  readonly contestants: readonly Contestant[]
  readonly places: Places
  /** What flags ask of all models; it wins over a model's own settings, and those over the config's for all. */
  readonly generation: Generation
  readonly selection: Selection
  readonly throttle: Throttle
  /** Who rates answers, where a benchmark needs that. */
  readonly judging?: JudgingFlags
  readonly repeats?: number
  readonly permutations?: number
  readonly rule?: string
  readonly check?: Program['check']
  /** What runs programs; absent: the default one. */
  readonly engine?: EngineName
  readonly passAt?: readonly number[]
  readonly timeoutMs?: number
  readonly stream?: boolean
  /** Requests go in batches. */
  readonly batch?: boolean
  readonly maxRetries?: number
  /** How long a server may stay down before the run is given up. */
  readonly maxDowntimeMs?: number
  /** What the whole command may spend. */
  readonly budget?: BudgetLimits
  /** Keep replies across runs, and take those that are kept. */
  readonly cache?: Caching
  readonly log?: LogOptions
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
  await using judges = openJudges(plan, caching, log)
  await using resources = new ResourcePool(plan.places.data.cacheDir, judges)
  const labs = await openLabs(plan, models, resources, caching, log)
  const manifests = labs.map(({ manifest }) => manifest)
  const earlier = await findEarlierRuns(await toResume(plan, manifests), plan.places.runsDir, manifests)
  const resumed = manifests.map(earlier).find((run) => run !== undefined)
  if (plan.resume !== undefined && resumed === undefined) note('nothing to resume: starting a new run')

  using budget = new Budget(plan.budget ?? {})
  const interrupts = catchInterrupts()
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
    if (runs.length === 0) throw failure
    return { runs, failure }
  } finally {
    interrupts.release()
  }
  if (interrupts.stop.aborted) return { runs, failure: STOPPED }
  return budget.stop.aborted ? { runs, failure: budget.stop.reason } : { runs }
}

/** What was asked for; else what the user agrees to. */
async function toResume({ resume, confirm, places }: SessionPlan, asked: readonly RunManifest[]) {
  if (resume !== undefined || confirm === undefined) return resume
  const earlier = await findEarlierRuns('', places.runsDir, asked)
  const unfinished = asked.map(earlier).find((run) => run !== undefined)
  if (unfinished === undefined) return undefined
  const begun = unfinished.manifest.startedAt.replace('T', ' ').replace(/:\d+\.\d+Z$/, ' UTC')
  const yes = await confirm(`An unfinished run of this is there, begun ${begun}: ${unfinished.folder}\nGo on with it?`)
  return yes ? '' : undefined
}

const inGroup = (group: string, lab: Lab): Lab => ({ ...lab, manifest: { ...lab.manifest, group } })

const STOPPED = new Interrupted('stopped; everything finished is saved')

/** With its price in the manifest, so that its cost can be told again later. */
const priced = (model: Model, price: Price | undefined): Model =>
  price === undefined ? model : { ...model, facts: { ...model.facts, price } }

/** Judges share the command's patience, cache and log; their connections are their own. */
function openJudges(plan: SessionPlan, caching: ResponseCaching, log: Log): JudgePool {
  const { connections, ...judging } = plan.judging ?? { specs: [] }
  return new JudgePool({
    ...judging,
    config: plan.places.config,
    model: {
      ...patience(plan),
      ...(connections !== undefined && { connections }),
      ...both(troubleNotes(), logTrouble(log, 'judge')),
    },
    wrap: async (model) =>
      withLog(model.facts.version === undefined && !plan.cache?.only ? model : await caching.wrap(model), log),
  })
}

const patience = ({ timeoutMs, maxRetries, maxDowntimeMs }: SessionPlan) => ({
  ...(timeoutMs !== undefined && { timeoutMs }),
  ...(maxRetries !== undefined && { maxRetries }),
  ...(maxDowntimeMs !== undefined && { maxDowntimeMs }),
})

async function openLabs(
  plan: SessionPlan,
  models: AsyncDisposableStack,
  resources: ResourcePool,
  caching: ResponseCaching,
  log: Log,
): Promise<Lab[]> {
  const group = newGroup()
  const labs: Lab[] = []
  for (const { benchmark, name, protocol } of plan.benchmarks) {
    for (const contestant of plan.contestants) {
      const model = await openModel(contestant.spec, {
        api: contestant.api ?? protocol.api,
        protected: benchmark.protected === true,
        ...(contestant.version !== undefined && { version: contestant.version }),
        ...patience(plan),
        ...(plan.stream !== undefined && { stream: plan.stream }),
        ...(plan.batch && { batch: { onProgress: note } }),
        ...plan.throttle,
        ...both(troubleNotes(), logTrouble(log, contestant.spec.label)),
      })
      models.defer(async () => model.close?.())
      labs.push(
        await openLab(
          benchmark,
          withLog(await caching.wrap(priced(model, contestant.price)), log),
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
