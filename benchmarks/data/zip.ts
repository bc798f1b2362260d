/** Takes one file out of a zip archive, also one that is encrypted by the zip format's old cipher. */

import { DatasetError } from '../../results/errors.ts'
import { tooLarge, unpackedLimit } from '../../results/store/unpacked.ts'
import type { Archive } from '../benchmark.ts'

/**
 * @param path of the archive, for messages
 * @throws DatasetError when the archive is damaged, has no such file, or another password
 */
export async function unpack(bytes: Uint8Array, { inside, password }: Archive, path: string): Promise<Uint8Array> {
  const { ERR_INVALID_PASSWORD, Uint8ArrayReader, ZipReader } = await import('@zip.js/zip.js/lib/zip-core-native.js')
  const options = { password, checkSignature: true, useWebWorkers: false }
  const archive = new ZipReader(new Uint8ArrayReader(bytes), options)
  const entries = await archive.getEntries().catch((error: Error) => {
    throw damaged(path, error)
  })
  const entry = entries.find(({ filename }) => filename === inside)
  if (entry === undefined || entry.directory) {
    throw new DatasetError(`${path}: holds no file ${inside}`, {
      hint: `It is a different or repacked archive: the file must be at exactly that path. It has ${entries.length} entries.`,
    })
  }
  const unpacked = new BoundedBytes(bytes.length)
  await entry.getData(unpacked.writable).catch((error: Error) => {
    throw error.message === ERR_INVALID_PASSWORD
      ? wrongPassword(path, inside)
      : damaged(path, unpacked.failure ?? error)
  })
  return unpacked.bytes()
}

/** What comes out of an archive, up to the limit of a bomb, whatever the archive says of its size. */
class BoundedBytes {
  failure: Error | undefined
  readonly writable: WritableStream<Uint8Array>
  readonly #chunks: Uint8Array[] = []

  constructor(packedBytes: number) {
    let rest = unpackedLimit(packedBytes)
    this.writable = new WritableStream({
      write: (chunk) => {
        rest -= chunk.length
        if (rest < 0) {
          this.failure = tooLarge(packedBytes)
          throw this.failure
        }
        this.#chunks.push(chunk.slice())
      },
    })
  }

  bytes(): Uint8Array {
    return Buffer.concat(this.#chunks)
  }
}

const wrongPassword = (path: string, inside: string) =>
  new DatasetError(`${path}: the published password does not open ${inside}`, {
    hint: 'It was packed with another one: delete it and fetch the authors’ own archive, or unpack it yourself.',
  })

/** One wrong password in 256 passes the archive's own check and shows only here. */
const damaged = (path: string, { message }: Error) =>
  new DatasetError(`${path}: cannot be unpacked: ${message}`, {
    hint: 'The archive is damaged, or was packed with another password: delete it and fetch it again.',
  })
