import { createHash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { TextReader, Uint8ArrayWriter, ZipWriter } from '@zip.js/zip.js/lib/zip-core-native.js'
import { parquetWriteFile } from 'hyparquet-writer'
import { describe, expect, it } from 'vitest'
import { type DatasetFile, textRow } from '../../../benchmarks/benchmark.ts'
import { readRows } from '../../../benchmarks/data/checked-rows.ts'
import { locate } from '../../../benchmarks/data/dataset.ts'
import { serve } from '../../helpers/file-server.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

const Row = textRow('question', 'answer')
const ROWS = [
  { question: 'How many legs have two spiders?', answer: '2*8=16\n#### 16' },
  { question: 'And three cats?', answer: '3*4=12\n#### 12' },
]
const TEXT = ROWS.map((row) => `${JSON.stringify(row)}\n`).join('')
const sha256 = (bytes: string | Buffer) => createHash('sha256').update(bytes).digest('hex')
const declared: DatasetFile = {
  file: 'legs/test.jsonl',
  url: 'http://127.0.0.1:9/test.jsonl',
  sha256: sha256(TEXT),
  rows: 2,
  license: 'MIT',
}

async function mirrorWith(file: string, bytes: string | Buffer): Promise<string> {
  const folder = await temporaryFolder()
  await mkdir(join(folder, 'legs'))
  await writeFile(join(folder, file), bytes)
  return folder
}

describe('locate', () => {
  it('finds a file in a local mirror', async () => {
    const dataDir = await mirrorWith('legs/test.jsonl', TEXT)
    const found = await locate(declared, { dataDir, cacheDir: 'unused' })
    expect(found).toEqual({ path: join(dataDir, 'legs/test.jsonl'), sha256: declared.sha256 })
  })

  it('fetches once into the cache', async () => {
    let fetched = 0
    const url = await serve((_request, response) => {
      fetched++
      response.end(TEXT)
    })
    const cacheDir = await temporaryFolder()
    await locate({ ...declared, url }, { cacheDir })
    await locate({ ...declared, url }, { cacheDir })
    expect(fetched).toBe(1)
  })

  it.each([
    ['a mirror without the file', 'legs/other.jsonl', TEXT, /legs\/test\.jsonl: no such file/],
    ['other bytes', 'legs/test.jsonl', `${TEXT}\n`, /sha256 is [0-9a-f]{64}, expected/],
  ])('refuses %s and says what to do', async (_case, file, bytes, message) => {
    const dataDir = await mirrorWith(file, bytes)
    const failure = await locate(declared, { dataDir, cacheDir: 'unused' }).catch((error) => error)
    expect(failure.message).toMatch(message)
    expect(failure.hint).toContain(declared.url)
  })
})

describe('a file that its authors publish in an archive', () => {
  const csv = 'question,answer\nHow many?,7\n'
  const archive = { files: ['legs/all.zip', 'legs/again.zip'], inside: 'data/legs.csv', password: 'x' } as const
  const packedFile: DatasetFile = {
    ...declared,
    file: 'legs/legs.csv',
    sha256: sha256(csv),
    rows: 1,
    archive: { ...archive, sha256: '00' },
  }

  async function zipped(text: string): Promise<Buffer> {
    const writer = new ZipWriter(new Uint8ArrayWriter(), { useWebWorkers: false })
    await writer.add(archive.inside, new TextReader(text), { password: archive.password, zipCrypto: true })
    return Buffer.from(await writer.close())
  }

  it.each(['legs/all.zip', 'legs/again.zip', 'legs/legs.csv'])('is found as %s, with the same digest', async (name) => {
    const dataDir = await mirrorWith(name, name.endsWith('.zip') ? await zipped(csv) : csv)
    const found = await locate(packedFile, { dataDir, cacheDir: 'unused' })
    expect(found.sha256).toBe(packedFile.sha256)
    expect((await readRows(found, packedFile, Row)).map(({ row }) => row)).toEqual([
      { question: 'How many?', answer: '7' },
    ])
  })

  it('is fetched packed, and the archive’s own digest is checked', async () => {
    const bytes = await zipped(csv)
    const url = await serve((_request, response) => response.end(bytes))
    const cacheDir = await temporaryFolder()
    await expect(locate({ ...packedFile, url }, { cacheDir })).rejects.toThrow(/the file that came has sha256/)
    const right = { ...packedFile, url, archive: { ...archive, sha256: sha256(bytes) } }
    expect(await locate(right, { cacheDir })).toMatchObject({ sha256: packedFile.sha256 })
  })

  it('is refused with other bytes inside, and named with both paths', async () => {
    const dataDir = await mirrorWith('legs/all.zip', await zipped(`${csv}\n`))
    await expect(locate(packedFile, { dataDir, cacheDir: 'unused' })).rejects.toThrow(
      /all\.zip \(data\/legs\.csv\): sha256 is/,
    )
  })
})

describe('readRows', () => {
  const read = async (name: string, bytes: string | Buffer) => {
    const folder = await temporaryFolder()
    await writeFile(join(folder, name), bytes)
    return readRows({ path: join(folder, name) }, declared, Row)
  }

  it.each([
    ['JSON Lines', 'test.jsonl', TEXT],
    ['blank lines between', 'test.jsonl', TEXT.replace('\n', '\n\n')],
    ['gzip', 'test.jsonl.gz', gzipSync(TEXT)],
    ['CSV', 'test.csv', `question,answer\n${ROWS.map((row) => `"${row.question}","${row.answer}"\n`).join('')}`],
    ['Windows line ends', 'test.jsonl', TEXT.replaceAll('\n', '\r\n')],
  ])('reads %s', async (_case, name, bytes) => {
    expect((await read(name, bytes)).map(({ row }) => row)).toEqual(ROWS)
  })

  it('takes U+2028 for text, and not for the end of a line', async () => {
    const rows = [{ question: 'How\u2028many?', answer: '#### 1' }, ROWS[0]]
    const text = rows.map((row) => `${JSON.stringify(row)}\n`).join('')
    expect((await read('test.jsonl', text)).map(({ row }) => row)).toEqual(rows)
  })

  it('reads Parquet', async () => {
    const folder = await temporaryFolder()
    const filename = join(folder, 'test.parquet')
    parquetWriteFile({
      filename,
      columnData: [
        { name: 'question', data: ROWS.map((row) => row.question), type: 'STRING' },
        { name: 'answer', data: ROWS.map((row) => row.answer), type: 'STRING' },
      ],
    })
    expect((await readRows({ path: filename }, declared, Row)).map(({ row }) => row)).toEqual(ROWS)
  })

  it.each([
    ['a torn line', 'test.jsonl', `${TEXT}{"question": "How`, /test\.jsonl:3: not a JSON object/],
    [
      'a missing field',
      'test.jsonl',
      '{"question": "?"}\n',
      /test\.jsonl:1: the row must have required property 'answer'/,
    ],
    [
      'a field of another type',
      'test.jsonl',
      '{"question": 1, "answer": ""}\n',
      /test\.jsonl:1: "question" must be string/,
    ],
    ['fewer rows than there are', 'test.jsonl', TEXT.split('\n')[0] as string, /1 rows, expected 2/],
    ['broken gzip', 'test.jsonl.gz', gzipSync(TEXT).subarray(0, 30), /cannot be read/],
    ['a CSV record of another length', 'test.csv', 'question,answer\n1\n', /test\.csv:2: not a CSV file .* 1 cells/],
    ['a CSV file with other columns', 'test.csv', 'q,answer\n1,2\n', /test\.csv:2: .* required property 'question'/],
    ['no Parquet', 'test.parquet', 'PAR0', /not a Parquet file/],
  ])('refuses %s, with its place', async (_case, name, bytes, message) => {
    await expect(read(name, bytes)).rejects.toThrow(message)
  })
})
