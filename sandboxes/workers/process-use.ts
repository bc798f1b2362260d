import { readFile } from 'node:fs/promises'

/** What Linux counts CPU time in, on every machine that Node runs on: sysconf(_SC_CLK_TCK) is 100 a second. */
const TICK_MS = 10
const PAGE_BYTES = 4096
const MIB = 2 ** 20

/**
 * Memory that a process really occupies, in MiB.
 *
 * @returns nothing where the system does not tell it in a file (all but Linux), or when the process is gone
 * @see proc(5), /proc/pid/statm: size, then resident, in pages
 */
export async function residentMiB(pid: number): Promise<number | undefined> {
  const statm = await readFile(`/proc/${pid}/statm`, 'utf8').catch(() => undefined)
  const pages = Number(statm?.split(' ')[1])
  return Number.isFinite(pages) ? (pages * PAGE_BYTES) / MIB : undefined
}

/**
 * CPU time that a process has had, all its threads together, in milliseconds.
 *
 * @returns nothing where the system does not tell it in a file (all but Linux), or when the process is gone
 * @see proc(5), /proc/pid/stat: utime and stime are the 14th and 15th field, after a name in brackets that may hold anything
 */
export async function cpuTimeMs(pid: number): Promise<number | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined)
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')
  const ticks = Number(fields?.[11]) + Number(fields?.[12])
  return Number.isFinite(ticks) ? ticks * TICK_MS : undefined
}
