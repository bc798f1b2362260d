/** A reader of TensorBoard's event files, for tests: it checks every frame, and knows what a scalar needs. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32c } from '../../harness/reporting/trackers/event-file.ts'

interface ReadEvent {
  readonly atMs: number
  readonly step: number
  readonly scalars: readonly { readonly tag: string; readonly value: number }[]
  readonly version?: string
}

/** Points of a tag in the order in which TensorBoard meets them, by folder and tag: files by name, then their events. */
export async function pointsIn(root: string): Promise<Record<string, Record<string, [step: number, value: number][]>>> {
  const lines: Record<string, Record<string, [number, number][]>> = {}
  for (const line of (await readdir(root)).sort()) {
    const points: Record<string, [number, number][]> = {}
    for (const name of (await readdir(join(root, line))).sort()) {
      for (const { step, scalars } of readEvents(await readFile(join(root, line, name)))) {
        for (const { tag, value } of scalars) {
          points[tag] ??= []
          points[tag].push([step, Number(value.toPrecision(6))])
        }
      }
    }
    lines[line] = points
  }
  return lines
}

export function readEvents(file: Buffer): ReadEvent[] {
  const events: ReadEvent[] = []
  for (let at = 0; at < file.length; ) {
    const length = Number(file.readBigUInt64LE(at))
    requireCrc(file.subarray(at, at + 8), file.readUInt32LE(at + 8))
    const payload = file.subarray(at + 12, at + 12 + length)
    requireCrc(payload, file.readUInt32LE(at + 12 + length))
    events.push(readEvent(payload))
    at += 16 + length
  }
  return events
}

function requireCrc(data: Buffer, masked: number): void {
  const unmasked = (masked - 0xa282ead8) >>> 0
  if (((unmasked >>> 17) | (unmasked << 15)) >>> 0 !== crc32c(data)) throw new Error('a CRC is wrong')
}

function readEvent(payload: Buffer): ReadEvent {
  const fields = fieldsOf(payload)
  const bytesOf = (number: number) => fields.filter(([field]) => field === number).map(([, value]) => value as Buffer)
  const version = bytesOf(3)[0]?.toString()
  return {
    atMs: (bytesOf(1)[0]?.readDoubleLE() ?? 0) * 1000,
    step: Number(fields.find(([field]) => field === 2)?.[1] ?? 0),
    scalars: bytesOf(5).flatMap((summary) =>
      fieldsOf(summary).map(([, value]) => {
        const inner = Object.fromEntries(fieldsOf(value as Buffer))
        return { tag: String(inner[1]), value: (inner[2] as Buffer).readFloatLE() }
      }),
    ),
    ...(version !== undefined && { version }),
  }
}

/** Fields of a protocol buffer: numbers for varints, bytes for everything else. */
function fieldsOf(message: Buffer): [field: number, value: number | Buffer][] {
  const fields: [number, number | Buffer][] = []
  let at = 0
  const varint = () => {
    let value = 0
    for (let scale = 1; ; scale *= 128) {
      const octet = message[at++] as number
      value += (octet & 127) * scale
      if (octet < 128) return value
    }
  }
  const take = (size: number) => {
    at += size
    return message.subarray(at - size, at)
  }
  while (at < message.length) {
    const key = varint()
    const type = key & 7
    fields.push([key >> 3, type === 0 ? varint() : take(type === 2 ? varint() : type === 1 ? 8 : 4)])
  }
  return fields
}
