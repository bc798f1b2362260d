/** What `evalkit watch` is to do. */
import type { FinishedRun } from '../../results/store/read.ts'
import type { ModelChoice } from '../options/model-choices.ts'
import type { SessionPlan } from '../runs/session-plan.ts'
import type { EndRule } from './end-rule.ts'

/** A plan without its models: these come one by one. */
export type PlanWithoutModels = Omit<SessionPlan, 'modelChoices'>

export interface WatchPlan {
  /** Folder that a trainer writes to, or one series in it: `out/checkpoint-*`. */
  readonly out: string
  /** Only steps that are multiples of it. Final weights always count. */
  readonly every?: number
  /** Evaluate what is there, and end. */
  readonly once: boolean
  /** Go on with the next checkpoint where one cannot be evaluated. */
  readonly keepGoing: boolean
  /** Evaluate the queued checkpoint with the highest step first. Default: the lowest, which a trainer deletes first. */
  readonly newestFirst: boolean
  /** How many queued checkpoints are pinned, so that they stay when their trainer deletes them. */
  readonly pins: number
  readonly until: EndRule
  /** Hash all bytes of the weights. */
  readonly everyByte: boolean
  /** Name of the training run; absent: by the folder's. */
  readonly series?: string
  readonly session: PlanWithoutModels
  /** At the end, this many of the best for each benchmark are evaluated on all samples. */
  readonly finalists?: { readonly count: number; readonly session: PlanWithoutModels }
  /** Unscored trials that a run may have and count as done, by its number of trials. */
  readonly allowed: (trials: number) => number
  /** @throws UsageError for a checkpoint that cannot be used */
  readonly choose: (checkpoint: NamedCheckpoint) => ModelChoice
}

/** A checkpoint as it becomes a model. */
export interface NamedCheckpoint {
  /** In tables and run folders: `out-checkpoint-500`. */
  readonly label: string
  /** As the trainer wrote it. */
  readonly path: string
  /** Where its weights are pinned while they are in use. */
  readonly pinnedPath: string
  readonly kind: 'full' | 'adapter' | 'gguf'
  readonly step?: number
  readonly series?: string
  readonly identity: string
}

/** Runs of the baseline, or the model to make them with. `name` is its label, or `@main`. */
export type WatchBaseline =
  | { readonly kind: 'runs'; readonly name: string; readonly runs: readonly FinishedRun[] }
  | { readonly kind: 'model'; readonly name: string; readonly choice: ModelChoice }
