/** Ends the processes of a model server: its process group and, on Linux, those of its processes that left the group. */
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { MARKER } from './guard-protocol.ts'

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
  signal(server, 'SIGTERM')
  if (await areGone(server, graceMs)) return
  signal(server, 'SIGKILL')
  await areGone(server, KILLED_MS)
}

/** Kills them at once. */
export const killProcesses = (server: ServerProcesses) => signal(server, 'SIGKILL')

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

async function areGone(server: ServerProcesses, withinMs: number): Promise<boolean> {
  const deadline = performance.now() + withinMs
  while (hasMembers(server)) {
    if (performance.now() >= deadline) return false
    await setTimeout(LOOK_MS)
  }
  return true
}

function signal(server: ServerProcesses, name: NodeJS.Signals): void {
  send(-server.pid, name)
  for (const pid of membersOf(server) ?? []) if (pid !== server.pid) send(pid, name)
}

function send(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    process.kill(pid, name)
    return true
  } catch {
    return false // gone meanwhile
  }
}

/** A zombie that nobody reaps is no member, but its group can still be signalled: so /proc decides where there is one. */
const hasMembers = (server: ServerProcesses): boolean => {
  const members = membersOf(server)
  return members === undefined ? send(-server.pid, 0) : members.length > 0
}

/** Pids of the living processes of a server: those of its group, and those marked in their environment; undefined without /proc. */
function membersOf({ pid, marker }: ServerProcesses): number[] | undefined {
  if (process.platform !== 'linux') return undefined
  const pids = readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? Number(name) : []))
  return pids.filter((one) => {
    if (one === process.pid) return false
    const stat = read(`/proc/${one}/stat`)
    // After the name, which is in brackets and may hold anything: state, parent, group. See proc_pid_stat(5).
    const [state, , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (state === undefined || state === '' || state === 'X') return false
    // The first thread of a process that is ending is a zombie while others still hold its memory.
    if (state === 'Z' && tasksOf(one) < 2) return false
    return Number(group) === pid || read(`/proc/${one}/environ`).split('\0').includes(`${MARKER}=${marker}`)
  })
}

function tasksOf(pid: number): number {
  try {
    return readdirSync(`/proc/${pid}/task`).length
  } catch {
    return 0 // it has ended
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return '' // it has ended, or belongs to somebody else
  }
}
