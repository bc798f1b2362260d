/** What a command runs, and how. */
import type { Benchmark, Protocol } from '../../benchmarks/benchmark.ts'
import type { Selection } from '../../benchmarks/data/samples.ts'
import type { Generation, RunManifest } from '../../results/schema/schema.ts'
import type { FinishedRun } from '../../results/store/read.ts'
import type { Program } from '../../sandboxes/sandbox.ts'
import type { JudgingFlags } from '../options/judge-flags.ts'
import type { Contestant } from '../options/model-choices.ts'
import type { Places } from '../options/settings.ts'
import type { EngineName } from '../trial/sandbox-engines.ts'
import type { Budget } from './budget.ts'
import type { LookSetup } from './early-stop.ts'
import type { DesignChoice } from './looks-plan.ts'
import type { Asking } from './request-options.ts'

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
  /** What the models are compared with: the label of one of them, or a stored baseline as `@main`. */
  readonly baseline?: string
  readonly permutations?: number
  readonly rule?: string
  readonly check?: Program['check']
  /** What runs programs; absent: the default one. */
  readonly engine?: EngineName
  readonly passAt?: readonly number[]
  /** A plan of looks for the gate. */
  readonly design?: DesignChoice
  /** Decides between the parts of a run with early stop. */
  readonly looks?: LookSetup
  /** Runs of this command that are taken to a later stage: nothing is searched for. */
  readonly extend?: { readonly runs: readonly FinishedRun[]; readonly answers: number }
  /** What the whole command may spend, where it has several sessions. */
  readonly spending?: Budget
  /** Throws where what is about to be run would be of no use. */
  readonly approve?: (manifests: readonly RunManifest[]) => void
  /** `''`: the newest unfinished command; else a run folder. */
  readonly resume?: string
  /** Asks the user, where one is there, whether to go on with an unfinished run of the same. */
  readonly confirm?: (question: string) => Promise<boolean>
}
