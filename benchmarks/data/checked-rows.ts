/** Rows of a file, checked against the schema of their benchmark, and never fewer than it has. */
import type { ErrorObject, ValidateFunction } from 'ajv'
import { DatasetError } from '../../results/errors.ts'
import { ajv } from '../../results/schema/ajv.ts'
import type { DatasetFile, RowSchema } from '../benchmark.ts'
import type { LocatedFile } from './located-file.ts'
import { isOwn, withOwnHint } from './own-files.ts'
import { type PlacedRow, readRawRows } from './rows.ts'
import { rowsOfTables } from './tables.ts'

/**
 * All rows of a file, each checked against the schema.
 *
 * @throws DatasetError naming file, line and field of the first bad row, or the number of rows when some are missing
 */
export async function readRows(
  { path, content, tables }: Pick<LocatedFile, 'path' | 'content' | 'tables'>,
  declared: DatasetFile,
  { schema }: RowSchema<unknown>,
): Promise<PlacedRow[]> {
  const validate = ajv.compile(schema)
  const rows: PlacedRow[] = []
  const placedRows = tables && declared.tables ? rowsOfTables(tables, declared.tables) : readRawRows(path, content)
  try {
    for await (const placed of placedRows) {
      if (!validate(placed.row)) throw badRow(path, placed, validate)
      rows.push(placed)
    }
  } catch (error) {
    throw isOwn(declared) ? withOwnHint(error) : error
  }
  if (rows.length === 0) throw new DatasetError(`${path}: holds no rows`, { hint: emptyHint(declared) })
  if (declared.rows !== undefined && rows.length !== declared.rows) {
    throw new DatasetError(`${path}: ${rows.length} rows, expected ${declared.rows}`, {
      hint: 'A score over other rows is another benchmark; fetch the whole file again.',
    })
  }
  return declared.groups === undefined ? rows : grouped(rows, path, declared.groups)
}

const emptyHint = (declared: DatasetFile) =>
  isOwn(declared) ? 'Put at least one row into it.' : 'The file is not in the published form; fetch it again.'

/** In the order of the groups: the hub's conversion and the authors' tables are then the same benchmark. */
function grouped(rows: readonly PlacedRow[], path: string, groups: NonNullable<DatasetFile['groups']>): PlacedRow[] {
  const found = Map.groupBy(rows, ({ row }) => String((row as Readonly<Record<string, unknown>>)[groups.column]))
  const names = new Set([...Object.keys(groups.rows), ...found.keys()])
  return [...names].flatMap((name) => {
    const [have, want] = [found.get(name) ?? [], groups.rows[name] ?? 0]
    if (have.length === want) return have
    throw new DatasetError(`${path}: ${have.length} rows of ${name}, expected ${want}`, {
      hint: 'A score over other rows is another benchmark; fetch the whole file again.',
    })
  })
}

function badRow(path: string, placed: PlacedRow, validate: ValidateFunction): DatasetError {
  const problem = validate.errors?.[0] as ErrorObject
  const field = problem.instancePath.slice(1).replaceAll('/', '.')
  return new DatasetError(
    `${placed.file ?? path}:${placed.line}: ${field === '' ? 'the row' : `"${field}"`} ${problem.message}`,
    {
      hint: 'The file is not in the published form; fetch it again.',
    },
  )
}
