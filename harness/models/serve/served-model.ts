/** Models in checkpoints: evalkit starts a server with the first request, and stops it after the last. */
import { basename } from 'node:path'
import { defined } from '../../../results/defined.ts'
import { ModelError, UsageError } from '../../../results/errors.ts'
import type { ModelFacts } from '../../../results/schema/schema.ts'
import type { PaceLimits } from '../limits/learned-limits.ts'
import { apiOf, type Model, type ModelRequest } from '../model.ts'
import type { ModelSpec, ServedSpec } from '../spec.ts'
import { devicesOf, Fleet, serversKey } from './fleet.ts'
import { prepareServer } from './prepare-server.ts'
import { presetOf } from './presets.ts'
import type { RunningGroup } from './running-group.ts'
import type { ServedCheckpoint } from './served-checkpoint.ts'

export interface ServedOptions extends PaceLimits {
  readonly api: ModelFacts['api']
  readonly version?: string
  /** Maximum requests in flight. */
  readonly connections?: number
  /** Once aborted, a start is given up. */
  readonly stop?: AbortSignal
  /** Hears how a server of its own is starting. */
  readonly onNotice?: ((sentence: string) => void) | undefined
  /** Servers shared with the other models of the command. Default: a fleet of its own, which `close` stops. */
  readonly fleet?: Fleet
}

/** Opens the model at servers that run. Requests that wait are given up when `stop` is aborted. */
export type OpenAt = (spec: ModelSpec, stop: AbortSignal) => Promise<Model>

/** @throws UsageError where the server would render messages with a template that is not the model's */
function refuseOtherTemplate({ chatTemplate, weights }: ServedCheckpoint, { how }: ServedSpec): void {
  const flags = presetOf(how)?.templateFlags
  if (flags === undefined || chatTemplate !== undefined) return
  if (how.words.some((word) => flags.includes(word.replace(/=.*/s, '')))) return
  throw new UsageError(`${weights}: the file has no chat template, and ${how.preset} would use one of its own`, {
    hint: `Ask it by the completions API (--api completions), or name the template: --serve "${how.preset} ${flags.at(-1)} FILE".`,
  })
}

/** As many requests as a server gets at first, by the adaptive limit. */
const FIRST_CAPACITY = 32

/**
 * Reads the checkpoint and finds the program; starts nothing.
 *
 * @throws UsageError for a checkpoint that cannot be served, one without a chat template that has to be asked by chat, and a program that is not installed
 */
export async function openServed(
  spec: ModelSpec & { readonly serve: ServedSpec },
  { api, version, connections, stop, onNotice, fleet: shared }: ServedOptions,
  openAt: OpenAt,
): Promise<Model> {
  const { label, serve } = spec
  const { served, setup } = await prepareServer(spec)
  if (api === 'chat') refuseOtherTemplate(served, serve)
  const { adapter } = served
  const fleet = shared ?? new Fleet({ onProgress: onNotice ?? (() => undefined) })
  const group = fleet.group(setup)
  if (adapter !== undefined) group.join(adapter)

  const clients = new Clients((running) => {
    const { urls, dead } = running
    const { model } = running.ask(adapter)
    const at = { label, provider: presetOf(serve.how)?.provider ?? 'vllm', name: model, urls }
    return openAt(at, stop === undefined ? dead : AbortSignal.any([stop, dead]))
  })
  let checked: Promise<void> | undefined
  let capacity = () => connections ?? FIRST_CAPACITY * setup.devices.length

  /** Once, before the first measurement. */
  async function requireLikelihoods(model: Model, { generation }: ModelRequest): Promise<void> {
    checked ??= (model.checkLikelihoods?.(generation) ?? Promise.resolve()).catch((error: unknown) => {
      checked = undefined
      if (!(error instanceof UsageError)) throw error
      throw new ModelError(error.message, { fatal: true, cause: error, ...defined({ hint: error.hint }) })
    })
    return checked
  }

  return {
    facts: factsOf(spec, served, { api, ...defined({ version }) }),
    engine: { devices: devicesOf(setup), weights: serversKey(setup) },
    capacity: () => capacity(),
    async checkLikelihoods() {
      // With the first request: a server that starts now would have to be stopped again for those before it.
    },
    complete(request, signal) {
      // The client is loaded while the server starts.
      void import('../openai/openai.ts')
      return fleet.use(
        group,
        { api: apiOf(request), ...defined({ needs: adapter, stop, signal }) },
        async (running) => {
          const model = await clients.of(running)
          capacity = model.capacity ?? capacity
          if (request.continuations !== undefined) await requireLikelihoods(model, request)
          const { body } = running.ask(adapter)
          return model.complete(body === undefined ? request : withBody(request, body), signal)
        },
      )
    },
    attach: async (folder) => group.attach(folder),
    unload: () => group.stop(),
    async close() {
      if (adapter !== undefined) group.leave(adapter)
      await clients.close()
      if (shared === undefined) await fleet[Symbol.asyncDispose]()
    },
  }
}

/** The clients of a model's servers: one for each start, since requests of an earlier start may still be in flight. */
class Clients {
  readonly #open: (running: RunningGroup) => Promise<Model>
  readonly #all: Promise<Model>[] = []
  #current: { readonly running: RunningGroup; readonly model: Promise<Model> } | undefined

  constructor(open: (running: RunningGroup) => Promise<Model>) {
    this.#open = open
  }

  of(running: RunningGroup): Promise<Model> {
    if (this.#current?.running !== running) {
      this.#current = { running, model: this.#open(running) }
      this.#all.push(this.#current.model)
    }
    return this.#current.model
  }

  async close(): Promise<void> {
    const all = await Promise.allSettled(this.#all)
    await Promise.all(all.map((one) => one.status === 'fulfilled' && one.value.close?.()))
  }
}

function factsOf(
  { label, provider, serve }: ModelSpec & { readonly serve: ServedSpec },
  { checkpoint, hubName, version, chatTemplate }: ServedCheckpoint,
  given: Pick<ServedOptions, 'api' | 'version'>,
): ModelFacts {
  return {
    ...{ label, provider, api: given.api },
    name: hubName ?? basename(checkpoint.path),
    version: given.version ?? version,
    weights: checkpoint.path,
    served: serve.how.text,
    ...defined({ step: checkpoint.step, chatTemplate }),
    ...(hubName === undefined && defined({ series: checkpoint.series })),
  }
}

function withBody(request: ModelRequest, body: Readonly<Record<string, unknown>>): ModelRequest {
  const { generation } = request
  return { ...request, generation: { ...generation, extraBody: { ...generation.extraBody, ...body } } }
}
