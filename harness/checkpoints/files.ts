/** Reads folders and files that another program may be writing or deleting. */

import { createHash, type Hash } from 'node:crypto'
import { watch } from 'node:fs'
import { type FileHandle, link, lstat, readdir, rm, rmdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { makeFolder } from '../../results/store/make-folder.ts'
import { openRegular, readText as readRegularText, streamRegular } from '../../results/store/regular-file.ts'

/** Size and time of a file: both are equal as long as nobody writes to it. */
export interface FileState {
  readonly name: string
  /** In bytes. */
  readonly size: number
  readonly mtimeMs: number
}

/** A folder as it was listed once. */
export interface Listing {
  readonly path: string
  /** By name. Links count as what they lead to. */
  readonly files: ReadonlyMap<string, FileState>
  /** Names of subfolders. */
  readonly folders: readonly string[]
}

/** Whether the system says that something is not there (any more). */
export const isGone = (error: unknown): boolean =>
  ['ENOENT', 'ENOTDIR', 'ESTALE'].includes((error as NodeJS.ErrnoException).code ?? '')

/** @throws the system's error where the folder is gone or may not be read */
export async function listFolder(path: string): Promise<Listing> {
  const files = new Map<string, FileState>()
  const folders: string[] = []
  for (const name of (await readdir(path)).sort()) {
    const found = await stateOf(join(path, name))
    if (found?.isFolder) folders.push(name)
    else if (found !== undefined) files.set(name, { name, size: found.size, mtimeMs: found.mtimeMs })
  }
  return { path, files, folders }
}

/** Names of what is in a folder; links count as what they lead to. Cheaper than a listing, for folders with much in them. */
export interface Names {
  readonly path: string
  readonly files: ReadonlySet<string>
  readonly folders: readonly string[]
}

/** @returns undefined where there is no such folder. @throws the system's error where it may not be read */
export async function namesIn(path: string): Promise<Names | undefined> {
  const entries = await readdir(path, { withFileTypes: true }).catch((error: unknown) => {
    if (isGone(error)) return undefined
    throw error
  })
  if (entries === undefined) return undefined
  const [files, folders] = [new Set<string>(), [] as string[]]
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const target = entry.isSymbolicLink() ? await stateOf(join(path, entry.name)) : undefined
    if (target?.isFolder ?? entry.isDirectory()) folders.push(entry.name)
    else if (target !== undefined || entry.isFile()) files.add(entry.name)
  }
  return { path, files, folders }
}

/** @returns undefined where nothing is there. @throws the system's error where it may not be read */
export async function stateOf(path: string) {
  try {
    const found = await stat(path)
    return { isFolder: found.isDirectory(), size: found.size, mtimeMs: found.mtimeMs }
  } catch (error) {
    if (isGone(error)) return undefined
    throw error
  }
}

/** @throws the system's error where the file is gone or may not be read */
export const readText = (path: string): Promise<string> => readRegularText(path)

/** Reads parts of one file. */
export class FileReader implements AsyncDisposable {
  readonly #handle: FileHandle
  /** In bytes, when it was opened. */
  readonly size: number

  private constructor(handle: FileHandle, size: number) {
    this.#handle = handle
    this.size = size
  }

  /** @throws the system's error where the file is gone or may not be read */
  static async open(path: string): Promise<FileReader> {
    const handle = await openRegular(path)
    return new FileReader(handle, (await handle.stat()).size)
  }

  /** @returns as many bytes as there are, up to `length` */
  async read(position: number, length: number): Promise<Buffer> {
    const buffer = Buffer.alloc(Math.max(0, Math.min(length, this.size - position)))
    let filled = 0
    while (filled < buffer.length) {
      const { bytesRead } = await this.#handle.read(buffer, filled, buffer.length - filled, position + filled)
      if (bytesRead === 0) break
      filled += bytesRead
    }
    return buffer.subarray(0, filled)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#handle.close()
  }
}

/** The SHA-256 of a whole file, in hexadecimal. @throws the system's error where it is gone or may not be read */
export async function hashFile(path: string, hash: Hash = createHash('sha256')): Promise<string> {
  for await (const chunk of await streamRegular(path, { highWaterMark: 2 ** 20 })) hash.update(chunk)
  return hash.digest('hex')
}

/** Hears of changes in a folder, as far as its file system tells of them: those of other machines often stay unheard. */
export function onChange(path: string, changed: () => void): Disposable {
  try {
    const watcher = watch(path, { persistent: false }, changed)
    watcher.on('error', () => watcher.close()) // the folder is gone, or the system's limit is reached
    return { [Symbol.dispose]: () => watcher.close() }
  } catch {
    return { [Symbol.dispose]: () => undefined }
  }
}

/**
 * Makes a folder with hard links to files. They take no disk space, and stay when the original names are deleted.
 *
 * @throws the system's error where it has no hard links, or none from one of these folders to the other, or a file is gone
 */
export async function linkFiles(from: string, names: readonly string[], to: string): Promise<void> {
  await removeFolder(to)
  await makeFolder(to)
  for (const name of names) await link(join(from, name), join(to, name))
}

/** @throws the system's error where it may not be removed */
export async function removeFolder(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true }).catch((error: unknown) => {
    if (!isGone(error)) throw error
  })
}

/** Leaves a folder that is in use. */
export const removeEmptyFolder = (path: string): Promise<void> => rmdir(path).catch(() => undefined)

/** Whether a path is a link: what is written below it would be elsewhere. */
export async function isLink(path: string): Promise<boolean> {
  return lstat(path).then(
    (found) => found.isSymbolicLink(),
    () => false,
  )
}
