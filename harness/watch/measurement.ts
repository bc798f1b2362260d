/** The runs of one model after another under the same settings. What is done is known from the run folders alone. */
import type { RunManifest } from '../../results/schema/schema.ts'
import { type FinishedRun, newestRuns, requireFinished, type StoredRun } from '../../results/store/read.ts'
import type { ModelChoice } from '../options/model-choices.ts'
import { isIncomplete } from '../runs/close-run.ts'
import { type ExpectedRun, expectedRuns, measured, measuresSame } from '../runs/expected-runs.ts'
import { runSession, type Session } from '../runs/session.ts'
import type { PlanWithoutModels } from './plan.ts'

/** The runs of one model that there are. */
export interface StoredRuns {
  /** One for each benchmark that is done. */
  readonly done: readonly FinishedRun[]
  /** Benchmarks that are not, each with its run if one was begun. */
  readonly open: readonly { readonly benchmark: string; readonly begun?: StoredRun }[]
}

/** Which runs are those of a model, by their manifests. */
export interface ModelMatch {
  readonly isModel: (manifest: RunManifest) => boolean
  /** Whether it could continue a run of it that was begun. Default: any. */
  readonly canContinue?: (manifest: RunManifest) => boolean
}

export class Measurement {
  readonly plan: PlanWithoutModels
  /** One for each benchmark, in their order. */
  readonly expected: readonly ExpectedRun[]
  readonly #allowed: (trials: number) => number

  private constructor(plan: PlanWithoutModels, expected: readonly ExpectedRun[], allowed: (trials: number) => number) {
    this.plan = plan
    this.expected = expected
    this.#allowed = allowed
  }

  /** @throws UsageError, DatasetError or ModelError (a judge's) for settings that no model could be run with */
  static async open(
    plan: PlanWithoutModels,
    { api, allowed, stop }: { api: ModelChoice['api']; allowed: (trials: number) => number; stop: AbortSignal },
  ): Promise<Measurement> {
    return new Measurement(plan, await expectedRuns(plan, api, stop), allowed)
  }

  get benchmarks(): string[] {
    return this.expected.map(({ manifest }) => manifest.benchmark.name)
  }

  /** Equal for equal settings. */
  get key(): string {
    return this.expected.map(({ manifest }) => measured(manifest)).join('\n')
  }

  /** Finds the runs of a model with these settings. */
  async stored({ isModel, canContinue = isModel }: ModelMatch): Promise<StoredRuns> {
    const found = new Map<string, StoredRun>()
    for await (const run of this.#all()) {
      const { manifest } = run
      const { name } = manifest.benchmark
      if (!isModel(manifest)) continue
      const isDone = this.#isDone(run)
      if (!isDone && !canContinue(manifest)) continue
      const other = found.get(name)
      if (other === undefined || (isDone && !this.#isDone(other))) found.set(name, run)
    }
    const runs = this.benchmarks.map((benchmark) => ({ benchmark, run: found.get(benchmark) }))
    return {
      done: runs.flatMap(({ run }) => (run !== undefined && this.#isDone(run) ? [requireFinished(run)] : [])),
      open: runs
        .filter(({ run }) => run === undefined || !this.#isDone(run))
        .map(({ benchmark, run }) => ({ benchmark, ...(run && { begun: run }) })),
    }
  }

  /** The runs of all models with these settings that are done, newest first. */
  async *finished(): AsyncGenerator<FinishedRun> {
    for await (const run of this.#all()) if (this.#isDone(run)) yield requireFinished(run)
  }

  /** The runs of all models with these settings, newest first. */
  async *#all(): AsyncGenerator<StoredRun> {
    const names = this.benchmarks.map((name) => `_${name}_`)
    const isWanted = (name: string) => names.some((one) => name.includes(one))
    for await (const run of newestRuns(this.plan.locations.runsDir, isWanted)) {
      if (this.expected.some((one) => measuresSame(one.manifest, run.manifest))) yield run
    }
  }

  /**
   * Runs what is open, and continues what was begun, in the folder where it was. Afterwards no servers are left but those of a base that
   * takes further adapters.
   *
   * @returns all runs of the model, those done before first
   * @throws UsageError or ModelError for a model that cannot be used
   */
  async run(choice: ModelChoice, stored: StoredRuns): Promise<Session> {
    try {
      return await this.#run(choice, stored)
    } finally {
      await this.plan.fleet?.release()
    }
  }

  async #run(choice: ModelChoice, { done, open }: StoredRuns): Promise<Session> {
    const runs = [...done]
    const groups = Map.groupBy(open, ({ begun }) => begun?.manifest.group)
    const fresh = groups.get(undefined) ?? []
    const begun = [...groups].filter(([group]) => group !== undefined).map(([, members]) => members)
    // What was not begun joins the first group.
    const [first = [], ...others] = begun
    for (const members of [[...first, ...fresh], ...others]) {
      const names = members.map(({ benchmark }) => benchmark)
      const resume = members.find((one) => one.begun !== undefined)?.begun?.folder
      const session = await runSession({
        ...this.plan,
        benchmarks: this.plan.benchmarks.filter(({ benchmark }) => names.includes(benchmark.name)),
        modelChoices: [choice],
        ...(resume !== undefined && { resume }),
      })
      runs.push(...session.runs)
      if (session.failure !== undefined) return { runs, failure: session.failure }
    }
    return { runs }
  }

  #isDone({ manifest, summary }: StoredRun): boolean {
    if (summary === undefined || manifest.status === 'running' || manifest.status === 'interrupted') return false
    return !isIncomplete(summary, this.#allowed)
  }
}
