/** Servers that answer: one, or several that share the requests to the same weights. */
import { ModelError } from '../../../results/errors.ts'
import type { GroupSetup } from './group-setup.ts'
import { ask } from './local-request.ts'
import { presetOf, type ServedAdapter, type WeightsRequest } from './presets.ts'
import type { RunningServer } from './server-process.ts'

export interface RunningGroup {
  /** Base URLs, with `/v1`. */
  readonly urls: readonly string[]
  /** Name of the weights at the server. */
  readonly name: string
  /** Aborted when one of them has ended, or was stopped. */
  readonly dead: AbortSignal
  /** How requests name an adapter; undefined: the base. */
  readonly ask: (adapter: ServedAdapter | undefined) => WeightsRequest
}

/** With what its own group needs to know of it. */
export interface StartedGroup extends RunningGroup {
  /** By name: whether it is loaded. */
  readonly adapters: Map<string, boolean | Promise<boolean>>
  /** @returns whether all servers have the adapter now */
  load(adapter: ServedAdapter): Promise<boolean>
  hasAnswered: boolean
  stop(): Promise<void>
}

/** Reading an adapter takes a few seconds. */
const LOAD_MS = 120_000

export function startedGroup(
  servers: readonly RunningServer[],
  { how }: GroupSetup,
  adapters: ReadonlyMap<string, ServedAdapter>,
): StartedGroup {
  const stopped = new AbortController()
  const name = servers[0]?.name ?? ''
  const list = [...adapters.values()]
  const dead = AbortSignal.any([stopped.signal, ...servers.map((server) => server.dead)])
  const naming = list.length === 0 ? undefined : presetOf(how)?.ask
  return {
    urls: servers.map(({ origin }) => `${origin}/v1`),
    name,
    dead,
    adapters: new Map(list.map((adapter) => [adapter.name, true])),
    async load(adapter) {
      const sent = presetOf(how)?.load?.(adapter)
      if (sent === undefined || list.length === 0) return false
      const replies = await Promise.all(
        servers.map(({ origin }) => ask(`${origin}${sent.path}`, LOAD_MS, dead, sent.body).catch(() => undefined)),
      )
      return replies.every((reply) => reply?.status === 200)
    },
    hasAnswered: false,
    ask: (adapter) => naming?.({ name, adapters: list }, adapter) ?? { model: name },
    async stop() {
      stopped.abort(new ModelError('the server was stopped', { retryable: true }))
      await Promise.all(servers.map((server) => server.stop()))
    },
  }
}
