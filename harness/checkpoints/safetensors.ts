/**
 * Reads the head of safetensors files. The format: 8 bytes, the length N of the header as a little-endian integer; N bytes of JSON
 * with the byte range of each tensor, relative to the header's end; then the tensors. The last one ends at the end of the file.
 */
import { basename } from 'node:path'
import { foreign, incomplete } from './checkpoint.ts'
import { FileReader } from './files.ts'

export interface SafetensorsHead {
  /** In bytes. */
  readonly size: number
  /** The header, as in the file. */
  readonly header: Buffer
  /** In their order in the file, with positions from its start. */
  readonly tensors: readonly TensorPlace[]
}

export interface TensorPlace {
  readonly name: string
  readonly start: number
  readonly end: number
}

/** The format's own limit. */
const LONGEST_HEADER = 100_000_000

const PREFIX = 8

/** @throws Unreadable where bytes are missing, or the file is none of safetensors; the system's error where it is gone */
export async function readSafetensors(path: string): Promise<SafetensorsHead> {
  await using file = await FileReader.open(path)
  const name = basename(path)
  const prefix = await file.read(0, PREFIX)
  if (prefix.length < PREFIX) throw incomplete(`${name} has ${prefix.length} bytes, not even a header`)
  const length = Number(prefix.readBigUInt64LE())
  if (length > LONGEST_HEADER) throw foreign(`${name} is not a safetensors file: its header would have ${length} bytes`)
  const header = await file.read(PREFIX, length)
  if (header.length < length) throw incomplete(`${name} ends within its header`)
  const start = PREFIX + length
  const tensors = placesIn(header, name).map((one) => ({ ...one, start: one.start + start, end: one.end + start }))
  const end = tensors.at(-1)?.end ?? start
  if (file.size < end) throw incomplete(`${name} has ${file.size} of ${end} bytes`)
  if (file.size > end) throw incomplete(`${name} has ${file.size} bytes, ${file.size - end} more than its header says`)
  return { size: file.size, header, tensors }
}

function placesIn(header: Buffer, file: string): TensorPlace[] {
  const unreadable = () => incomplete(`the header of ${file} cannot be read`)
  let parsed: unknown
  try {
    parsed = JSON.parse(header.toString('utf8'))
  } catch {
    throw unreadable() // room that was reserved before it is written holds zeros
  }
  if (parsed === null || typeof parsed !== 'object') throw unreadable()
  const places = Object.entries(parsed).flatMap(([name, value]) => {
    if (name === '__metadata__') return []
    const [start, end] = (value as { data_offsets?: unknown[] } | null)?.data_offsets ?? []
    if (!isOffset(start) || !isOffset(end) || start > end) throw unreadable()
    return [{ name, start, end }]
  })
  if (places.length === 0) throw incomplete(`${file} has no tensors`)
  return places.sort((a, b) => a.end - b.end || a.start - b.start)
}

const isOffset = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0
