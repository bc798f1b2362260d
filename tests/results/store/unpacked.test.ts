import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { gunzipped, gunzipStream, unpackedLimit } from '../../../results/store/unpacked.ts'

const MIB = 2 ** 20
const bomb = gzipSync(Buffer.alloc(80 * MIB), { level: 9 })

async function sizeOf(packed: Buffer): Promise<number> {
  let size = 0
  for await (const chunk of gunzipStream(Readable.from([packed]), packed.length)) size += chunk.length
  return size
}

describe('unpacking', () => {
  it('gives what was packed', async () => {
    const text = 'one\n'.repeat(1000)
    expect((await gunzipped(gzipSync(text))).toString()).toBe(text)
    expect(await sizeOf(gzipSync(text))).toBe(4000)
  })

  it('stops where a small file becomes a huge one', async () => {
    const refused = /^\d+ KiB become more than 64 MiB when unpacked$/
    await expect(gunzipped(bomb)).rejects.toThrow(refused)
    await expect(sizeOf(bomb)).rejects.toThrow(refused)
  })

  it('says what is torn, or no gzip at all', async () => {
    await expect(sizeOf(gzipSync('text').subarray(0, -4))).rejects.toThrow(/unexpected end of file/)
    await expect(gunzipped(Buffer.from('text'))).rejects.toThrow(/incorrect header check/)
  })

  it('allows a large file what text compresses by, and none more than four GiB', () => {
    expect([1000, MIB, 2 ** 40].map(unpackedLimit)).toEqual([64 * MIB, 200 * MIB, 4096 * MIB])
  })
})
