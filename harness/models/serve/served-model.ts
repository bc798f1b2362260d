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
import type { RunningGroup } from './running-group.ts'

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

/** As many requests as a server gets at first, by the adaptive limit. */
const FIRST_CAPACITY = 32

/** The provider in whose words the client speaks to a server. */
const PROVIDERS: Readonly<Record<string, string>> = { sglang: 'sglang', 'llama-server': 'llamacpp' }

/**
 * Reads the checkpoint and finds the program; starts nothing.
 *
 * @throws UsageError for a checkpoint that cannot be served, and a program that is not installed
 */
export async function openServed(
  spec: ModelSpec & { readonly serve: ServedSpec },
  { api, version, connections, stop, onNotice, fleet: shared }: ServedOptions,
  openAt: OpenAt,
): Promise<Model> {
  const { label, serve } = spec
  const { served, setup } = await prepareServer(spec)
  const { checkpoint, adapter } = served
  const fleet = shared ?? new Fleet({ onProgress: onNotice ?? (() => undefined) })
  const group = fleet.group(setup)
  if (adapter !== undefined) group.join(adapter)

  /** One for each start of the servers; requests of the one before may still be under way. */
  const clients: Promise<Model>[] = []
  let opened: { readonly running: RunningGroup; readonly model: Promise<Model> } | undefined
  let checked: Promise<void> | undefined
  let capacity = () => connections ?? FIRST_CAPACITY * setup.devices.length

  /** The client of the servers that run now. */
  function clientOf(running: RunningGroup): Promise<Model> {
    if (opened?.running !== running) {
      const { urls, dead } = running
      const { model } = running.ask(adapter)
      const at = { label, provider: PROVIDERS[serve.how.preset ?? ''] ?? 'vllm', name: model, urls }
      opened = { running, model: openAt(at, stop === undefined ? dead : AbortSignal.any([stop, dead])) }
      clients.push(opened.model)
    }
    return opened.model
  }

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
    facts: {
      label,
      provider: spec.provider,
      name: served.hubName ?? basename(checkpoint.path),
      api,
      version: version ?? served.version,
      weights: checkpoint.path,
      served: serve.how.text,
      ...defined({ step: checkpoint.step, chatTemplate: served.chatTemplate }),
      ...(served.hubName === undefined && defined({ series: checkpoint.series })),
    },
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
          const model = await clientOf(running)
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
      const all = await Promise.allSettled(clients)
      await Promise.all(all.map((one) => one.status === 'fulfilled' && one.value.close?.()))
      if (shared === undefined) await fleet[Symbol.asyncDispose]()
    },
  }
}

function withBody(request: ModelRequest, body: Readonly<Record<string, unknown>>): ModelRequest {
  const { generation } = request
  return { ...request, generation: { ...generation, extraBody: { ...generation.extraBody, ...body } } }
}
