/** Servers that answer: one, or several that share the requests to the same weights. */
import { ModelError } from '../../../results/errors.ts'
import type { GroupSetup } from './group-setup.ts'
import { ask } from './local-request.ts'
import { type AdapterRequest, presetOf, type ServedAdapter, type WeightsRequest } from './presets.ts'
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
  /** Whether further adapters can be loaded. */
  readonly takesAdapters: boolean
  /** @returns whether all servers have the adapter now */
  load(adapter: ServedAdapter): Promise<boolean>
  /** Takes it out of their memory, if they can; does not wait for it. */
  unload(adapter: ServedAdapter): void
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
  const preset = list.length === 0 ? undefined : presetOf(how)
  const { atRuntime } = preset ?? {}
  /** By name: whether it is loaded. */
  const loaded = new Map<string, true | Promise<boolean>>(list.map((adapter) => [adapter.name, true]))
  let unloaded: Promise<unknown> = Promise.resolve()

  /** @returns whether all servers did as they were told */
  async function tell({ path, body }: AdapterRequest): Promise<boolean> {
    const replies = await Promise.all(
      servers.map(({ origin }) => ask(`${origin}${path}`, LOAD_MS, dead, body).catch(() => undefined)),
    )
    return replies.every((reply) => reply?.status === 200)
  }

  return {
    urls: servers.map(({ origin }) => `${origin}/v1`),
    name,
    dead,
    takesAdapters: atRuntime !== undefined,
    async load(adapter) {
      const known = loaded.get(adapter.name)
      if (known !== undefined) return known
      const loading = atRuntime === undefined ? false : unloaded.then(() => tell(atRuntime.load(adapter)))
      if (loading !== false) loaded.set(adapter.name, loading)
      return loading
    },
    unload(adapter) {
      if (atRuntime === undefined || !loaded.delete(adapter.name)) return
      unloaded = Promise.all([unloaded, tell(atRuntime.unload(adapter))])
    },
    hasAnswered: false,
    ask: (adapter) => preset?.ask?.({ name, adapters: list }, adapter) ?? { model: name },
    async stop() {
      stopped.abort(new ModelError('the server was stopped', { retryable: true }))
      await Promise.all(servers.map((server) => server.stop()))
    },
  }
}
