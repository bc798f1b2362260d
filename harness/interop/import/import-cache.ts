/**
 * Logs that are named where runs are expected: imported into the user's cache folder, once for each state of the file, so that what a
 * command prints can be looked at afterwards.
 */
import { readdir, rm, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { EvalkitError, StoreError } from '../../../results/errors.ts'
import { closeToOthers, makePrivateFolder } from '../../../results/store/private-files.ts'
import { type FinishedRun, openRun, requireFinished } from '../../../results/store/read.ts'
import { cacheFolder } from '../../lib/cache-folder.ts'
import type { ForeignRun } from '../read/foreign.ts'
import { type ImportOptions, importRun, prepareImport } from './import-run.ts'

const DAY_MS = 86_400_000
/** Imports that were not used for longer are removed at the next one. */
const KEPT_DAYS = 30

const importsFolder = () => join(cacheFolder(), 'imports')

/** @throws InteropError for a log that cannot be read; StoreError where the cache folder cannot be written, or belongs to somebody else */
export async function importCached(run: ForeignRun, options: ImportOptions): Promise<FinishedRun> {
  const runsDir = importsFolder()
  const prepared = await prepareImport(run, options)
  const reason = makePrivateFolder(runsDir)
  if (reason !== undefined) {
    throw new StoreError(`${runsDir}: ${reason}`, {
      hint: 'It is for imported logs, which are yours alone: remove it, or name another cache folder with XDG_CACHE_HOME.',
    })
  }
  const known = (await foldersIn(runsDir)).find((name) => name.endsWith(`_${prepared.key.slice(0, 8)}`))
  const before = known === undefined ? undefined : await finishedRun(join(runsDir, known))
  if (before !== undefined) {
    await utimes(before.folder, new Date(), new Date()).catch(() => undefined)
    return before
  }
  if (known !== undefined) await rm(join(runsDir, known), { recursive: true, force: true })
  await pruneImports({ unusedSince: Date.now() - KEPT_DAYS * DAY_MS })
  const imported = await importRun(prepared, runsDir)
  closeToOthers(imported.folder)
  return imported
}

export interface ImportCacheStats {
  readonly path: string
  readonly runs: number
  readonly bytes: number
}

export async function importCacheStats(): Promise<ImportCacheStats> {
  const path = importsFolder()
  const names = (await foldersIn(path)).filter((name) => !isUnfinished(name))
  const sizes = await Promise.all(names.map((name) => bytesIn(join(path, name))))
  return { path, runs: names.length, bytes: sizes.reduce((sum, bytes) => sum + bytes, 0) }
}

export interface ImportPruning {
  /** Unix time in milliseconds: imports that were used later stay. */
  readonly unusedSince: number
  /** Only those of this model, by its name or label. */
  readonly model?: string | undefined
}

/** @returns how many were removed */
export async function pruneImports({ unusedSince, model }: ImportPruning): Promise<number> {
  const runsDir = importsFolder()
  let removed = 0
  for (const name of await foldersIn(runsDir)) {
    const path = join(runsDir, name)
    const used = (await stat(path).catch(() => undefined))?.mtimeMs ?? Number.POSITIVE_INFINITY
    if (isUnfinished(name) && used > Date.now() - DAY_MS) continue // another process may be writing it
    if (used > unusedSince || (model !== undefined && !(await isOf(path, model)))) continue
    await rm(path, { recursive: true, force: true }).then(
      () => removed++,
      () => undefined,
    )
  }
  return removed
}

/** @see placeRunFolder */
const isUnfinished = (name: string) => name.startsWith('.')

const foldersIn = (path: string) => readdir(path).catch((): string[] => [])

async function bytesIn(folder: string): Promise<number> {
  const sizes = (await foldersIn(folder)).map((name) =>
    stat(join(folder, name)).then(
      ({ size }) => size,
      () => 0,
    ),
  )
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
}

async function isOf(folder: string, model: string): Promise<boolean> {
  const run = await finishedRun(folder)
  return run?.manifest.model.name === model || run?.manifest.model.label === model
}

/** @returns undefined for a folder that was damaged since */
async function finishedRun(folder: string): Promise<FinishedRun | undefined> {
  try {
    return requireFinished(await openRun(folder))
  } catch (error) {
    if (error instanceof EvalkitError) return undefined
    throw error
  }
}
