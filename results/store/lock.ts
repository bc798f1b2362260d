/** One process at a time writes a run folder. A lock whose holder has died is taken over. */

import { randomBytes } from 'node:crypto'
import { link, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { StoreError } from '../errors.ts'
import { remedyFor } from '../system-errors.ts'
import { parsedJson } from './lines.ts'
import type { StoredRun } from './read.ts'
import { readText as readRegularText } from './regular-file.ts'

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
  /** @param folder where it is now, if it was renamed */
  release(folder?: string): Promise<void>
}

/** @throws StoreError naming the process that writes the folder */
export async function lockFolder(folder: string): Promise<Lock> {
  for (let tries = 1; tries <= MOST_TRIES; tries++) {
    const lock = await tryToLock(folder, tries)
    if (lock !== undefined) return lock
    await sleep(50 + 100 * tries * Math.random())
  }
  throw new StoreError(`${folder}: another process is just taking it`, { hint: 'Wait for it to end.' })
}

/** @returns undefined where others want it at this very moment */
async function tryToLock(folder: string, tries: number): Promise<Lock | undefined> {
  const path = join(folder, LOCK)
  const claim = await makeClaim(folder)
  const release = async (now = folder) => {
    const held = join(now, LOCK)
    if ((await readText(held)) === claim.text) await rm(held, { force: true })
  }
  try {
    if (await putWhereNoneIs(claim, path)) return { release }
    const found = await readText(path)
    const holder = parse(found)
    if (holder !== undefined && (await isAlive(holder))) {
      throw new StoreError(`${folder}: in use by process ${holder.pid} on ${holder.host} since ${holder.since}`, {
        hint: `Wait for it to end. If that process no longer exists, delete ${path}.`,
      })
    }
    // What cannot be read may be on its way: it counts as torn by a crash once it stays so.
    if (holder === undefined && tries < UNREADABLE_TRIES) return undefined
    if (!(await replaced(claim, path, found))) return undefined
    return { release, ...(holder && { takenOverFrom: holder }) }
  } finally {
    await rm(claim.path, { force: true })
  }
}

const UNREADABLE_TRIES = 3
const MOST_TRIES = 12

/** A file of one's own: who has one and sees no other may take a dead holder's place. */
interface Claim {
  readonly path: string
  readonly text: string
}

async function makeClaim(folder: string): Promise<Claim> {
  const start = await processStart(process.pid)
  const token = randomBytes(6).toString('hex')
  const holder: Holder & { token: string } = {
    pid: process.pid,
    host: hostname(),
    since: new Date().toISOString(),
    ...(start && { processStart: start }),
    token,
  }
  const claim = { path: join(folder, `lock.${token}.json`), text: `${JSON.stringify(holder)}\n` }
  await writeFile(claim.path, claim.text, { flag: 'wx' }).catch((error: Error) => {
    throw unwritable(claim.path, error)
  })
  return claim
}

/** A link comes with its content; where the file system has none, the file is there a moment before its content. */
async function putWhereNoneIs(claim: Claim, path: string): Promise<boolean> {
  try {
    await link(claim.path, path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
  }
  try {
    await writeFile(path, claim.text, { flag: 'wx' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw unwritable(path, error as Error)
  }
}

/**
 * Takes the place of a lock that was found stale. Each who tries shows a claim first and looks for others second: of two at once at
 * least one sees the other and leaves it. Who comes later finds another lock than the stale one.
 */
async function replaced(claim: Claim, path: string, stale: string | undefined): Promise<boolean> {
  if (await hasRivals(claim)) return false
  if ((await readText(path)) !== stale) return false
  await rename(claim.path, path).catch((error: Error) => {
    throw unwritable(path, error)
  })
  return true
}

async function hasRivals({ path }: Claim): Promise<boolean> {
  const folder = dirname(path)
  const rivals = (await readdir(folder)).filter((name) => CLAIM.test(name) && name !== basename(path))
  for (const name of rivals) {
    const rival = join(folder, name)
    const holder = parse(await readText(rival))
    const madeAt = await stat(rival).then(
      ({ mtimeMs }) => mtimeMs,
      () => 0,
    )
    // A claim is there for a moment; an older one is what a crash left.
    const isOver = Date.now() - madeAt > CLAIM_MS || (holder !== undefined && !(await isAlive(holder)))
    if (!isOver) return true
    await rm(rival, { force: true })
  }
  return false
}

const CLAIM = /^lock\.[0-9a-f]+\.json$/
const CLAIM_MS = 60_000

const unwritable = (path: string, error: Error) =>
  new StoreError(`${path}: cannot be written: ${error.message}`, {
    cause: error,
    hint: `${remedyFor(error) ?? 'Check the folder.'} --runs-dir names another place.`,
  })

/** @returns undefined where there is none */
const readText = (path: string): Promise<string | undefined> => readRegularText(path).catch(() => undefined)

/** @returns undefined for what is torn, not there, or no lock */
function parse(text: string | undefined): Holder | undefined {
  const holder = text === undefined ? undefined : parsedJson(text)
  return isHolder(holder) ? holder : undefined
}

function isHolder(value: unknown): value is Holder {
  const { pid, host, since, processStart } = (value ?? {}) as Partial<Record<keyof Holder, unknown>>
  const isProcess = typeof pid === 'number' && Number.isInteger(pid) && pid > 0 && pid <= MOST_PID
  return isProcess && [host, since, processStart ?? ''].every((text) => typeof text === 'string')
}

/** What a process number can be on any system; `kill` would take 0 and -1 for groups of processes. */
const MOST_PID = 2 ** 31 - 1

/** Whether a living process writes the folder. One on another machine counts as living. */
async function isHeld(folder: string): Promise<boolean> {
  const holder = parse(await readText(join(folder, LOCK)))
  return holder !== undefined && (await isAlive(holder))
}

/** What the manifest says, unless it says `running` of a run whose process has died. */
export async function statusNow({ folder, manifest: { status } }: Pick<StoredRun, 'folder' | 'manifest'>) {
  return status === 'running' && !(await isHeld(folder)) ? 'interrupted' : status
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
