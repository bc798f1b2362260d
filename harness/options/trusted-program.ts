/** Whether a program that evalkit has found by itself may run: what others could have put there may not. */
import { realpath, stat } from 'node:fs/promises'
import { dirname, relative } from 'node:path'

interface Bounds {
  /** The folder that it must lie in, links followed. Absent: anywhere. */
  readonly within?: string
}

/** Write permission for everybody. */
const WRITABLE_BY_ALL = 0o002

/** In a folder with the sticky bit, nobody replaces what others own. */
const STICKY = 0o1000

/**
 * Whether a file found on the way up was put there by somebody else than the user, the system, or whoever owns the working folder: a
 * container often runs as another user than the owner of all that it works on.
 */
export async function belongsToStranger(path: string, workingFolder: string): Promise<boolean> {
  const user = process.getuid?.()
  if (user === undefined) return false
  const [owner, ownerHere] = await Promise.all([path, workingFolder].map(ownerOf))
  return owner !== undefined && ![user, 0, ownerHere].includes(owner)
}

const ownerOf = (path: string) =>
  stat(path).then(
    ({ uid }) => uid,
    () => undefined,
  )

/** @returns why not, to stand behind "because"; undefined if it may */
export async function reasonNotToRun(path: string, { within }: Bounds = {}): Promise<string | undefined> {
  const file = await realpath(path)
  if (within !== undefined && /^\.\.(?:[/\\]|$)|^[a-z]:/i.test(relative(await realpath(within), file))) {
    return `it is a link to ${file}, outside of the repository`
  }
  const user = process.getuid?.()
  if (user === undefined) return undefined // Windows has no owners in this sense
  for (const [what, place] of [
    ['it', file],
    ['its folder', dirname(file)],
  ] as const) {
    const { uid, mode } = await stat(place)
    if (uid !== user && !(what === 'its folder' && uid === 0)) return `${what} belongs to another user`
    if ((mode & WRITABLE_BY_ALL) !== 0 && (mode & STICKY) === 0) return `everybody may write ${what}`
  }
  return undefined
}
