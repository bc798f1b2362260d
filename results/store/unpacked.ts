/** Unpacks what others have packed, and stops where a small file turns into a huge one: a bomb. */
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, gunzip } from 'node:zlib'

const MIB = 2 ** 20

/** Any archive may unpack to this size. */
const FREE_BYTES = 64 * MIB

/** A larger one may unpack to so many times its own size: text compresses by a factor of 3 to 20, and copies of one row by up to 100. */
const MOST_TIMES = 200

/** Never more: neither a string nor a list of rows can hold it. */
const MOST_BYTES = 4096 * MIB

/** @returns the largest unpacked size of an archive, in bytes */
export const unpackedLimit = (packedBytes: number): number =>
  Math.min(MOST_BYTES, Math.max(FREE_BYTES, MOST_TIMES * packedBytes))

export const tooLarge = (packedBytes: number): Error =>
  new Error(
    `${Math.ceil(packedBytes / 1024)} KiB become more than ${Math.floor(unpackedLimit(packedBytes) / MIB)} MiB when unpacked`,
  )

/** The content of a gzip file as it is read. Iterating throws the error of the file, of its packing, or of a bomb. */
export function gunzipStream(chunks: AsyncIterable<Buffer>, packedBytes: number): AsyncIterable<Buffer> {
  let rest = unpackedLimit(packedBytes)
  const bounded = new Transform({
    transform(chunk: Buffer, _, done) {
      rest -= chunk.length
      if (rest < 0) done(tooLarge(packedBytes))
      else done(null, chunk)
    },
  })
  pipeline(chunks, createGunzip(), bounded).catch(() => undefined) // the returned stream ends with the same error
  return bounded
}

/** A gzip file in memory, whose text is no longer than a string can be. @throws Error for what is no gzip, and for a bomb */
export function gunzipped(packed: Buffer): Promise<Buffer> {
  const maxOutputLength = Math.min(unpackedLimit(packed.length), 512 * MIB)
  return new Promise((resolve, reject) =>
    gunzip(packed, { maxOutputLength }, (error, bytes) => {
      if (error === null) resolve(bytes)
      else reject((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? tooLarge(packed.length) : error)
    }),
  )
}
