/** Writes a first declaration beside the data. */
import { writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { firstRowOf } from '../../benchmarks/data/own-files.ts'
import { readRawRows } from '../../benchmarks/data/rows.ts'
import { BENCHMARK_NAMES } from '../../benchmarks/suites.ts'
import { DatasetError, StoreError, UsageError } from '../../results/errors.ts'
import { draftDeclaration } from './draft.ts'

/** Rows that the guess is made from. */
const LOOKED_AT = 500

const DATA = /\.(?:jsonl(?:\.gz)?|ndjson|csv|parquet)$/

/**
 * @returns the file written
 * @throws UsageError for data in another format, DatasetError for data that cannot be read, StoreError where a file is there already
 */
export async function writeDeclaration(data: string): Promise<string> {
  if (!DATA.test(data)) {
    throw new UsageError(`${data}: not a data file that evalkit reads`, {
      hint: 'Name a file that ends in .jsonl, .jsonl.gz, .csv or .parquet.',
    })
  }
  const rows: Readonly<Record<string, unknown>>[] = []
  await firstRowOf(data)
  for await (const { row, line } of readRawRows(data)) {
    if (row === null || typeof row !== 'object' || Array.isArray(row)) {
      throw new DatasetError(`${data}:${line}: not an object`, { hint: 'Write one JSON object a line.' })
    }
    if (rows.push(row as Readonly<Record<string, unknown>>) === LOOKED_AT) break
  }
  const name = nameFor(data)
  const path = join(dirname(data), `${name}.benchmark.yaml`)
  await writeFile(path, draftDeclaration(name, basename(data), rows), { flag: 'wx' }).catch((error) => {
    const isThere = error.code === 'EEXIST'
    throw new StoreError(`${path}: ${isThere ? 'is there already' : `cannot be written: ${error.message}`}`, {
      cause: error,
      hint: isThere
        ? `Check it with: evalkit benchmark check ${path}`
        : 'Copy the data to a folder that you can write to.',
    })
  })
  return path
}

/** `My Tickets.v2.jsonl` → `my-tickets.v2`; `math.jsonl` → `my-math`, since there is a benchmark of that name. */
function nameFor(data: string): string {
  const stem = basename(data).replace(DATA, '').toLowerCase()
  const name = stem.replace(/[^a-z0-9._-]+/g, '-').replace(/^[^a-z0-9]+|-+$/g, '') || 'own'
  return BENCHMARK_NAMES.includes(name) ? `my-${name}` : name
}
