import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The real data sets, where this checkout lies beside them. They are never part of it: tests skip without them. */
const DATASETS = fileURLToPath(new URL('../../../shared/datasets/', import.meta.url))

/** @returns the path of a data file, or undefined where it is not there */
export function sharedData(file: string): string | undefined {
  const path = `${DATASETS}${file}`
  return existsSync(path) ? path : undefined
}
