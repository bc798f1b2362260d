/**
 * Logs that are named where runs are expected: imported into the user's cache folder, once for each state of the file, so that what a
 * command prints can be looked at afterwards.
 */
import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { EvalkitError } from '../../../results/errors.ts'
import { type FinishedRun, openRun, requireFinished } from '../../../results/store/read.ts'
import { cacheFolder } from '../../lib/cache-folder.ts'
import type { ForeignRun } from '../read/foreign.ts'
import { type ImportOptions, importRun, prepareImport } from './import-run.ts'

const DAY_MS = 86_400_000
/** Imports that were made longer ago are removed at the next one. */
const KEPT_DAYS = 30

/** @throws InteropError for a log that cannot be read; StoreError where the cache folder cannot be written */
export async function importCached(run: ForeignRun, options: ImportOptions): Promise<FinishedRun> {
  const runsDir = join(cacheFolder(), 'imports')
  const prepared = await prepareImport(run, options)
  const names = await readdir(runsDir).catch(() => [] as string[])
  const known = names.find((name) => name.endsWith(`_${prepared.key.slice(0, 8)}`))
  const before = known === undefined ? undefined : await finishedRun(join(runsDir, known))
  if (before !== undefined) return before
  await removeOld(runsDir, names)
  return importRun(prepared, runsDir)
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

async function removeOld(runsDir: string, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const path = join(runsDir, name)
    const age = Date.now() - ((await stat(path).catch(() => undefined))?.mtimeMs ?? Date.now())
    if (age > KEPT_DAYS * DAY_MS) await rm(path, { recursive: true, force: true }).catch(() => undefined)
  }
}
