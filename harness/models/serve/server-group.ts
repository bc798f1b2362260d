/** The servers of one checkpoint: one, or one for each group of GPUs. They start with the first request. */
import { existsSync } from 'node:fs'
import { basename } from 'node:path'
import { defined } from '../../../results/defined.ts'
import { ModelError } from '../../../results/errors.ts'
import { plural } from '../../../results/words/format.ts'
import type { GroupSetup } from './group-setup.ts'
import { presetOf, type ServedAdapter } from './presets.ts'
import { type RunningGroup, type StartedGroup, startedGroup } from './running-group.ts'
import { serverCommand } from './server-command.ts'
import { ServerLogs } from './server-logs.ts'
import { startServer } from './server-process.ts'

export interface GroupOptions {
  readonly onProgress: (sentence: string) => void
  /** Default: 30 minutes. */
  readonly timeoutMs?: number
  /** Time from SIGTERM to SIGKILL. Default: 30 seconds. */
  readonly graceMs?: number
}

const START_MS = 30 * 60_000

/** Starts after the first one: a server that dies again and again is given up. */
const MOST_RESTARTS = 3

export class ServerGroup {
  readonly setup: GroupSetup
  readonly #options: GroupOptions
  readonly #adapters = new Map<string, ServedAdapter>()
  readonly #logs: ServerLogs
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
    this.#logs = new ServerLogs(setup.devices.length)
  }

  get isIdle(): boolean {
    return this.#uses === 0
  }

  get isRunning(): boolean {
    return this.#running !== undefined
  }

  /** Whether servers are up that further adapters can be added to. */
  get takesAdapters(): boolean {
    return this.#current?.takesAdapters === true && !this.#current.dead.aborted && this.#failed === undefined
  }

  /** Serves an adapter as well. */
  join(adapter: ServedAdapter): void {
    this.#adapters.set(adapter.name, adapter)
    this.#restarts = 0
  }

  /** Serves an adapter no longer: its files may be deleted from now on. */
  leave(adapter: ServedAdapter): void {
    this.#adapters.delete(adapter.name)
    this.#current?.unload(adapter)
  }

  /** Keeps the log of the servers in this run folder, too. */
  attach(folder: string): void {
    this.#logs.attach(folder)
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
          await this.#restartOrFail(running)
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
    this.#logs.clear()
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
    if (needs !== undefined && this.#running !== undefined) await this.#provide(await this.#running, needs)
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

  /** Loads an adapter that came after the start, or stops the servers, so that they start with it. */
  async #provide(running: StartedGroup, adapter: ServedAdapter): Promise<void> {
    if ((await running.load(adapter)) || this.#current !== running) return
    await this.stop()
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
        ...{ api, log: this.#logs.pathOf(index), timeoutMs, onProgress },
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
    this.#logs.keep()
    throw this.#explained(failed.reason)
  }

  /** Trainers delete old checkpoints, also those that a server is reading. */
  #areGone(): boolean {
    const { weights, adapterPath } = this.setup
    const paths = [weights, adapterPath, ...this.#adapters.values().map(({ path }) => path)]
    return paths.some((path) => path !== undefined && !existsSync(path))
  }

  #explained<Failure>(failure: Failure): Failure | ModelError {
    if (!(failure instanceof ModelError) || !this.#areGone()) return failure
    return new ModelError(`${this.setup.label}: the checkpoint was deleted while it was served. ${failure.message}`, {
      fatal: true,
      retryable: true,
      hint: 'Have the trainer keep it (save_total_limit), or copy it before it is evaluated.',
      cause: failure,
    })
  }

  /** After a death: allows another start, or explains why not. The first request to notice decides. */
  async #restartOrFail(running: StartedGroup): Promise<void> {
    const { reason } = running.dead
    if (running !== this.#current || !(reason instanceof ModelError)) return
    this.#current = undefined
    if (!running.hasAnswered || this.#restarts >= MOST_RESTARTS || this.#areGone()) {
      this.#logs.keep()
      this.#failed = this.#explained(reason)
    } else {
      this.#restarts++
      this.#options.onProgress(`${reason.message}. Starting it again (${this.#restarts} of ${MOST_RESTARTS}).`)
    }
    await this.stop()
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

/** What the server is expected to call the weights; undefined for a command line that is not told a name. */
function listedName({ how, name, weights }: GroupSetup): string | undefined {
  const preset = presetOf(how)
  if (preset === undefined) return how.words.some((word) => word.includes('{name}')) ? name : undefined
  return preset.isNamedByPath ? weights : name
}
