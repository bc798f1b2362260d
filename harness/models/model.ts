/** The interface of a model: it turns a prompt into a completion. Providers implement it; retries, limits and caches wrap it. */
import type { ModelError } from '../../results/errors.ts'
import type { Completion, Generation, ModelFacts, Prompt } from '../../results/schema/schema.ts'

export interface ModelRequest {
  /** Messages go to the chat API, text to the completions API. */
  readonly prompt: Prompt
  readonly generation: Generation
  /** Asks for the log-likelihood of each of these after the prompt, which is text, and for no reply. */
  readonly continuations?: readonly string[]
  /** The trial of the request: replays look it up, caches and logs name it. It is never sent to a server. */
  readonly trial: { readonly sampleId: string; readonly repeat: number; readonly turn: number }
  /** Whether the prompt is protected, and must not appear in error messages. */
  readonly isProtected?: boolean
  /** Observes the request on its way, without its text. */
  readonly observer?: RequestObserver
}

/** Observes requests. Its methods must not throw. */
export interface RequestObserver {
  /** The request left the queue of its server and is in flight. */
  sent(): void
  /** The request is no longer in flight: a reply arrived, or the attempt failed. */
  settled(): void
  /** A failed request waits for its next attempt. */
  retry(attempt: FailedAttempt): void
}

export interface FailedAttempt {
  readonly error: ModelError
  /** Attempts so far, all failed. */
  readonly tries: number
  /** Maximum number of attempts. */
  readonly maxTries: number
  /** Time until the next attempt. */
  readonly delayMs: number
}

/** The requests that a run plans. */
export interface PlannedTrials {
  readonly sampleIds: readonly string[]
  /** Default: `facts.api` of the model. */
  readonly api?: ModelFacts['api']
  /** All samples of the benchmark, selected or not. */
  readonly allIds: readonly string[]
  readonly repeats: number
  /** Number of options per sample, for multiple choice. */
  readonly options?: number
}

export const apiOf = ({ prompt }: Pick<ModelRequest, 'prompt'>): ModelFacts['api'] =>
  typeof prompt === 'string' ? 'completions' : 'chat'

/** Loaded weights. Models with the same `weights` share them. */
export interface Engine {
  /** GPUs that they are on; empty: any. */
  readonly devices: readonly string[]
  readonly weights: string
}

/** A plain object whose methods do not use `this`: a wrapper is a copy with one method replaced. */
export interface Model {
  /** Facts for the manifest, without secrets. `api` is the default; the prompt of a request decides its API. */
  readonly facts: ModelFacts
  /** Weights that are loaded with the first request, and take turns with others on the same devices. */
  readonly engine?: Engine
  /** Best number of requests in flight, as currently known. Absent: no limit. */
  capacity?(): number
  /**
   * Checks cheaply, before the first request, that the file is readable, the server reachable and the key accepted.
   *
   * @throws UsageError (exit 2) or ModelError (unreachable: exit 3)
   */
  check?(planned: PlannedTrials): Promise<void>
  /**
   * Checks that it gives exact log-likelihoods of continuations, with requests about invented text. Absent: it gives none.
   *
   * @param generation settings of the run
   * @throws UsageError (exit 2) when it does not, with the reason; ModelError (exit 3) when it cannot be asked now
   */
  checkLikelihoods?(generation: Generation): Promise<void>
  /** Facts that the server reports about the model. Called once, after `check`; never throws. */
  served?(): Promise<Pick<ModelFacts, 'weights' | 'chatTemplate'>>
  /** The order in which a trial's options were shown, if the model knows it, as replays do. */
  orderOf?(sampleId: string, repeat: number): readonly number[] | undefined
  /**
   * Requests one reply, or the log-likelihoods of the request's continuations.
   *
   * @throws ModelError when no reply was received; with `missing: true` when a replay has none
   */
  complete(request: ModelRequest, signal?: AbortSignal): Promise<Completion>
  /** Receives the run folder before the first request, for state that a later session needs. */
  attach?(folder: string): Promise<void>
  /** Frees the memory of weights in this process; the next request loads them again. */
  unload?(): Promise<void>
  /** Closes sockets and files and frees weights. No request may follow. */
  close?(): Promise<void>
}
