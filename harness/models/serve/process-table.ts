/** The processes of this machine, from /proc. See proc_pid_stat(5). */
import { readdirSync, readFileSync } from 'node:fs'

export interface ProcessEntry {
  readonly pid: number
  readonly parent: number
  readonly group: number
  /** In clock ticks since boot: a number that is used again belongs to another process. */
  readonly startedAt: string
}

/** All that run or hold memory; undefined on systems without /proc. */
export function processTable(): ProcessEntry[] | undefined {
  if (process.platform !== 'linux') return undefined
  return readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? (entryOf(Number(name)) ?? []) : []))
}

/** Variables that a process was started with, as `NAME=value`; none where it has ended, or belongs to somebody else. */
export const environmentOf = (pid: number): string[] => read(`/proc/${pid}/environ`).split('\0')

function entryOf(pid: number): ProcessEntry | undefined {
  const stat = read(`/proc/${pid}/stat`)
  // After the name, which is in brackets and may hold anything, from the third field on.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [state = '', parent, group] = fields
  if (state === '' || state === 'X') return undefined
  // The first thread of a process that is ending is a zombie while others still hold its memory.
  if (state === 'Z' && tasksOf(pid) < 2) return undefined
  return { pid, parent: Number(parent), group: Number(group), startedAt: fields[19] ?? '' }
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
