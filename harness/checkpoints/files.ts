/** Reads folders and files that another program may be writing or deleting. */

import { createHash, type Hash } from 'node:crypto'
import { type FileHandle, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
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
