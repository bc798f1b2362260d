/**
 * Opens files that others may have put there. A folder, a named pipe, a socket or a device in the place of a file is an error at once:
 * reading a pipe would wait for its writer, and reading a device need never end.
 */
import { closeSync, constants, fstatSync, openSync, type ReadStream, type Stats } from 'node:fs'
import { type FileHandle, lstat, open } from 'node:fs/promises'
import { UsageError } from '../errors.ts'

const MIB = 2 ** 20

/** Largest file that is read whole, in bytes: data sets are read line by line, and nothing else is that large. */
const MOST_BYTES = 512 * MIB

/** Largest file that people write by hand, in bytes: YAML of this size takes a few seconds to be parsed. */
export const MOST_WRITTEN = 2 * MIB

/** Largest JSON file with facts of runs. */
export const MOST_FACTS = 64 * MIB

/** Without it, opening a pipe waits for whoever writes it. Windows has no such pipes. */
const AT_ONCE = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)

/** What is there is no file that can be read. */
export class NotAFile extends UsageError {
  /** Without the path: `it is a folder`. */
  readonly found: string

  constructor(path: string, found: string) {
    super(`${path}: ${found}`)
    this.found = found
  }
}

/** @returns why a file cannot be read, to stand behind its path */
export function readingProblem(error: unknown): string {
  if (error instanceof NotAFile) return error.found
  const { code = '', message } = error as NodeJS.ErrnoException
  return PROBLEMS[code] ?? message
}

const PROBLEMS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  ENOTDIR: 'no such file: a part of its path is a file',
  ELOOP: 'its links lead in a circle',
  EACCES: 'permission denied',
  ENXIO: 'it is a socket or a pipe, not a file',
}

/** @throws NotAFile, or as node:fs does */
export async function openRegular(path: string): Promise<FileHandle> {
  const file = await open(path, AT_ONCE).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENXIO' ? new NotAFile(path, readingProblem(error)) : error
  })
  try {
    requireFile(path, await file.stat())
    return file
  } catch (error) {
    await file.close()
    throw error
  }
}

/** For many reads of one file. @returns its descriptor @throws NotAFile, or as node:fs does */
export function openRegularSync(path: string): number {
  const file = openSync(path, AT_ONCE)
  try {
    requireFile(path, fstatSync(file))
    return file
  } catch (error) {
    closeSync(file)
    throw error
  }
}

function requireFile(path: string, found: Stats): void {
  if (!found.isFile()) throw new NotAFile(path, `it is ${kindOf(found)}`)
}

function kindOf(found: Stats): string {
  if (found.isDirectory()) return 'a folder'
  if (found.isFIFO()) return 'a pipe, not a file'
  return found.isSocket() ? 'a socket, not a file' : 'a device, not a file'
}

/**
 * The whole file.
 *
 * @param most bytes; a larger file is no longer one of its kind
 * @throws NotAFile for one that is larger or no file, or as node:fs does
 */
export async function readRegular(path: string, most = MOST_BYTES): Promise<Buffer> {
  const file = await openRegular(path)
  try {
    const { size } = await file.stat()
    if (size > most)
      throw new NotAFile(path, `it has ${Math.ceil(size / MIB)} MiB, and at most ${most / MIB} MiB are read`)
    return await file.readFile()
  } finally {
    await file.close()
  }
}

/** As UTF-8. @throws as `readRegular` */
export const readText = async (path: string, most?: number): Promise<string> =>
  (await readRegular(path, most)).toString()

/**
 * Before files are written that are there already: a link in their place would have something else written, anywhere.
 *
 * @throws NotAFile for the first that is no file of its own
 */
export async function requireNoLinks(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const found = await lstat(path).catch(() => undefined)
    if (found?.isSymbolicLink()) throw new NotAFile(path, 'it is a link, and nothing is written through links')
    if (found !== undefined) requireFile(path, found)
  }
}

interface StreamOptions {
  /** Byte to begin at. */
  readonly start?: number
  readonly highWaterMark?: number
}

/** In chunks; the file closes with the stream. @throws NotAFile, or as node:fs does */
export async function streamRegular(path: string, options: StreamOptions = {}): Promise<ReadStream> {
  return (await openRegular(path)).createReadStream({ start: 0, ...options })
}
