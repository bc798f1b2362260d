import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { parquetWriteFile } from 'hyparquet-writer'
import { describe, expect, it } from 'vitest'
import type { Protocol } from '../../../benchmarks/benchmark.ts'
import { loadSamples, type Selection } from '../../../benchmarks/data/samples.ts'
import { gsm8kPlatinum } from '../../../benchmarks/gsm8k.ts'
import { wordproblems } from '../../../benchmarks/wordproblems.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

const chat = wordproblems.protocols.chat as Protocol<unknown>
const load = (selection: Selection) => loadSamples(wordproblems, chat, selection, { cacheDir: 'unused' })
const idsOf = async (selection: Selection) => (await load(selection)).samples.map(({ id }) => id.split('/')[1])

describe('loadSamples', () => {
  it('prepares every row, and says what the file was', async () => {
    const { samples, allIds, facts } = await load({})
    expect(samples).toHaveLength(200)
    expect(allIds).toEqual(samples.map(({ id }) => id))
    expect(facts).toEqual({ files: { [wordproblems.dataset.test.file]: wordproblems.dataset.test.sha256 }, size: 200 })
    expect(samples[0]).toMatchObject({ id: 'wordproblems/0', target: '70' })
  })

  it.each<[Selection, string[]]>([
    [{ limit: 'first:3' }, ['0', '1', '2']],
    [{ limit: '198-500' }, ['198', '199']],
    [{ limit: '7-7' }, ['7']],
    [{ sampleIds: ['wordproblems/9', 'wordproblems/4'] }, ['4', '9']],
    [{ limit: '5-9', sampleIds: ['wordproblems/9'] }, ['9']],
  ])('selects by %j', async (selection, ids) => expect(await idsOf(selection)).toEqual(ids))

  it.each<[Selection, RegExp]>([
    [{ limit: '0' }, /selects no sample/],
    [{ limit: 'first:0' }, /selects no sample/],
    [{ limit: 'last:3' }, /selects no sample/],
    [{ limit: '9-5' }, /selects no sample/],
    [{ limit: '200-300' }, /selects no sample of the 200/],
    [{ limit: 'ten' }, /selects no sample/],
    [{ limit: '-3' }, /selects no sample/],
    [{ sampleIds: ['wordproblems/200'] }, /wordproblems\/200: no such sample/],
    [{ limit: 'first:3', sampleIds: ['wordproblems/9'] }, /no such sample among the 3 selected/],
  ])('refuses %j', async (selection, message) => {
    await expect(load(selection)).rejects.toThrow(message)
  })
})

describe('GSM8K-Platinum', () => {
  async function mirror(answers: readonly string[]): Promise<string> {
    const dataDir = await temporaryFolder()
    await mkdir(join(dataDir, 'gsm8k-platinum'))
    parquetWriteFile({
      filename: join(dataDir, 'gsm8k-platinum/test.parquet'),
      columnData: [
        { name: 'question', data: answers.map((_, i) => `How many are ${i} and one?`), type: 'STRING' },
        { name: 'answer', data: [...answers], type: 'STRING' },
        { name: 'cleaning_status', data: answers.map(() => 'consensus'), type: 'STRING' },
      ],
    })
    return dataDir
  }
  const answers = Array.from({ length: 1209 }, (_, i) => `${i} + 1 = ${i + 1}\n#### ${i + 1}`)
  const protocol = gsm8kPlatinum.protocols.chat as Protocol<unknown>

  it('is read from Parquet, and its digest recorded', async () => {
    const { samples, facts } = await loadSamples(
      gsm8kPlatinum,
      protocol,
      {},
      { dataDir: await mirror(answers), cacheDir: 'unused' },
    )
    expect(samples).toHaveLength(1209)
    expect(samples[1208]).toMatchObject({ id: 'gsm8k-platinum/1208', target: '1209' })
    expect(facts.files['gsm8k-platinum/test.parquet']).toMatch(/^[0-9a-f]{64}$/)
  })

  it.each([
    [
      'a row without "####"',
      answers.with(16, 'It is 17.'),
      /test\.parquet:17: "answer" has no last line "#### <number>"/,
    ],
    [
      'an empty question or answer',
      answers.with(3, ''),
      /test\.parquet:4: "answer" must NOT have fewer than 1 characters/,
    ],
    ['rows missing', answers.slice(1), /1208 rows, expected 1209/],
  ])('is refused with %s', async (_case, rows, message) => {
    const data = { dataDir: await mirror(rows), cacheDir: 'unused' }
    const failure = await loadSamples(gsm8kPlatinum, protocol, {}, data).catch((error) => error)
    expect(failure.name).toBe('DatasetError')
    expect(failure.message).toMatch(message)
    expect(failure.hint).toBeDefined()
  })
})
