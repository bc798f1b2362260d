/** The servers of one checkpoint: one, or one for each group of GPUs. They start with the first request. */
import { linkSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { defined } from '../../../results/defined.ts'
import { ModelError } from '../../../results/errors.ts'
import { plural } from '../../../results/words/format.ts'
import type { GroupSetup } from './group-setup.ts'
import { type AdapterRequest, SERVE_PRESETS, type ServedAdapter } from './presets.ts'
import { serverCommand } from './server-command.ts'
import { type RunningServer, startServer } from './server-process.ts'

export interface GroupOptions {
  readonly onProgress: (sentence: string) => void
  /** Default: 30 minutes. */
  readonly timeoutMs?: number
  /** Time from SIGTERM to SIGKILL. Default: 30 seconds. */
  readonly graceMs?: number
}

/** Servers that answer. */
export interface RunningGroup {
  /** Base URLs, with `/v1`. */
  readonly urls: readonly string[]
  /** Name of the weights at the server. */
  readonly name: string
  /** Aborted when one of them has ended, or was stopped. */
  readonly dead: AbortSignal
  /** How requests name an adapter. */
  readonly adapter: (adapter: ServedAdapter) => AdapterRequest
}

const START_MS = 30 * 60_000

/** Starts after the first one: a server that dies again and again is given up. */
const MOST_RESTARTS = 3

const LOG = 'server.log'

export class ServerGroup {
  readonly setup: GroupSetup
  readonly #options: GroupOptions
  readonly #adapters = new Map<string, ServedAdapter>()
  readonly #folders: string[] = []
  #temporary: string | undefined
  #running: Promise<StartedGroup> | undefined
  /** The servers that are in use; undefined while there are none, or they have ended. */
  #current: StartedGroup | undefined
  #stopping = Promise.resolve()
  #failed: ModelError | undefined
  #restarts = 0
  /** Requests that are at the servers or wait for their start. */
  #uses = 0

  constructor(setup: GroupSetup, options: GroupOptions) {
    this.setup = setup
    this.#options = options
  }

  get isIdle(): boolean {
    return this.#uses === 0
  }

  get isRunning(): boolean {
    return this.#running !== undefined
  }

  /** Serves an adapter as well, from the next start on. */
  join(adapter: ServedAdapter): void {
    this.#adapters.set(adapter.name, adapter)
  }

  /** Keeps the log of the servers in this run folder, too. */
  attach(folder: string): void {
    const previous = this.#folders.at(-1)
    if (this.#folders.includes(folder)) return
    this.#folders.push(folder)
    if (previous === undefined) return
    for (const index of this.setup.devices.keys()) {
      try {
        linkSync(join(previous, logName(index)), join(folder, logName(index)))
      } catch {
        // Not started yet, or another file system: the log is in the other folder.
      }
    }
  }

  /**
   * Uses the servers, and starts them first where that is due. A request that fails because they ended is repeated after they have been
   * started again.
   *
   * @throws ModelError when they do not start, or end again and again, with the cause; what `work` throws while they live
   */
  async use<Result>(
    { api, needs, stop, signal }: GroupUse,
    work: (running: RunningGroup) => Promise<Result>,
  ): Promise<Result> {
    this.#uses++
    try {
      for (;;) {
        const running = await this.#ready(api, needs, stop)
        try {
          const result = await work(running)
          running.hasAnswered = true
          return result
        } catch (error) {
          if (!running.dead.aborted || signal?.aborted || stop?.aborted) throw error
          await this.#bury(running)
        }
      }
    } finally {
      this.#uses--
    }
  }

  /** Stops the servers and waits until they are gone; the next use starts them again. */
  async stop(): Promise<void> {
    const running = this.#running
    this.#running = undefined
    this.#current = undefined
    if (running !== undefined) {
      const ended = running.then(
        (group) => group.stop(),
        () => undefined, // a failed start has ended already
      )
      this.#stopping = Promise.all([this.#stopping, ended]).then(() => undefined)
    }
    await this.#stopping
    if (this.#temporary !== undefined) rmSync(this.#temporary, { recursive: true, force: true })
    this.#temporary = undefined
  }

  /** Stops the servers for good. */
  async close(): Promise<void> {
    this.#failed = new ModelError(`${this.setup.label}: its server was stopped with the command`, { retryable: true })
    await this.stop()
  }

  async #ready(
    api: GroupUse['api'],
    needs: ServedAdapter | undefined,
    stop: AbortSignal | undefined,
  ): Promise<StartedGroup> {
    if (this.#failed !== undefined) throw this.#failed
    const lacks = needs !== undefined && this.#running !== undefined && !(await this.#running).adapters.has(needs.name)
    if (lacks) await this.stop()
    this.#running ??= this.#stopping.then(() => this.#start(api, stop))
    const started = this.#running
    try {
      return await started
    } catch (error) {
      if (this.#running === started) this.#running = undefined
      if (error instanceof ModelError) this.#failed = error
      throw error
    }
  }

  async #start(api: GroupUse['api'], stop: AbortSignal | undefined): Promise<StartedGroup> {
    const { setup } = this
    const { timeoutMs = START_MS, graceMs, onProgress } = this.#options
    const adapters = new Map(this.#adapters)
    const list = [...adapters.values()]
    const label = list.length === 0 ? setup.label : `${setup.label} with ${plural(list.length, 'adapter')}`
    const starts = setup.devices.map((devices, index) => {
      return startServer({
        label:
          devices === undefined || setup.devices.length === 1 ? label : `${label} on GPU ${devices.devices.join(',')}`,
        program: setup.how.preset ?? basename(setup.how.words[0] ?? ''),
        command: (ports) => serverCommand(setup, { ...ports, adapters: list, devices }),
        ...defined({ name: listedName(setup), graceMs, stop }),
        ...{ api, log: this.#log(index), timeoutMs, onProgress },
      })
    })
    const settled = await Promise.allSettled(starts)
    const servers = settled.flatMap((one) => (one.status === 'fulfilled' ? one.value : []))
    const failed = settled.find((one) => one.status === 'rejected')
    if (failed === undefined) {
      this.#current = startedGroup(servers, setup, adapters)
      return this.#current
    }
    await Promise.all(servers.map((server) => server.stop()))
    throw failed.reason
  }

  /** After a death: allows another start, or explains why not. The first request to notice decides. */
  async #bury(running: StartedGroup): Promise<void> {
    const { reason } = running.dead
    if (running !== this.#current || !(reason instanceof ModelError)) return
    this.#current = undefined
    if (!running.hasAnswered || this.#restarts >= MOST_RESTARTS) this.#failed = reason
    else {
      this.#restarts++
      this.#options.onProgress(`${reason.message}. Starting it again (${this.#restarts} of ${MOST_RESTARTS}).`)
    }
    await this.stop()
  }

  #log(index: number): string {
    const attached = this.#folders.at(-1)
    if (attached !== undefined) return join(attached, logName(index))
    this.#temporary ??= mkdtempSync(join(tmpdir(), 'evalkit-server-'))
    return join(this.#temporary, logName(index))
  }
}

export interface GroupUse {
  readonly api: 'chat' | 'completions'
  /** The adapter that has to be loaded. */
  readonly needs?: ServedAdapter
  /** Once aborted, a start is given up. */
  readonly stop?: AbortSignal
  /** Of the request. */
  readonly signal?: AbortSignal
}

interface StartedGroup extends RunningGroup {
  readonly adapters: ReadonlyMap<string, ServedAdapter>
  hasAnswered: boolean
  stop(): Promise<void>
}

const logName = (index: number) => (index === 0 ? LOG : LOG.replace('.', `-${index + 1}.`))

/** What the server is expected to call the weights; undefined for a command line that is not told a name. */
function listedName({ how, name, weights }: GroupSetup): string | undefined {
  if (how.preset === undefined) return how.words.some((word) => word.includes('{name}')) ? name : undefined
  return SERVE_PRESETS[how.preset]?.isNamedByPath ? weights : name
}

function startedGroup(
  servers: readonly RunningServer[],
  { how }: GroupSetup,
  adapters: ReadonlyMap<string, ServedAdapter>,
): StartedGroup {
  const stopped = new AbortController()
  const name = servers[0]?.name ?? ''
  const list = [...adapters.values()]
  const dead = AbortSignal.any([stopped.signal, ...servers.map((server) => server.dead)])
  const named = how.preset === undefined ? undefined : SERVE_PRESETS[how.preset]?.adapter
  return {
    urls: servers.map(({ origin }) => `${origin}/v1`),
    name,
    dead,
    adapters,
    hasAnswered: false,
    adapter: (adapter) => named?.({ name, adapters: list }, adapter) ?? { model: name },
    async stop() {
      stopped.abort(new ModelError('the server was stopped', { retryable: true }))
      await Promise.all(servers.map((server) => server.stop()))
    },
  }
}
