/** A data file in parts, a table for each subject: in a folder, or in the tar archive that its authors publish. */

import { createHash } from 'node:crypto'
import { join, sep } from 'node:path'
import { parseTar } from 'nanotar'
import { DatasetError } from '../../results/errors.ts'
import { readingProblem, readRegular } from '../../results/store/regular-file.ts'
import type { Tables } from '../benchmark.ts'
import type { LocatedFile } from './located-file.ts'
import { type PlacedRow, tableRows } from './rows.ts'

/** Whether what was found at the path is the folder or the archive, and not the file in one piece. */
export const isOfTables = (path: string, { folder, tar }: Tables): boolean =>
  [folder, tar.file].some((place) => path.split(sep).join('/').endsWith(place))

/**
 * All tables, in the order of their names.
 *
 * @returns with the sha256 of all of them, one after another
 * @throws DatasetError for a table that is missing, or an archive that cannot be read
 */
export async function openTables(path: string, tables: Tables): Promise<LocatedFile> {
  const isTar = path.split(sep).join('/').endsWith(tables.tar.file)
  const read = isTar ? await tarReader(path, tables) : (file: string) => readRegular(join(path, file))
  const found = new Map<string, Uint8Array>()
  const digest = createHash('sha256')
  for (const name of tables.names) {
    const file = `${name}${tables.suffix}`
    const bytes = await read(file).catch((error: unknown) => {
      throw new DatasetError(`${join(path, file)}: ${readingProblem(error)}`, {
        cause: error,
        hint: `Delete ${path} and fetch it again: evalkit data pull.`,
      })
    })
    found.set(name, bytes)
    digest.update(bytes)
  }
  return { path, sha256: digest.digest('hex'), tables: found }
}

async function tarReader(path: string, { tar }: Tables): Promise<(file: string) => Promise<Uint8Array>> {
  const prefix = `${tar.inside}/`
  const entries = new Map<string, Uint8Array>()
  try {
    const isWanted = ({ name }: { readonly name: string }) => withoutDot(name).startsWith(prefix)
    for (const { name, data } of parseTar(await readRegular(path), { filter: isWanted })) {
      if (data !== undefined) entries.set(withoutDot(name).slice(prefix.length), data)
    }
  } catch (error) {
    throw new DatasetError(`${path}: cannot be unpacked: ${readingProblem(error)}`, {
      cause: error,
      hint: 'The archive is damaged: delete it and fetch it again.',
    })
  }
  return async (file) => {
    const data = entries.get(file)
    if (data === undefined) throw new Error(`the archive holds no file ${prefix}${file}`)
    return data
  }
}

/** `./data/test/…`, as some archivers write it. */
const withoutDot = (name: string) => name.replace(/^\.\//, '')

/** @throws DatasetError with file and line where a row cannot be read */
export function* rowsOfTables(
  found: ReadonlyMap<string, Uint8Array>,
  { names, nameColumn, columns, folder, suffix }: Tables,
): Generator<PlacedRow> {
  for (const name of names) {
    const file = `${folder}/${name}${suffix}`
    for (const { row, line } of tableRows(found.get(name) ?? new Uint8Array(), file, columns)) {
      yield { row: { ...(row as object), [nameColumn]: name }, line, file }
    }
  }
}
