/** Rows of a data set file, one after another, each with its place: JSON Lines (also gzipped), CSV and Parquet; JSON is one row. */

import { stat } from 'node:fs/promises'
import { DatasetError } from '../../results/errors.ts'
import { splitLines } from '../../results/store/lines.ts'
import { openRegular, readingProblem, readRegular, readText, streamRegular } from '../../results/store/regular-file.ts'
import { gunzipStream, tooLarge, unpackedLimit } from '../../results/store/unpacked.ts'
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
  else if (path.endsWith('.csv')) yield* tableRows(await readRegular(path), path)
  else if (path.endsWith('.parquet')) yield* parquetRows(path)
  else if (path.endsWith('.json')) yield { row: parse(await readText(path), path, 1), line: 1 }
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
  let line = 0
  try {
    const { size } = await stat(path)
    const file = await streamRegular(path)
    const text = path.endsWith('.gz') ? gunzipStream(file, size) : file
    for await (const { number, bytes } of splitLines(text)) {
      line = number
      const content = bytes.toString()
      if (content.trim() !== '') yield { row: parse(content, path, line), line }
    }
  } catch (error) {
    if (error instanceof DatasetError) throw error
    throw new DatasetError(`${path}: cannot be read after line ${line}: ${readingProblem(error)}`, {
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

/** More than any data set that is held in memory. */
const MOST_ROWS = 50_000_000

async function* parquetRows(path: string): AsyncGenerator<PlacedRow> {
  const { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects, snappyUncompress } = await import('hyparquet')
  try {
    await using opened = await openRegular(path)
    const { size } = await opened.stat()
    const file = await asyncBufferFromFile(path)
    const metadata = await parquetMetadataAsync(file)
    if (metadata.num_rows > MOST_ROWS) throw new Error(`it says it has ${metadata.num_rows} rows`)
    let rest = unpackedLimit(size)
    const compressors = {
      SNAPPY(packed: Uint8Array, length: number) {
        rest -= length
        if (!(rest >= 0)) throw tooLarge(size)
        const unpacked = new Uint8Array(length)
        snappyUncompress(packed, unpacked)
        return unpacked
      },
    }
    const rows = await parquetReadObjects({ file, metadata, compressors })
    for (const [index, row] of rows.entries()) yield { row, line: index + 1 }
  } catch (error) {
    throw new DatasetError(`${path}: not a Parquet file that can be read: ${readingProblem(error)}`, {
      cause: error,
      hint: 'Delete the file and fetch it again.',
    })
  }
}
