import { TextReader, Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } from '@zip.js/zip.js/lib/zip-core-native.js'
import { describe, expect, it } from 'vitest'
import type { Archive } from '../../../benchmarks/benchmark.ts'
import { unpack } from '../../../benchmarks/data/zip.ts'

const archive: Archive = {
  files: ['legs/dataset.zip'],
  sha256: '00',
  inside: 'dataset/legs.csv',
  password: 'open sesame',
}
const TEXT = 'question,answer\nHow many legs have two spiders?,16\n'.repeat(50)

/** A zip as the authors of protected data sets make them: the old cipher, a public password. */
async function packed(name = archive.inside, password: string | undefined = archive.password): Promise<Uint8Array> {
  const writer = new ZipWriter(new Uint8ArrayWriter(), { useWebWorkers: false })
  await writer.add(name, new TextReader(TEXT), password === undefined ? {} : { password, zipCrypto: true })
  return writer.close()
}

/** One byte of the packed data changed. */
async function damagedZip(): Promise<Uint8Array> {
  const bytes = await packed()
  bytes[90] = (bytes[90] ?? 0) ^ 0xff
  return bytes
}

it('stops where a small archive becomes a huge file', async () => {
  const writer = new ZipWriter(new Uint8ArrayWriter(), { useWebWorkers: false, level: 9 })
  await writer.add(archive.inside, new Uint8ArrayReader(new Uint8Array(80 * 2 ** 20)))
  await expect(unpack(await writer.close(), archive, 'bomb.zip')).rejects.toThrow(
    /^bomb\.zip: cannot be unpacked: \d+ KiB become more than 64 MiB when unpacked$/,
  )
})

describe('unpack', () => {
  it.each([
    ['an encrypted archive', () => packed()],
    ['one without a password', () => packed(archive.inside, undefined)],
  ])('takes the file out of %s', async (_case, make) => {
    expect(Buffer.from(await unpack(await make(), archive, 'a.zip')).toString()).toBe(TEXT)
  })

  it.each<[string, () => Promise<Uint8Array>, RegExp]>([
    ['another password', () => packed(archive.inside, 'other'), /a\.zip: (the published password|cannot be unpacked)/],
    ['another path inside', () => packed('legs.csv'), /a\.zip: holds no file dataset\/legs\.csv/],
    ['no zip', async () => Buffer.from('no zip at all'), /a\.zip: cannot be unpacked/],
    ['nothing', async () => new Uint8Array(), /a\.zip: cannot be unpacked/],
    ['half an archive', async () => (await packed()).subarray(0, 60), /a\.zip: cannot be unpacked/],
    ['changed bytes', damagedZip, /a\.zip: cannot be unpacked/],
  ])('refuses %s, and says what to do', async (_case, make, message) => {
    const failure = await unpack(await make(), archive, 'a.zip').catch((error) => error)
    expect(failure.name).toBe('DatasetError')
    expect(failure.message).toMatch(message)
    expect(failure.message).not.toContain('\n')
    expect(failure.hint).toBeDefined()
  })
})
