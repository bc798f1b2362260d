/**
 * Reads the head of GGUF files: metadata, and where each tensor ends.
 *
 * @see https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
 */
import { basename } from 'node:path'
import { foreign, incomplete } from './checkpoint.ts'
import { FileReader } from './files.ts'

export interface GgufHead {
  /** In bytes. */
  readonly size: number
  /** Texts and numbers, without arrays. */
  readonly metadata: ReadonlyMap<string, string | number | boolean>
  readonly tensors: readonly GgufTensor[]
}

export interface GgufTensor {
  readonly name: string
  readonly dimensions: readonly number[]
  /** The number of its type in ggml: 0 is F32, 1 F16. */
  readonly type: number
  /** In bytes from the start of the file. */
  readonly start: number
  readonly end: number
}

/** Weights and bytes of a block, by the number of the type in ggml. */
const BLOCKS: Readonly<Record<number, readonly [weights: number, bytes: number]>> = {
  ...{ 0: [1, 4], 1: [1, 2], 2: [32, 18], 3: [32, 20], 6: [32, 22], 7: [32, 24], 8: [32, 34], 9: [32, 36] },
  ...{ 10: [256, 84], 11: [256, 110], 12: [256, 144], 13: [256, 176], 14: [256, 210], 15: [256, 292] },
  ...{ 16: [256, 66], 17: [256, 74], 18: [256, 98], 19: [256, 50], 20: [32, 18], 21: [256, 110], 22: [256, 82] },
  ...{ 23: [256, 136], 24: [1, 1], 25: [1, 2], 26: [1, 4], 27: [1, 8], 28: [1, 8], 29: [256, 56], 30: [1, 2] },
  ...{ 34: [256, 54], 35: [256, 66], 39: [32, 17] },
}

/** The sizes of metadata values, by the number of their type; 8 is a text and 9 an array. */
const VALUE_BYTES = [1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8]
const TEXT = 8
const ARRAY = 9

const DEFAULT_ALIGNMENT = 32

/** @throws Unreadable where bytes are missing, or the file is none of GGUF; the system's error where it is gone */
export async function readGguf(path: string): Promise<GgufHead> {
  const name = basename(path)
  await using file = await FileReader.open(path)
  const cursor = new Cursor(file, name)
  const magic = (await cursor.take(4)).toString('latin1')
  if (magic === '\0\0\0\0') throw incomplete(`${name} starts with zeros`) // room that is reserved before it is written
  if (magic !== 'GGUF') throw foreign(`${name} is not a GGUF file: it starts with ${JSON.stringify(magic)}`)
  const version = await cursor.u32()
  if (version < 2 || version > 3) throw foreign(`${name} has version ${version} of GGUF; versions 2 and 3 can be read`)
  const [tensorCount, valueCount] = [await cursor.u64(), await cursor.u64()]
  const metadata = new Map<string, string | number | boolean>()
  for (let index = 0; index < valueCount; index++) {
    const key = await cursor.text()
    const value = await cursor.value(await cursor.u32())
    if (value !== undefined) metadata.set(key, value)
  }
  const placed: GgufTensor[] = []
  for (let index = 0; index < tensorCount; index++) placed.push(await tensorAt(cursor))
  if (placed.length === 0) throw incomplete(`${name} has no tensors`)
  const alignment = Number(metadata.get('general.alignment')) || DEFAULT_ALIGNMENT
  const data = Math.ceil(cursor.position / alignment) * alignment
  const tensors = placed.map((one) => ({ ...one, start: one.start + data, end: one.end + data }))
  const end = tensors.reduce((last, tensor) => Math.max(last, tensor.end), 0)
  if (file.size < end) throw incomplete(`${name} has ${file.size} of ${end} bytes`)
  return { size: file.size, metadata, tensors }
}

/** @returns places relative to the first tensor */
async function tensorAt(cursor: Cursor): Promise<GgufTensor> {
  const name = await cursor.text()
  const dimensions: number[] = []
  for (let left = await cursor.dimensions(); left > 0; left--) dimensions.push(await cursor.u64())
  const [type, start] = [await cursor.u32(), await cursor.u64()]
  const weights = dimensions.reduce((product, size) => product * size, 1)
  // A type of a later ggml counts as one byte, so that the tensor's start at least is there.
  const [perBlock, bytes] = BLOCKS[type] ?? [Math.max(1, weights), 1]
  return { name, dimensions, type, start, end: start + Math.ceil(weights / perBlock) * bytes }
}

const CHUNK = 2 ** 18

/** Twice as many as ggml has. */
const MOST_DIMENSIONS = 8

/** Reads forward, in chunks. Its methods throw Unreadable at the end of the file. */
class Cursor {
  readonly #file: FileReader
  readonly #name: string
  #buffer: Buffer = Buffer.alloc(0)
  /** Of the buffer's first byte, and of the next byte in it. */
  #start = 0
  #next = 0

  constructor(file: FileReader, name: string) {
    this.#file = file
    this.#name = name
  }

  get position(): number {
    return this.#start + this.#next
  }

  async take(length: number): Promise<Buffer> {
    if (this.position + length > this.#file.size) throw incomplete(`${this.#name} ends within its header`)
    if (this.#next + length > this.#buffer.length) {
      this.#start = this.position
      this.#buffer = await this.#file.read(this.#start, Math.max(CHUNK, length))
      this.#next = 0
      if (this.#buffer.length < length) throw incomplete(`${this.#name} ends within its header`)
    }
    this.#next += length
    return this.#buffer.subarray(this.#next - length, this.#next)
  }

  skip(length: number): void {
    const left = this.#buffer.length - this.#next
    if (length <= left) this.#next += length
    else {
      this.#start = this.position + length
      this.#buffer = Buffer.alloc(0)
      this.#next = 0
    }
    if (this.position > this.#file.size) throw incomplete(`${this.#name} ends within its header`)
  }

  async u32(): Promise<number> {
    return (await this.take(4)).readUInt32LE()
  }

  async u64(): Promise<number> {
    return Number((await this.take(8)).readBigUInt64LE())
  }

  async dimensions(): Promise<number> {
    const count = await this.u32()
    if (count > MOST_DIMENSIONS) throw incomplete(`the header of ${this.#name} cannot be read`)
    return count
  }

  async text(): Promise<string> {
    return (await this.take(await this.u64())).toString('utf8')
  }

  /** @returns undefined for arrays and 64-bit integers, which are passed over */
  async value(type: number): Promise<string | number | boolean | undefined> {
    if (type === TEXT) return this.text()
    if (type === ARRAY) return this.#passArray()
    const bytes = VALUE_BYTES[type]
    if (bytes === undefined) throw foreign(`${this.#name} has metadata of type ${type}, which GGUF does not know`)
    const value = await this.take(bytes)
    if (type === 4) return value.readUInt32LE()
    if (type === 5) return value.readInt32LE()
    if (type === 6) return value.readFloatLE()
    if (type === 7) return value[0] !== 0
    return undefined
  }

  async #passArray(): Promise<undefined> {
    const [type, length] = [await this.u32(), await this.u64()]
    const bytes = VALUE_BYTES[type]
    if (bytes === undefined) throw foreign(`${this.#name} has an array of type ${type}, which GGUF does not know`)
    if (bytes > 0) return this.skip(length * bytes) as undefined
    for (let index = 0; index < length; index++) {
      if (type === TEXT) this.skip(await this.u64())
      else await this.#passArray()
    }
  }
}
