/** Data files of the user's own, which nobody has published: nothing can be fetched again. */
import { DatasetError } from '../../results/errors.ts'
import { readingProblem, readText } from '../../results/store/regular-file.ts'
import type { DatasetFile } from '../benchmark.ts'
import { exists, noSuchFile } from './dataset.ts'
import { readRawRows } from './rows.ts'

export const isOwn = ({ path, obtain }: DatasetFile): boolean => path !== undefined || obtain !== undefined

export const OWN_HINT = 'Correct it there, or leave that row out.'

export const withOwnHint = (error: unknown) => (error instanceof DatasetError ? error.withHint(OWN_HINT) : error)

/** The first row of a file of the user's own. @throws DatasetError when there is none */
export async function firstRowOf(path: string): Promise<unknown> {
  if (!(await exists(path))) throw noSuchFile(path)
  try {
    for await (const { row } of readRawRows(path)) return row
  } catch (error) {
    throw withOwnHint(error)
  }
  throw new DatasetError(`${path}: holds no rows`, { hint: 'Put at least one row into it.' })
}

/** A file of the user's own, as text. @throws DatasetError when it cannot be read */
export async function readOwnFile(path: string): Promise<string> {
  return readText(path).catch((error: unknown) => {
    throw new DatasetError(`${path}: ${readingProblem(error)}`, { cause: error })
  })
}
