/** Reads the texts of a training set record by record, in any format. */

import { createHash, type Hash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { DatasetError } from '../../../results/errors.ts'
import { splitLines } from '../../../results/store/lines.ts'
import { openRegular, readingProblem, streamRegular } from '../../../results/store/regular-file.ts'
import { gunzipStream } from '../../../results/store/unpacked.ts'

export interface TrainingRecord {
  /** 1-based. */
  readonly line: number
  /** The line without its line feed. */
  readonly bytes: Buffer
  readonly value: unknown
  /** Every string in the record, at any depth: prompts, messages, answers. */
  readonly texts: readonly string[]
}

/**
 * @param path JSON Lines, optionally gzipped (`.gz`)
 * @param digest updated with the bytes of the file
 * @throws DatasetError with file and line for a file or line that cannot be read
 */
export async function* readTraining(path: string, digest?: Hash): AsyncGenerator<TrainingRecord> {
  let last = 0
  try {
    const { size } = await stat(path)
    const file = hashed(await streamRegular(path, { highWaterMark: 1 << 20 }), digest)
    const stream = path.endsWith('.gz') ? gunzipStream(file, size) : file
    for await (const { number, bytes } of splitLines(stream)) {
      last = number
      const text = bytes.toString().replace(BYTE_ORDER_MARK, '')
      if (text.trim() === '') continue
      const value = parse(text, path, number)
      yield { line: number, bytes, value, texts: textsIn(value) }
    }
  } catch (error) {
    throw error instanceof DatasetError ? error : unreadable(path, error, last)
  }
}

/** Checks that all files are readable, before hours are spent on the first. @throws DatasetError for the first that is not */
export async function requireFiles(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const file = await openRegular(path).catch((error) => {
      throw unreadable(path, error)
    })
    await file.close()
  }
}

function unreadable(path: string, error: unknown, last = 0): DatasetError {
  const after = last > 0 ? ` after line ${last}` : ''
  return new DatasetError(`${path}: cannot be read${after}: ${readingProblem(error)}`, { cause: error })
}

/** Byte order mark that some editors write before the first line. */
const BYTE_ORDER_MARK = /^\ufeff/

function parse(text: string, path: string, line: number): unknown {
  try {
    const value = JSON.parse(text)
    if (!Array.isArray(value)) return value
  } catch (error) {
    if (!text.startsWith('[')) {
      throw new DatasetError(`${path}:${line}: not JSON: ${(error as Error).message.slice(0, 120)}`, {
        hint: 'Training files are JSON Lines: one record per line.',
      })
    }
  }
  throw new DatasetError(`${path}:${line}: an array, where one record is expected`, {
    hint: `Write one record per line, as with: jq -c '.[]' ${path} > records.jsonl`,
  })
}

async function* hashed(chunks: AsyncIterable<Buffer>, digest: Hash | undefined): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    digest?.update(chunk)
    yield chunk
  }
}

export const digestOf = (): Hash => createHash('sha256')

/** Collects all strings. Names and roles are among them, but are too short to match. */
function textsIn(value: unknown, found: string[] = []): string[] {
  if (typeof value === 'string') found.push(value)
  else if (Array.isArray(value)) for (const item of value) textsIn(item, found)
  else if (value !== null && typeof value === 'object') for (const item of Object.values(value)) textsIn(item, found)
  return found
}
