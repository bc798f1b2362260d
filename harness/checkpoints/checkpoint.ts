/** What is known of a checkpoint: a folder of weights that a trainer wrote, an adapter, or a GGUF file. */

/** Complete weights that can be served. A plain object. */
export interface Checkpoint extends CheckpointFacts {
  /**
   * `sha256:…` of every byte, or `sampled:…` of headers, sizes, settings and blocks of each tensor. Equal for equal copies, whatever
   * their names. Headers and sizes alone would be equal for all checkpoints of one training run.
   */
  readonly identity: string
}

/** What is known before the weights are hashed. */
export interface CheckpointFacts {
  /** The folder that holds the weights, or the GGUF file; as given, or below it where the weights are in a subfolder. */
  readonly path: string
  readonly kind: 'full' | 'adapter' | 'gguf'
  /** Training step: the number in the name, or else `global_step` of trainer_state.json. Absent: neither is there. */
  readonly step?: number
  /** Names the training run that wrote it, such as `out` for `out/checkpoint-500`. Absent where no part of the path does. */
  readonly series?: string
  /** Size of its weights. */
  readonly bytes: number
  /** Of adapters: name or path of the base model, as in adapter_config.json. */
  readonly base?: string
  /** Of adapters: the largest rank of any layer. Absent for methods without ranks. */
  readonly rank?: number
  /** Of adapters: the method, such as LORA. */
  readonly method?: string
}

/** Why there is no checkpoint at a path, or not yet. */
export type NoCheckpoint =
  /** It is being written, or was left half-written; `reason` says what is missing. */
  | { readonly outcome: 'incomplete'; readonly path: string; readonly reason: string }
  /** It is not there, or was deleted while it was read, as `save_total_limit` does. */
  | { readonly outcome: 'vanished'; readonly path: string }
  /** No checkpoint of a kind that can be served, however long one waits; `reason` says what was found and what to do. */
  | { readonly outcome: 'foreign'; readonly path: string; readonly reason: string }

/** What is found at a path. */
export type CheckpointReading = { readonly outcome: 'complete'; readonly checkpoint: Checkpoint } | NoCheckpoint

/** Ends the reading of a checkpoint; `inspectCheckpoint` turns it into an outcome. */
export class Unreadable extends Error {
  readonly outcome: 'incomplete' | 'foreign'

  constructor(outcome: 'incomplete' | 'foreign', reason: string) {
    super(reason)
    this.outcome = outcome
  }
}

export const incomplete = (reason: string) => new Unreadable('incomplete', reason)
export const foreign = (reason: string) => new Unreadable('foreign', reason)
