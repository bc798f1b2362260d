import { createHash } from 'node:crypto'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { parquetWriteFile } from 'hyparquet-writer'
import { createTar } from 'nanotar'
import { describe, expect, it } from 'vitest'
import { type DatasetFile, textRow } from '../../../benchmarks/benchmark.ts'
import { readRows } from '../../../benchmarks/data/checked-rows.ts'
import { pullFile, verifyStatus } from '../../../benchmarks/data/data-files.ts'
import { locate } from '../../../benchmarks/data/dataset.ts'
import { serve } from '../../helpers/file-server.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

const BIRDS = '"How many legs has a wren, or a jay?",2\nHow many wings?,2\n'
const CATS = 'How many legs has a cat?,4\n'
const Row = textRow('question', 'answer')

const declared: DatasetFile = {
  file: 'legs/test.parquet',
  url: 'http://127.0.0.1:9/test.parquet',
  rows: 3,
  groups: { column: 'animal', rows: { birds: 2, cats: 1 } },
  license: 'MIT',
  tables: {
    folder: 'legs/data/test',
    suffix: '_test.csv',
    names: ['birds', 'cats'],
    nameColumn: 'animal',
    columns: ['question', 'answer'],
    tar: { file: 'legs/data.tar', url: 'http://127.0.0.1:9/data.tar', inside: 'data/test' },
  },
}

const tar = (files: Readonly<Record<string, string>>) =>
  createTar(Object.entries(files).map(([name, data]) => ({ name, data: Buffer.from(data) })))

async function folderWith(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const folder = await temporaryFolder()
  for (const [name, data] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), data)
  }
  return folder
}

const rowsIn = async (dataDir: string, file = declared) => {
  const located = await locate(file, { dataDir, cacheDir: 'unused' })
  return { sha256: located.sha256, rows: await readRows(located, file, Row) }
}

const FOLDER = { 'legs/data/test/birds_test.csv': BIRDS, 'legs/data/test/cats_test.csv': CATS }
const TAR = {
  'legs/data.tar': tar({ './data/test/cats_test.csv': CATS, 'data/test/birds_test.csv': BIRDS, 'data/val/x': 'y' }),
}

describe('a data set in tables', () => {
  it.each([
    ['a folder', FOLDER],
    ['the tar of its authors', TAR],
  ])('is read from %s, in the order of the names', async (_case, files) => {
    const { sha256, rows } = await rowsIn(await folderWith(files))
    expect(sha256).toBe(createHash('sha256').update(BIRDS).update(CATS).digest('hex'))
    expect(rows).toEqual([
      {
        row: { question: 'How many legs has a wren, or a jay?', answer: '2', animal: 'birds' },
        line: 1,
        file: 'legs/data/test/birds_test.csv',
      },
      {
        row: { question: 'How many wings?', answer: '2', animal: 'birds' },
        line: 2,
        file: 'legs/data/test/birds_test.csv',
      },
      {
        row: { question: 'How many legs has a cat?', answer: '4', animal: 'cats' },
        line: 1,
        file: 'legs/data/test/cats_test.csv',
      },
    ])
  })

  it('is read from one Parquet file where that is there, its rows by group', async () => {
    const folder = await folderWith(FOLDER)
    parquetWriteFile({
      filename: join(folder, declared.file),
      columnData: [
        { name: 'question', data: ['c1', 'b1', 'b2'] },
        { name: 'answer', data: ['4', '2', '2'] },
        { name: 'animal', data: ['cats', 'birds', 'birds'] },
      ],
    })
    const { rows } = await rowsIn(folder)
    expect(rows.map(({ row }) => (row as { question: string }).question)).toEqual(['b1', 'b2', 'c1'])
  })

  it.each([
    ['a table is missing', { 'legs/data/test/birds_test.csv': BIRDS }, /cats_test\.csv: no such file/],
    [
      'the tar lacks one',
      { 'legs/data.tar': tar({ 'data/test/birds_test.csv': BIRDS }) },
      /holds no file data\/test\/cats_test\.csv/,
    ],
    [
      'a subject has too few rows',
      { ...FOLDER, 'legs/data/test/birds_test.csv': CATS + CATS + CATS, 'legs/data/test/cats_test.csv': '' },
      /3 rows of birds, expected 2/,
    ],
    [
      'a row is too short',
      { ...FOLDER, 'legs/data/test/birds_test.csv': 'How many?\n' },
      /birds_test\.csv:1: .*1 cells, and it has 2 columns/,
    ],
    [
      'a cell is empty',
      { ...FOLDER, 'legs/data/test/cats_test.csv': ',4\n' },
      /cats_test\.csv:1: "question" must NOT have fewer/,
    ],
  ])('is refused where %s', async (_case, files, message) =>
    expect(rowsIn(await folderWith(files))).rejects.toThrow(message),
  )

  it('is fetched in one file, and from the authors where that cannot be had', async () => {
    const url = await serve((request, response) => {
      if (request.url !== '/data.tar') response.statusCode = 404
      response.end(request.url === '/data.tar' ? TAR['legs/data.tar'] : 'gone')
    })
    const tables = { ...declared.tables, tar: { ...declared.tables?.tar, url: `${url}/data.tar` } }
    const remote = { ...declared, url: `${url}/test.parquet`, tables } as DatasetFile
    const dataDir = await temporaryFolder()
    const options = { dataDir, cacheDir: 'unused' }
    expect(await verifyStatus(remote, options)).toMatchObject({ state: 'missing' })
    expect(await pullFile(remote, options)).toMatchObject({
      state: 'unpublished',
      path: join(dataDir, 'legs/data.tar'),
    })
    expect((await rowsIn(dataDir, remote)).rows).toHaveLength(3)
    await rm(join(dataDir, 'legs/data.tar'))
    const nowhere = { ...remote, tables: { ...tables, tar: { ...tables.tar, url: `${url}/gone` } } } as DatasetFile
    expect(await pullFile(nowhere, options)).toMatchObject({
      state: 'missing',
      failure: { message: expect.stringMatching(/test\.parquet could not be fetched: it answered 404/) },
    })
  })
})
