/** The runs of one command: everything is opened and checked before the first request, then each run is made in turn. */
import type { Benchmark, Protocol } from '../benchmarks/benchmark.ts'
import type { Selection } from '../benchmarks/samples.ts'
import { Interrupted } from '../results/errors.ts'
import type { Generation } from '../results/schema.ts'
import { type FinishedRun, requireFinished } from '../results/store.ts'
import type { Program } from '../sandboxes/sandbox.ts'
import type { Contestant } from './contestants.ts'
import { catchInterrupts } from './interrupt.ts'
import { type Lab, newGroup, openLab } from './lab.ts'
import { openModel } from './models/index.ts'
import { ResourcePool } from './resources.ts'
import { findEarlierRuns } from './resume.ts'
import { runLab } from './run-lab.ts'
import type { Places } from './settings.ts'

export interface AskedBenchmark {
  readonly benchmark: Benchmark
  readonly name: string
  readonly protocol: Protocol<unknown>
}

export interface SessionPlan {
  readonly benchmarks: readonly AskedBenchmark[]
  readonly contestants: readonly Contestant[]
  readonly places: Places
  /** Settings for all models; a contestant's own come before the flags' among them. */
  readonly generation: Generation
  readonly selection: Selection
  readonly concurrency: number
  readonly repeats?: number
  readonly rule?: string
  readonly check?: Program['check']
  readonly passAt?: readonly number[]
  readonly timeoutMs?: number
  readonly maxRetries?: number
  /** `''`: the newest unfinished command; else a run folder. */
  readonly resume?: string
}

export interface Session {
  /** In the order benchmark by benchmark, baseline first; the last one may be cut short. */
  readonly runs: readonly FinishedRun[]
  /** The user stopped it. */
  readonly stopped: boolean
}

/**
 * @throws UsageError or DatasetError before anything is asked or written; ModelError or StoreError when a run cannot go on
 */
export async function runSession(plan: SessionPlan): Promise<Session> {
  await using resources = new ResourcePool(plan.places.data.cacheDir)
  await using models = new AsyncDisposableStack()
  const labs = await openLabs(plan, models, resources)
  const interrupts = catchInterrupts()
  const runs: FinishedRun[] = []
  try {
    const earlier = await findEarlierRuns(plan.resume, plan.places.runsDir)
    for (const lab of labs) {
      if (interrupts.stop.aborted) break
      const found = earlier(lab.manifest)
      if (found?.manifest.status === 'complete') runs.push(requireFinished(found))
      else {
        const options = { runsDir: plan.places.runsDir, concurrency: plan.concurrency, signals: interrupts }
        runs.push(await runLab(lab, { ...options, ...(found && { resume: found.folder }) }))
        await lab.model.close?.() // weights of the next one may need the room
      }
    }
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error
  } finally {
    interrupts.release()
  }
  return { runs, stopped: interrupts.stop.aborted }
}

async function openLabs(plan: SessionPlan, models: AsyncDisposableStack, resources: ResourcePool): Promise<Lab[]> {
  const group = newGroup()
  const labs: Lab[] = []
  for (const { benchmark, name, protocol } of plan.benchmarks) {
    for (const contestant of plan.contestants) {
      const model = await openModel(contestant.spec, {
        api: contestant.api ?? protocol.api,
        ...(contestant.version !== undefined && { version: contestant.version }),
        ...(plan.timeoutMs !== undefined && { timeoutMs: plan.timeoutMs }),
        ...(plan.maxRetries !== undefined && { maxRetries: plan.maxRetries }),
      })
      models.defer(async () => model.close?.())
      labs.push(
        await openLab(
          benchmark,
          model,
          contestant.text,
          { ...contestant.generation, ...plan.generation },
          {
            protocol,
            protocolName: name,
            selection: plan.selection,
            data: plan.places.data,
            group,
            resources,
            ...(plan.check !== undefined && { check: plan.check }),
            ...(plan.passAt !== undefined && { passAt: plan.passAt }),
            ...(plan.repeats !== undefined && { repeats: plan.repeats }),
            ...(plan.rule !== undefined && { rule: plan.rule }),
          },
        ),
      )
    }
  }
  return labs
}
