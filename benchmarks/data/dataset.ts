/** Finds a declared file: in a local mirror, in the user's cache or at its official address. Its bytes are verified by sha256. */

import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { DatasetError } from '../../results/errors.ts'
import { readRegular } from '../../results/store/regular-file.ts'
import type { DatasetFile } from '../benchmark.ts'
import { bundledFile } from '../bundled.ts'
import { download, sha256Of, sha256OfFile } from './download.ts'
import type { LocatedFile } from './located-file.ts'
import { isOfTables, openTables } from './tables.ts'
import { unpack } from './zip.ts'

export interface DataOptions {
  /** A local mirror, laid out like the cache; when given, nothing is fetched. */
  readonly dataDir?: string
  /** Where fetched files are kept. */
  readonly cacheDir: string
  /** Told once before a file is fetched. */
  readonly onFetch?: (url: string) => void
}

/**
 * The file on this machine, fetched if need be.
 *
 * @throws DatasetError when it is missing, unreachable or not the declared bytes
 */
export async function locate(declared: DatasetFile, options: DataOptions): Promise<LocatedFile> {
  const found = await open(await findOrFetch(declared, options), declared)
  if (declared.sha256 !== undefined && found.sha256 !== declared.sha256) {
    throw new DatasetError(`${found.path}: sha256 is ${found.sha256}, expected ${declared.sha256}`, {
      hint: changedHint(declared),
    })
  }
  return found
}

function changedHint({ url, path }: DatasetFile): string {
  if (path !== undefined) return 'The data has changed: restore it, or write its new sha256 into the declaration.'
  return url === undefined
    ? 'It came with evalkit and was changed since: install evalkit again.'
    : `It is not the published file. Replace it with: evalkit data pull (from ${url}).`
}

/** Whether the file is on this machine already, so that nothing would be fetched. */
export async function isHere(declared: DatasetFile, options: DataOptions): Promise<boolean> {
  return (await findFile(declared, options)) !== undefined
}

/** Path of the file on this machine, or of an archive that holds it; undefined where it is missing. Nothing is read or fetched. */
export async function findFile(declared: DatasetFile, options: DataOptions): Promise<string | undefined> {
  if (declared.path !== undefined) return (await exists(declared.path)) ? declared.path : undefined
  return isBundled(declared) ? bundledFile(declared.file) : findDownloaded(declared, options)
}

/** It ships with evalkit, so there is nothing to fetch. */
export const isBundled = ({ url, obtain, path }: DatasetFile): boolean =>
  url === undefined && obtain === undefined && path === undefined

async function open(path: string, { archive, tables }: DatasetFile): Promise<LocatedFile> {
  if (tables !== undefined && isOfTables(path, tables)) return openTables(path, tables)
  if (archive === undefined || !path.endsWith('.zip')) return { path, sha256: await sha256OfFile(path) }
  const content = await unpack(await readRegular(path), archive, path)
  return { path: `${path} (${archive.inside})`, sha256: sha256Of(content), content }
}

async function findOrFetch(declared: DatasetFile, options: DataOptions): Promise<string> {
  const { url, obtain } = declared
  const found = await findFile(declared, options)
  if (found !== undefined) return found
  if (declared.path !== undefined) throw noSuchFile(declared.path)
  const path = fetchedPath(declared, options)
  if (url === undefined) throw new DatasetError(`${path}: no such file`, { hint: `${obtain} Put it there.` })
  if (options.dataDir !== undefined) {
    throw new DatasetError(`${path}: no such file`, {
      hint: `Fetch it into that folder with: evalkit data pull --data-dir ${options.dataDir} (from ${url}).`,
    })
  }
  return fetchFile({ ...declared, url }, options)
}

/**
 * Fetches the file, or the archive that holds it, from its official address, and replaces what is there. Where that fails, and there
 * are tables of it elsewhere, those are fetched.
 *
 * @returns where it is now
 * @throws DatasetError when the address cannot be reached, the bytes are not the published ones, or the folder cannot be written
 */
export async function fetchFile(
  { file, url, sha256, archive, tables }: DatasetFile & { readonly url: string },
  options: DataOptions,
): Promise<string> {
  const path = fetchedPath({ file, ...(archive && { archive }) }, options)
  if (tables === undefined) return fetchTo(path, url, archive?.sha256 ?? sha256, options)
  try {
    return await fetchTo(path, url, sha256, options)
  } catch (error) {
    if (!(error instanceof DatasetError)) throw error
    const { tar } = tables
    return await fetchTo(join(options.dataDir ?? options.cacheDir, tar.file), tar.url, undefined, options).catch(() => {
      throw error
    })
  }
}

async function fetchTo(path: string, url: string, sha256: string | undefined, options: DataOptions): Promise<string> {
  options.onFetch?.(url)
  await download(url, path, sha256).catch((error: NodeJS.ErrnoException) => {
    if (error instanceof DatasetError || error.code === undefined) throw error
    throw new DatasetError(`${path}: cannot be written: ${error.message}`, {
      cause: error,
      hint: 'Name a folder that you can write to with --data-dir or EVALKIT_DATA_DIR.',
    })
  })
  return path
}

/** Where `fetchFile` puts a file. */
export const fetchedPath = ({ file, archive }: Pick<DatasetFile, 'file' | 'archive'>, options: DataOptions): string =>
  join(options.dataDir ?? options.cacheDir, archive?.files[0] ?? file)

/** Unpacked, packed or in parts. */
async function findDownloaded(
  { file, archive, tables }: DatasetFile,
  options: DataOptions,
): Promise<string | undefined> {
  for (const name of [file, ...(archive?.files ?? []), ...(tables ? [tables.folder, tables.tar.file] : [])]) {
    const path = join(options.dataDir ?? options.cacheDir, name)
    if (await exists(path)) return path
  }
  return undefined
}

export const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  )

export const noSuchFile = (path: string) =>
  new DatasetError(`${path}: no such file`, { hint: 'Where a file names it, its path is relative to that file.' })
