/** The models of a command: each is opened once, and wrapped for every run that uses it. */
import { defined } from '../../results/defined.ts'
import type { ModelFacts } from '../../results/schema/schema.ts'
import { note } from '../lib/terminal.ts'
import { Servers } from '../models/limits/servers.ts'
import { withRefusalLimit } from '../models/limits/with-refusal-limit.ts'
import type { Model } from '../models/model.ts'
import { openModel } from '../models/open.ts'
import type { Fleet } from '../models/serve/fleet.ts'
import { withReasoning } from '../models/with-reasoning.ts'
import type { ModelChoice } from '../options/model-choices.ts'
import type { RequestOptions } from '../options/request-options.ts'
import { type Log, logRetries, withLog } from './log.ts'
import type { ResponseCaching } from './response-caching.ts'
import { fanOut, retryNotes } from './retry-notes.ts'

export interface Opening {
  readonly caching: ResponseCaching
  readonly log: Log
  /** Once aborted, waiting requests are given up. */
  readonly stop: AbortSignal
}

/** How a run uses a model. */
export interface ModelUse {
  readonly api: ModelFacts['api']
  /** Whether prompts are protected, and must not appear in error messages. */
  readonly isProtected: boolean
}

export class ModelPool implements AsyncDisposable {
  readonly #options: RequestOptions
  readonly #opening: Opening
  readonly #servers = new Servers()
  readonly #opened = new Map<ModelChoice, Promise<Model>>()
  readonly #all: Promise<Model>[] = []

  readonly #fleet: Fleet | undefined
  #ownFleet: Promise<Fleet> | undefined

  /** @param fleet model servers that outlive the pool; default: those that it starts end with it */
  constructor(options: RequestOptions, opening: Opening, fleet?: Fleet) {
    this.#options = options
    this.#opening = opening
    this.#fleet = fleet
  }

  /** @throws UsageError for a missing key, a file that cannot be read, a cache without a version */
  async open(choice: ModelChoice, { api, isProtected }: ModelUse): Promise<Model> {
    const { price, step, series, weights, reasoning } = choice
    const model = await this.#shared(choice, api)
    // The manifest records the price, so that the cost can be computed later.
    const own = { ...model, facts: { ...model.facts, api, ...defined({ price, step, series, weights }) } }
    const { caching, log } = this.#opening
    const limited = withRefusalLimit(isProtected ? withProtection(own) : own)
    return withLog(withReasoning(await caching.wrap(limited), reasoning), log)
  }

  /** Opens a model of its own per run for batches, whose ledger is in the run folder. */
  #shared(choice: ModelChoice, api: ModelFacts['api']): Promise<Model> {
    const known = this.#options.batch ? undefined : this.#opened.get(choice)
    if (known !== undefined) return known
    const opened = this.#open(choice, api)
    this.#opened.set(choice, opened)
    this.#all.push(opened)
    return opened
  }

  async #open({ spec, version, headers }: ModelChoice, api: ModelFacts['api']): Promise<Model> {
    const { throttle, stream, batch, headers: flags } = this.#options
    const { stop, log } = this.#opening
    return openModel(spec, {
      ...{ api, stop, servers: this.#servers },
      ...(spec.serve && { fleet: await this.#servedBy() }),
      headers: { ...headers, ...flags?.get(''), ...flags?.get(spec.label) },
      ...(version !== undefined && { version }),
      ...patience(this.#options),
      ...(stream !== undefined && { stream }),
      ...(batch && { batch: { onProgress: note } }),
      ...throttle,
      ...fanOut(retryNotes(), logRetries(log, spec.label)),
    })
  }

  /** The servers of checkpoints, opened for the first. */
  async #servedBy(): Promise<Fleet> {
    if (this.#fleet !== undefined) return this.#fleet
    this.#ownFleet ??= openFleet(this.#options)
    return this.#ownFleet
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const opened = await Promise.allSettled(this.#all)
    await Promise.all(opened.map((one) => one.status === 'fulfilled' && one.value.close?.()))
    await (await this.#ownFleet)?.[Symbol.asyncDispose]()
  }
}

/** Model servers that a command starts. */
export async function openFleet({ serveTimeoutMs }: RequestOptions): Promise<Fleet> {
  const { Fleet } = await import('../models/serve/fleet.ts')
  return new Fleet({ onProgress: note, ...defined({ timeoutMs: serveTimeoutMs }) })
}

export const patience = ({ timeoutMs, maxRetries, maxDowntimeMs }: RequestOptions) => ({
  ...(timeoutMs !== undefined && { timeoutMs }),
  ...(maxRetries !== undefined && { maxRetries }),
  ...(maxDowntimeMs !== undefined && { maxDowntimeMs }),
})

/** The same model, whose prompts no error message repeats. */
export const withProtection = (model: Model): Model => ({
  ...model,
  complete: (request, signal) => model.complete({ ...request, isProtected: true }, signal),
})
