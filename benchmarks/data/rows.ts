/** Rows of a data set file, one after another, each with its place: JSON Lines (also gzipped), CSV and Parquet; JSON is one row. */
import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createGunzip } from 'node:zlib'
import { DatasetError } from '../../results/errors.ts'
import { splitLines } from '../../results/store/lines.ts'
import { CsvError, csvRows } from './csv.ts'

export interface PlacedRow {
  readonly row: unknown
  /** 1-based line of a text file, 1-based row of a table. */
  readonly line: number
  /** Which of several files it is in; absent where there is one. */
  readonly file?: string
}

/**
 * @param path its ending tells the format: `.jsonl`, `.jsonl.gz`, `.json`, `.csv`, `.parquet`
 * @param content the bytes of a CSV file that lies in an archive
 * @throws DatasetError with file and line where a row cannot be read
 */
export async function* readRawRows(path: string, content?: Uint8Array): AsyncGenerator<PlacedRow> {
  if (content !== undefined) yield* tableRows(content, path)
  else if (path.endsWith('.csv')) yield* tableRows(await readFile(path), path)
  else if (path.endsWith('.parquet')) yield* parquetRows(path)
  else if (path.endsWith('.json')) yield { row: parse(await readFile(path, 'utf8'), path, 1), line: 1 }
  else yield* jsonLines(path)
}

/** @param columns of a table without a head @throws DatasetError with file and line where it is not CSV */
export function* tableRows(bytes: Uint8Array, path: string, columns?: readonly string[]): Generator<PlacedRow> {
  try {
    yield* csvRows(Buffer.from(bytes).toString(), columns)
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    throw new DatasetError(`${path}:${error.line}: not a CSV file that can be read: ${error.message}`, {
      hint: 'Delete the file and fetch it again.',
    })
  }
}

async function* jsonLines(path: string): AsyncGenerator<PlacedRow> {
  const file = createReadStream(path)
  const text = path.endsWith('.gz') ? file.pipe(createGunzip()) : file
  file.on('error', (error) => text.destroy(error))
  let line = 0
  try {
    for await (const { number, bytes } of splitLines(text)) {
      line = number
      const content = bytes.toString()
      if (content.trim() !== '') yield { row: parse(content, path, line), line }
    }
  } catch (error) {
    if (error instanceof DatasetError) throw error
    throw new DatasetError(`${path}: cannot be read after line ${line}: ${(error as Error).message}`, {
      cause: error,
      hint: 'Delete the file and fetch it again.',
    })
  }
}

function parse(content: string, path: string, line: number): unknown {
  try {
    return JSON.parse(line === 1 ? content.replace(/^\uFEFF/, '') : content)
  } catch (error) {
    throw new DatasetError(`${path}:${line}: not a JSON object: ${(error as Error).message}`, {
      hint: 'The file is torn or not JSON Lines; fetch it again.',
    })
  }
}

async function* parquetRows(path: string): AsyncGenerator<PlacedRow> {
  const { asyncBufferFromFile, parquetReadObjects } = await import('hyparquet')
  try {
    const rows = await parquetReadObjects({ file: await asyncBufferFromFile(path) })
    for (const [index, row] of rows.entries()) yield { row, line: index + 1 }
  } catch (error) {
    throw new DatasetError(`${path}: not a Parquet file that can be read: ${(error as Error).message}`, {
      cause: error,
      hint: 'Delete the file and fetch it again.',
    })
  }
}
