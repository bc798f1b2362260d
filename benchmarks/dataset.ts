/**
 * From a declared file to validated rows: found in a local mirror, in the user's cache or at its official address,
 * verified by sha256, and never fewer rows than the benchmark has.
 */
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import { DatasetError } from '../results/errors.ts'
import type { DatasetFile, RowSchema } from './benchmark.ts'
import { bundledFile } from './bundled.ts'
import { download, sha256OfFile } from './download.ts'
import { type PlacedRow, readRawRows } from './rows.ts'

export interface DataOptions {
  /** A local mirror, laid out like the cache; when given, nothing is fetched. */
  readonly dataDir?: string
  /** Where fetched files are kept. */
  readonly cacheDir: string
  /** Told once before a file is fetched. */
  readonly onFetch?: (url: string) => void
}

export interface LocatedFile {
  readonly path: string
  readonly sha256: string
}

/**
 * The file on this machine, fetched if need be.
 *
 * @throws DatasetError when it is missing, unreachable or not the declared bytes
 */
export async function locate(declared: DatasetFile, options: DataOptions): Promise<LocatedFile> {
  const path = await findOrFetch(declared, options)
  const sha256 = await sha256OfFile(path)
  if (declared.sha256 !== undefined && sha256 !== declared.sha256) {
    throw new DatasetError(`${path}: sha256 is ${sha256}, expected ${declared.sha256}`, {
      hint: declared.url
        ? `It is not the published file: delete it, and fetch ${declared.url} again.`
        : 'It came with evalkit and was changed since: install evalkit again.',
    })
  }
  return { path, sha256 }
}

/** Whether the file is on this machine already, so that nothing would be fetched. */
export async function isHere(declared: DatasetFile, { dataDir, cacheDir }: DataOptions): Promise<boolean> {
  return declared.url === undefined || exists(join(dataDir ?? cacheDir, declared.file))
}

async function findOrFetch(declared: DatasetFile, options: DataOptions): Promise<string> {
  if (declared.url === undefined) return bundledFile(declared.file)
  if (options.dataDir !== undefined) {
    const path = join(options.dataDir, declared.file)
    if (await exists(path)) return path
    throw new DatasetError(`${path}: no such file`, {
      hint: `Put ${declared.url} there, or leave --data-dir and EVALKIT_DATA_DIR away to have it fetched.`,
    })
  }
  const path = join(options.cacheDir, declared.file)
  if (!(await exists(path))) {
    options.onFetch?.(declared.url)
    await download(declared.url, path, declared.sha256)
  }
  return path
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  )

/**
 * All rows of a file, each checked against the schema.
 *
 * @throws DatasetError naming file, line and field of the first bad row, or the number of rows when some are missing
 */
export async function readRows(
  path: string,
  declared: DatasetFile,
  { schema }: RowSchema<unknown>,
): Promise<PlacedRow[]> {
  const validate = new Ajv({ allErrors: false }).compile(schema)
  const rows: PlacedRow[] = []
  for await (const placed of readRawRows(path)) {
    if (!validate(placed.row)) throw badRow(path, placed, validate)
    rows.push(placed)
  }
  if (rows.length !== declared.rows) {
    throw new DatasetError(`${path}: ${rows.length} rows, expected ${declared.rows}`, {
      hint: 'A score over other rows is another benchmark; fetch the whole file again.',
    })
  }
  return rows
}

function badRow(path: string, placed: PlacedRow, validate: ValidateFunction): DatasetError {
  const problem = validate.errors?.[0] as ErrorObject
  const field = problem.instancePath.slice(1).replaceAll('/', '.')
  return new DatasetError(`${path}:${placed.line}: ${field === '' ? 'the row' : `"${field}"`} ${problem.message}`, {
    hint: 'The file is not in the published form; fetch it again.',
  })
}
