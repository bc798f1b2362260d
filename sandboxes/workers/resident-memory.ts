import { readFile } from 'node:fs/promises'

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
