/** Files inside a zip archive, read one at a time and within limits: stored, deflated, or Zstandard. */
import { zstdDecompressSync } from 'node:zlib'
import { InteropError } from '../../../results/errors.ts'
import { count } from '../../../results/words/format.ts'
import { MIB, openBlob } from './files.ts'

/** A file inside may be as large when it is unpacked, whatever the archive says of itself. */
const MAX_UNPACKED_BYTES = 256 * MIB
const MAX_ENTRIES = 1_000_000
/** Compression methods of zip: 0 stored, 8 deflate, 93 Zstandard. */
const ZSTANDARD = 93

export interface ZipArchive {
  /** Names of the files inside, the last one where a name is there twice. */
  readonly names: readonly string[]
  /** @throws InteropError for a file that is not there, is damaged or too large */
  text(name: string): Promise<string>
}

/** @throws InteropError for what is no zip archive, or one that was cut off */
export async function openZip(path: string): Promise<ZipArchive> {
  const { BlobReader, ZipReader } = await import('@zip.js/zip.js/lib/zip-core-native.js')
  const reader = new ZipReader(new BlobReader(await openBlob(path)), { useWebWorkers: false, checkSignature: true })
  const entries = new Map<string, FileEntry>()
  try {
    for await (const entry of reader.getEntriesGenerator()) {
      if (!entry.directory) entries.set(entry.filename, entry)
      if (entries.size > MAX_ENTRIES) throw tooMany(path)
    }
  } catch (error) {
    throw error instanceof InteropError ? error : damaged(path, error)
  }
  return {
    names: [...entries.keys()],
    async text(name) {
      const entry = entries.get(name)
      if (entry === undefined) throw damaged(path, new Error(`it has no ${name}`))
      return Buffer.from(await unpacked(entry, `${path}: ${name}`)).toString('utf8')
    },
  }
}

type Zip = typeof import('@zip.js/zip.js/lib/zip-core-native.js')
type FileEntry = Extract<
  Awaited<ReturnType<InstanceType<Zip['ZipReader']>['getEntries']>>[number],
  { directory: false }
>

async function unpacked(entry: FileEntry, place: string): Promise<Uint8Array> {
  if (entry.uncompressedSize > MAX_UNPACKED_BYTES || entry.compressedSize > MAX_UNPACKED_BYTES) throw tooLarge(place)
  try {
    if (entry.compressionMethod !== ZSTANDARD) return await collected(entry, place, {})
    const packed = await collected(entry, place, { passThrough: true })
    return unpackedFrames(packed)
  } catch (error) {
    if (error instanceof InteropError) throw error
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(place)
    throw damaged(place, error)
  }
}

/** One frame after the other: node:zlib ends after the first. */
function unpackedFrames(packed: Uint8Array): Uint8Array {
  const frames: Uint8Array[] = []
  let room = MAX_UNPACKED_BYTES
  for (let rest = packed; rest.length > 0; ) {
    const { buffer, engine } = zstdDecompressSync(rest, {
      maxOutputLength: Math.max(1, room),
      info: true,
    }) as unknown as Unpacked
    frames.push(buffer)
    room -= buffer.length
    if (engine.bytesWritten === 0) break
    rest = rest.subarray(engine.bytesWritten)
  }
  return Buffer.concat(frames)
}

/** What node:zlib gives with `info`; `bytesWritten` are those of the input that were read. */
interface Unpacked {
  readonly buffer: Buffer
  readonly engine: { readonly bytesWritten: number }
}

/** What comes out is counted, since an archive may claim any size. */
async function collected(entry: FileEntry, place: string, options: { passThrough?: boolean }): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  const sink = new WritableStream<Uint8Array>({
    write(chunk) {
      size += chunk.length
      if (size > MAX_UNPACKED_BYTES) throw tooLarge(place)
      chunks.push(chunk)
    },
  })
  await entry.getData(sink, { useWebWorkers: false, ...options })
  return Buffer.concat(chunks)
}

const tooLarge = (place: string) =>
  new InteropError(`${place}: unpacks to more than ${count(MAX_UNPACKED_BYTES / MIB)} MiB`, {
    hint: 'No sample of a log is so large: leave the archive out.',
  })

const tooMany = (path: string) =>
  new InteropError(`${path}: holds more than ${count(MAX_ENTRIES)} files`, { hint: 'Leave it out.' })

function damaged(place: string, error: unknown): InteropError {
  const { message } = error as Error
  const isCut = /end of central directory|not found|not recognized|too short/i.test(message)
  return new InteropError(`${place}: ${isCut ? 'not a whole zip archive' : `cannot be unpacked: ${message}`}`, {
    cause: error,
    hint: isCut
      ? 'It was cut off: copy it again, or wait until the evaluation has written it.'
      : 'The archive is damaged: copy it again.',
  })
}
