/** The model servers that a command starts: servers that share a GPU take turns, and all end with the command. */
import type { GroupSetup } from './group-setup.ts'
import type { RunningGroup } from './running-group.ts'
import { type GroupOptions, type GroupUse, ServerGroup } from './server-group.ts'

export class Fleet implements AsyncDisposable {
  readonly #options: GroupOptions
  readonly #groups = new Map<string, ServerGroup>()
  /** One start at a time, so that each sees what the others left. */
  #turn: Promise<unknown> = Promise.resolve()

  constructor(options: GroupOptions) {
    this.#options = options
  }

  /** The servers of these weights, shared by all models that need them. */
  group(setup: GroupSetup): ServerGroup {
    const key = serversKey(setup)
    const known = this.#groups.get(key)
    if (known !== undefined) return known
    const group = new ServerGroup(setup, this.#options)
    this.#groups.set(key, group)
    return group
  }

  /** Uses servers, and stops idle ones on the same GPUs before these start. @throws as `ServerGroup.use` */
  async use<Result>(
    group: ServerGroup,
    use: GroupUse,
    work: (running: RunningGroup) => Promise<Result>,
  ): Promise<Result> {
    if (!group.isRunning) {
      this.#turn = this.#turn.then(() => this.#makeRoom(group))
      await this.#turn
    }
    return group.use(use, work)
  }

  async #makeRoom(group: ServerGroup): Promise<void> {
    if (group.isRunning) return
    const others = [...this.#groups.values()].filter((one) => one !== group && one.isRunning && one.isIdle)
    await Promise.all(others.filter((one) => shareDevice(one.setup, group.setup)).map((one) => one.stop()))
  }

  /** Stops the servers of models that are done with: all but those that further adapters can be added to. */
  async release(): Promise<void> {
    const done = [...this.#groups].filter(([, group]) => !group.takesAdapters)
    for (const [key] of done) this.#groups.delete(key)
    await Promise.all(done.map(([, group]) => group.close()))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#groups.values().map((group) => group.close()))
  }
}

/** Equal for models that share their servers. */
export const serversKey = ({ how, weights, adapterPath, devices }: GroupSetup): string =>
  JSON.stringify([how.text, weights, adapterPath, devices])

/** The GPUs of servers; none where they were not told which to use, and may use any. */
export const devicesOf = ({ devices }: Pick<GroupSetup, 'devices'>): string[] =>
  devices.flatMap((group) => group?.devices ?? [])

function shareDevice(one: GroupSetup, other: GroupSetup): boolean {
  const [first, second] = [devicesOf(one), devicesOf(other)]
  return first.length === 0 || second.length === 0 || first.some((device) => second.includes(device))
}
