/** Lines of a byte stream, with their places in it; and of JSON Lines that are held whole. */

export interface Line {
  /** 1-based. */
  readonly number: number
  /** Of the first byte, from the start of the stream. */
  readonly offset: number
  /** Without the line feed. */
  readonly bytes: Buffer
}

const LINE_FEED = 10

/** Longest line. The longest known, of HumanEval+, has one MiB. */
const MOST_BYTES = 256 * 2 ** 20

/** No line of any known file is that long. */
export class LineTooLong extends Error {
  constructor(line: number) {
    super(`line ${line} is longer than ${MOST_BYTES / 2 ** 20} MiB`)
  }
}

/**
 * Splits at line feeds and nothing else: node:readline also splits at U+2028, which JSON text may hold.
 *
 * Holds one chunk and one line at a time. What follows the last line feed is a line too, unless it is empty.
 *
 * @throws LineTooLong
 */
export async function* splitLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<Line> {
  let begun: Buffer[] = []
  let number = 1
  let offset = 0
  let length = 0
  for await (const chunk of chunks) {
    let start = 0
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, start)) {
      const bytes = Buffer.concat([...begun, chunk.subarray(start, end)])
      yield { number, offset, bytes }
      number += 1
      offset += bytes.length + 1
      start = end + 1
      begun = []
      length = 0
    }
    if (start < chunk.length) begun.push(chunk.subarray(start))
    length += chunk.length - start
    if (length > MOST_BYTES) throw new LineTooLong(number)
  }
  if (begun.length > 0) yield { number, offset, bytes: Buffer.concat(begun) }
}

export interface JsonLine {
  /** 1-based. */
  readonly number: number
  /** Undefined for what is not JSON, as a last line that was torn by a crash. */
  readonly value: unknown
}

/** Lines of a small file or reply, empty ones left out. Large ones go through `splitLines`. */
export function jsonLines(text: string): JsonLine[] {
  return text
    .split('\n')
    .flatMap((line, index) => (line.trim() === '' ? [] : [{ number: index + 1, value: parsedJson(line) }]))
}

/** @returns undefined for what is not JSON */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
