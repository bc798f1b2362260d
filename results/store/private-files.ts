/** Caches hold machine code, questions and replies, so they are the user's alone: made so, and used only where nobody else could have written. */
import { chmodSync, lstatSync, readdirSync, type Stats, statSync } from 'node:fs'
import { join } from 'node:path'
import { makeFolderSync } from './make-folder.ts'

const FOR_USER_ALONE = 0o700
const GROUP_WRITES = 0o020
const EVERYBODY_WRITES = 0o002

/** For files that others must not read. */
export const PRIVATE_FILE = 0o600

/**
 * Makes a folder that only the user can look into, with those above it, or closes an existing one to others.
 *
 * @returns why it cannot be used, as in "belongs to another user"; undefined if it can
 */
export function makePrivateFolder(path: string): string | undefined {
  try {
    makeFolderSync(path, FOR_USER_ALONE)
    const link = lstatSync(path)
    if (link.isSymbolicLink() && writableByOthers({ ...link, mode: 0 }) !== undefined)
      return 'is a link of another user'
    const found = statSync(path)
    if (!found.isDirectory()) return 'is not a folder'
    const reason = writableByOthers(found)
    if (reason === undefined) close(path, found)
    return reason
  } catch (error) {
    return `cannot be made: ${(error as Error).message}`
  }
}

/** Closes a folder of files to others, such as a run folder. @throws as node:fs does */
export function closeToOthers(folder: string): void {
  chmodSync(folder, FOR_USER_ALONE)
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isFile()) chmodSync(join(folder, entry.name), PRIVATE_FILE)
  }
}

/** @returns why a file that is there cannot be trusted; undefined if it can, or is not there */
export function reasonNotPrivate(path: string): string | undefined {
  const found = lstatSync(path, { throwIfNoEntry: false })
  if (found === undefined) return undefined
  if (!found.isFile()) return 'is not a regular file'
  return writableByOthers(found)
}

/** A group that is the user's own, which many systems give to each user, counts as the user. Windows has no such owners. */
function writableByOthers({ uid, gid, mode }: Pick<Stats, 'uid' | 'gid' | 'mode'>): string | undefined {
  if (process.getuid === undefined) return undefined
  if (uid !== process.getuid()) return 'belongs to another user'
  if ((mode & EVERYBODY_WRITES) !== 0) return 'can be written by everybody'
  return (mode & GROUP_WRITES) !== 0 && gid !== process.getgid?.() ? 'can be written by its group' : undefined
}

/** @throws as node:fs does */
function close(path: string, { mode }: Stats): void {
  if ((mode & 0o777) !== FOR_USER_ALONE) chmodSync(path, FOR_USER_ALONE)
}
