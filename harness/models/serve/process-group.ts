/** Ends the processes of a model server: its process group and, on Linux, those of its processes that left the group. */
import { setTimeout } from 'node:timers/promises'
import { MARKER } from './guard-protocol.ts'
import { environmentOf, processTable } from './process-table.ts'

export interface ServerProcesses {
  /** The first process, which leads the group. */
  readonly pid: number
  /** Value of `EVALKIT_SERVER` in their environment. */
  readonly marker: string
}

/** How often to look whether the processes are gone. */
const LOOK_MS = 50
/** How long a process may take to go after SIGKILL. */
const KILLED_MS = 5000

/**
 * Sends SIGTERM, and SIGKILL to what is left after `graceMs`. Returns once all are gone, at the latest 5 seconds after SIGKILL, since a
 * process in an uninterruptible system call cannot be ended.
 */
export async function endProcesses(server: ServerProcesses, graceMs: number): Promise<void> {
  const members = new Members(server)
  members.signal('SIGTERM')
  if (await areGone(members, graceMs)) return
  members.signal('SIGKILL')
  await areGone(members, KILLED_MS)
}

/** Kills them at once. */
export const killProcesses = (server: ServerProcesses) => new Members(server).signal('SIGKILL')

export const isAlive = (pid: number): boolean => send(pid, 0)

async function areGone(members: Members, withinMs: number): Promise<boolean> {
  const deadline = performance.now() + withinMs
  while (members.exist()) {
    if (performance.now() >= deadline) return false
    await setTimeout(LOOK_MS)
  }
  return true
}

/**
 * The processes of a server: those of its group, those marked in their environment, and what any of them started. One that was seen stays a
 * member after its parent has ended.
 */
class Members {
  readonly #server: ServerProcesses
  /** When each started, by pid. */
  readonly #seen = new Map<number, string>()

  constructor(server: ServerProcesses) {
    this.#server = server
  }

  signal(name: NodeJS.Signals): void {
    const { pid } = this.#server
    const members = this.#living() ?? []
    send(-pid, name)
    for (const one of members) if (one !== pid) send(one, name)
  }

  /** A zombie that nobody reaps is none, but its group can still be signalled: so /proc decides where there is one. */
  exist(): boolean {
    const members = this.#living()
    return members === undefined ? send(-this.#server.pid, 0) : members.length > 0
  }

  /** Pids; undefined without /proc. */
  #living(): number[] | undefined {
    const table = processTable()?.filter(({ pid }) => pid !== process.pid)
    if (table === undefined) return undefined
    const { pid: leader, marker } = this.#server
    const members = new Set<number>()
    for (const { pid, group, startedAt } of table) {
      const isSeen = this.#seen.get(pid) === startedAt
      if (isSeen || group === leader || environmentOf(pid).includes(`${MARKER}=${marker}`)) members.add(pid)
    }
    for (let before = -1; before < members.size; ) {
      before = members.size
      for (const { pid, parent } of table) if (members.has(parent)) members.add(pid)
    }
    for (const { pid, startedAt } of table) if (members.has(pid)) this.#seen.set(pid, startedAt)
    return [...members]
  }
}

function send(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    process.kill(pid, name)
    return true
  } catch {
    return false // gone meanwhile
  }
}
