/** The digest of a run's samples, which its summary keeps: a summary and samples of two states do not fit. */
import { hash } from 'node:crypto'
import { join } from 'node:path'
import { StoreError } from '../errors.ts'
import { parsedJson, splitLines } from './lines.ts'
import { SAMPLES } from './read.ts'
import { readingProblem, streamRegular } from './regular-file.ts'

const BYTES = 32

/**
 * The SHA-256 of every line, combined by XOR: equal for equal records, in whatever order they ended. A last line that was torn by a
 * crash counts for nothing, as elsewhere.
 *
 * @returns in hexadecimal
 * @throws StoreError when the file cannot be read
 */
export async function samplesDigest(folder: string): Promise<string> {
  const path = join(folder, SAMPLES)
  const combined = Buffer.alloc(BYTES)
  const add = (line: Buffer) => {
    const digest = hash('sha256', line, 'buffer')
    for (let at = 0; at < BYTES; at++) combined[at] = (combined[at] ?? 0) ^ (digest[at] ?? 0)
  }
  let last: Buffer | undefined
  try {
    for await (const { bytes } of splitLines(await streamRegular(path, { highWaterMark: 1 << 20 }))) {
      if (last !== undefined) add(last)
      last = bytes
    }
  } catch (error) {
    throw new StoreError(`${path}: cannot be read: ${readingProblem(error)}`, { cause: error })
  }
  if (last !== undefined && parsedJson(last.toString()) !== undefined) add(last)
  return combined.toString('hex')
}
