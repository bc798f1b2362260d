/**
 * TensorBoard's event files: TFRecord frames around protocol buffers of type `Event`.
 *
 * A frame is the payload's length (uint64), the masked CRC-32C of these eight bytes, the payload and its masked CRC-32C, little-endian.
 *
 * @see https://www.tensorflow.org/tutorials/load_data/tfrecord#tfrecords_format_details
 */

export interface Scalar {
  readonly tag: string
  /** Written with the precision of a 32-bit float. */
  readonly value: number
}

export interface ScalarEvent {
  /** Milliseconds since 1970. */
  readonly atMs: number
  /** An integer from 0 to 2^53. */
  readonly step: number
  readonly scalars: readonly Scalar[]
}

/** The bytes of an event file. It begins with the version of the format, without which readers take it for an older one. */
export function eventFile(events: readonly ScalarEvent[]): Buffer {
  const atMs = events[0]?.atMs ?? 0
  const payloads = [
    Buffer.concat([double(1, atMs / 1000), bytes(3, Buffer.from('brain.Event:2'))]),
    ...events.map(eventPayload),
  ]
  return Buffer.concat(payloads.map(frame))
}

/** `Event { 1: double wall_time, 2: int64 step, 5: Summary }` */
const eventPayload = ({ atMs, step, scalars }: ScalarEvent) =>
  Buffer.concat([double(1, atMs / 1000), varintField(2, step), bytes(5, Buffer.concat(scalars.map(summaryValue)))])

/** `Summary { 1: repeated Value { 1: string tag, 2: float simple_value } }` */
const summaryValue = ({ tag, value }: Scalar) => bytes(1, Buffer.concat([bytes(1, Buffer.from(tag)), float(2, value)]))

function frame(payload: Buffer): Buffer {
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(payload.length))
  return Buffer.concat([length, maskedCrc(length), payload, maskedCrc(payload)])
}

/** Wire types of protocol buffers. */
const VARINT = 0
const FIXED64 = 1
const BYTES = 2
const FIXED32 = 5

const key = (field: number, type: number) => Buffer.of((field << 3) | type)

const varintField = (field: number, value: number) => Buffer.concat([key(field, VARINT), varint(value)])

const bytes = (field: number, value: Buffer) => Buffer.concat([key(field, BYTES), varint(value.length), value])

function double(field: number, value: number): Buffer {
  const buffer = Buffer.alloc(8)
  buffer.writeDoubleLE(value)
  return Buffer.concat([key(field, FIXED64), buffer])
}

function float(field: number, value: number): Buffer {
  const buffer = Buffer.alloc(4)
  buffer.writeFloatLE(value)
  return Buffer.concat([key(field, FIXED32), buffer])
}

/** Seven bits in each byte, the lowest first. */
function varint(value: number): Buffer {
  const octets: number[] = []
  let rest = value
  for (; rest >= 128; rest = Math.floor(rest / 128)) octets.push((rest % 128) | 128)
  return Buffer.from([...octets, rest])
}

/** CRCs are masked, because a CRC of data that holds CRCs is a poor one. */
function maskedCrc(data: Buffer): Buffer {
  const crc = crc32c(data)
  const buffer = Buffer.alloc(4)
  buffer.writeUInt32LE((((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0)
  return buffer
}

/** The polynomial of Castagnoli, with its bits in reverse order. */
const POLYNOMIAL = 0x82f63b78

const TABLE = Uint32Array.from({ length: 256 }, (_, octet) => {
  let crc = octet
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1
  return crc
})

/** CRC-32C, unsigned. `node:zlib` has the CRC-32 of another polynomial only. @see RFC 3720, appendix B.4 */
export function crc32c(data: Uint8Array): number {
  let crc = 0xffffffff
  for (const octet of data) crc = (crc >>> 8) ^ (TABLE[(crc ^ octet) & 0xff] as number)
  return (crc ^ 0xffffffff) >>> 0
}
