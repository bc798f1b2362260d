import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The real data sets, named by the user or beside this checkout. They are never part of it: tests skip without them. */
const DATASETS = process.env.EVALKIT_DATA_DIR || fileURLToPath(new URL('../../../shared/datasets/', import.meta.url))

/** @returns the path of a data file, or undefined where it is not there */
export function sharedData(file: string): string | undefined {
  const path = join(DATASETS, file)
  return existsSync(path) ? path : undefined
}
