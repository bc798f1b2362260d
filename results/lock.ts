/** One process at a time writes a run folder. A lock whose holder has died is taken over. */
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { StoreError } from './errors.ts'

const LOCK = 'lock.json'

interface Holder {
  readonly pid: number
  readonly host: string
  readonly since: string
  /** Linux: the kernel's own start stamp of the process, which tells a reused pid from the holder. */
  readonly processStart?: string
}

export interface Lock {
  /** A dead holder that left the lock behind, for a word to the user. */
  readonly takenOverFrom?: Holder
  release(): Promise<void>
}

/** @throws StoreError naming the process that writes the folder */
export async function lockFolder(folder: string): Promise<Lock> {
  const path = join(folder, LOCK)
  const release = () => rm(path, { force: true })
  if (await claim(path)) return { release }

  const holder = await readHolder(path)
  if (holder !== undefined && (await isAlive(holder))) {
    throw new StoreError(`${folder}: in use by process ${holder.pid} on ${holder.host} since ${holder.since}`, {
      hint: `Wait for it to end. If that process is surely gone, delete ${path}.`,
    })
  }
  // Renaming first lets exactly one of two latecomers win.
  await rename(path, `${path}.${process.pid}.stale`).catch(() => undefined)
  await rm(`${path}.${process.pid}.stale`, { force: true })
  if (await claim(path)) return { release, ...(holder && { takenOverFrom: holder }) }
  throw new StoreError(`${folder}: another process has just taken it`, { hint: 'Wait for it to end.' })
}

async function claim(path: string): Promise<boolean> {
  const start = await processStart(process.pid)
  const holder: Holder = {
    pid: process.pid,
    host: hostname(),
    since: new Date().toISOString(),
    ...(start && { processStart: start }),
  }
  try {
    await writeFile(path, `${JSON.stringify(holder)}\n`, { flag: 'wx' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw new StoreError(`${path}: cannot be written: ${(error as Error).message}`, {
      cause: error,
      hint: 'Check the folder’s permissions and the space left on the disk, or choose another with --runs-dir.',
    })
  }
}

async function readHolder(path: string): Promise<Holder | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8'))
  } catch {
    return undefined // torn by a crash, or released a moment ago
  }
}

async function isAlive(holder: Holder): Promise<boolean> {
  if (holder.host !== hostname()) return true // cannot be known from here
  try {
    process.kill(holder.pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
  }
  const start = await processStart(holder.pid)
  return holder.processStart === undefined || start === undefined || start === holder.processStart
}

/** Field 22 of /proc/PID/stat, in clock ticks since boot; the command in field 2 may itself hold spaces and brackets. */
async function processStart(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined)
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
}
