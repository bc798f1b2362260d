/** A model turns a prompt into a completion. Retries, rates and caches wrap it; providers implement it. */
import type { ModelError } from '../../results/errors.ts'
import type { Completion, Generation, ModelFacts, Prompt } from '../../results/schema/schema.ts'

export interface ModelRequest {
  /** Messages are sent to the chat API, text to the completions API. */
  readonly prompt: Prompt
  readonly generation: Generation
  /** Which trial asks: replays look it up, caches and logs name it; no server ever sees it. */
  readonly trial: { readonly sampleId: string; readonly repeat: number; readonly turn: number }
  /** The prompt must not be repeated in any error message. */
  readonly isProtected?: boolean
  /** Told what becomes of the request on its way; sees no text of it. */
  readonly observer?: RequestObserver
}

/** Methods must not throw. */
export interface RequestObserver {
  /** The request is in flight: it left the queue of its server. */
  sent(): void
  /** It is in flight no more: the reply came, or the attempt failed. */
  settled(): void
  /** A failed request waits for its next attempt. */
  retry(attempt: FailedAttempt): void
}

export interface FailedAttempt {
  readonly error: ModelError
  /** Requests made so far, all failed. */
  readonly tries: number
  /** Requests that may be made in all. */
  readonly maxTries: number
  /** Until the next attempt. */
  readonly delayMs: number
}

/** What a run is about to ask of a model. */
export interface AskedTrials {
  readonly sampleIds: readonly string[]
  /** Default: the model's own. */
  readonly api?: ModelFacts['api']
  /** Every sample of the benchmark, asked or left out. */
  readonly allIds: readonly string[]
  readonly repeats: number
  /** How many options each sample has, where the answer is one of them. */
  readonly options?: number
}

export const apiOf = ({ prompt }: Pick<ModelRequest, 'prompt'>): ModelFacts['api'] =>
  typeof prompt === 'string' ? 'completions' : 'chat'

/** A plain object whose methods need no `this`: a wrapper is a copy with one of them replaced. */
export interface Model {
  /** What the manifest says of it; holds no secret. `api` is what a run asks it by: a request says so itself, by its prompt. */
  readonly facts: ModelFacts
  /** How many requests it is best asked at once, as far as is known by now; absent: as many as one likes. */
  capacity?(): number
  /**
   * One cheap look before anything is spent or written: file readable, server reachable, key accepted.
   *
   * @throws UsageError (exit 2) or ModelError (unreachable: exit 3)
   */
  check?(asked: AskedTrials): Promise<void>
  /** What the server tells of the model behind the name; asked once, after `check`. Never throws. */
  served?(): Promise<Pick<ModelFacts, 'weights' | 'chatTemplate'>>
  /** The order in which a trial's options were already shown, where the model knows it: replays do. */
  orderOf?(sampleId: string, repeat: number): readonly number[] | undefined
  /**
   * One reply.
   *
   * @throws ModelError when none could be had; `missing: true` when a replay has none
   */
  complete(request: ModelRequest, signal?: AbortSignal): Promise<Completion>
  /** Told where the run keeps its records, before the first request: a place for what a later sitting has to know. */
  attach?(folder: string): Promise<void>
  /** Frees the memory of weights that are in this process; the next request loads them again. */
  unload?(): Promise<void>
  /** Frees sockets, files and weights: no request follows. */
  close?(): Promise<void>
}
