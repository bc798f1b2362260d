/** A model turns a prompt into a completion. Retries, rates and caches wrap it; providers implement it. */
import type { Completion, Generation, ModelFacts, Prompt } from '../../results/schema.ts'

export interface ModelRequest {
  /** Messages for a chat API, text for a completions API; matches the model's own `facts.api`. */
  readonly prompt: Prompt
  readonly generation: Generation
  /** Which trial asks: replays look it up, caches and logs name it; no server ever sees it. */
  readonly trial: { readonly sampleId: string; readonly repeat: number; readonly turn: number }
}

/** A plain object whose methods need no `this`: a wrapper is a copy with one of them replaced. */
export interface Model {
  /** What the manifest says of it; holds no secret. */
  readonly facts: ModelFacts
  /** The most requests it can work on at once; absent where the server decides. */
  readonly maxConcurrency?: number
  /**
   * One cheap look before anything is spent or written: file readable, server reachable, key accepted, model known.
   *
   * @param sampleIds the samples about to be asked
   * @param allIds every sample of the benchmark, asked or left out
   * @throws UsageError (exit 2) or ModelError (unreachable: exit 3)
   */
  check?(sampleIds: readonly string[], allIds: readonly string[]): Promise<void>
  /**
   * One reply.
   *
   * @throws ModelError when none could be had; `missing: true` when a replay has none
   */
  complete(request: ModelRequest, signal?: AbortSignal): Promise<Completion>
  /** Frees sockets, files and weights. */
  close?(): Promise<void>
}
