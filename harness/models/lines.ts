/** Lines of a byte stream, with their places in it. */

export interface Line {
  /** 1-based. */
  readonly number: number
  /** Of the first byte, from the start of the stream. */
  readonly offset: number
  /** Without the line feed. */
  readonly bytes: Buffer
}

const LINE_FEED = 10

/** Holds one chunk and one line at a time. What follows the last line feed is a line too, unless it is empty. */
export async function* splitLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<Line> {
  let rest: Buffer = Buffer.alloc(0)
  let number = 1
  let offset = 0
  for await (const chunk of chunks) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    for (let end = rest.indexOf(LINE_FEED); end !== -1; end = rest.indexOf(LINE_FEED)) {
      yield { number, offset, bytes: rest.subarray(0, end) }
      number += 1
      offset += end + 1
      rest = rest.subarray(end + 1)
    }
  }
  if (rest.length > 0) yield { number, offset, bytes: rest }
}
