import { existsSync, readFileSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { bundledFile } from '../../../benchmarks/bundled.ts'
import { evalkit } from '../../helpers/evalkit.ts'
import { sharedData } from '../../helpers/shared.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

const PROBLEMS: { question: string }[] = readFileSync(bundledFile('wordproblems/wordproblems-test.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line))

const PLANTED = [3, 50, 121]
const RECORDS = [
  { messages: [{ role: 'user', content: PROBLEMS[3]?.question.toUpperCase() }] },
  { prompt: 'What is the capital of a country that nobody has heard of, and how large is it?', response: 'Unknown.' },
  { conversations: [{ from: 'human', value: `Solve this: ${PROBLEMS[50]?.question} Take your time.` }] },
  { instruction: 'Write a poem about rain in which no line rhymes with any other.', input: '', output: 'Drops fall.' },
  { prompt: 'x', response: PROBLEMS[121]?.question.replaceAll(' ', '  ') },
]

async function folder(content: string | Buffer, name = 'train.jsonl') {
  const cwd = await temporaryFolder()
  await writeFile(join(cwd, name), content)
  return cwd
}

const lines = (records: readonly object[]) => `${records.map((record) => JSON.stringify(record)).join('\n')}\n`
const ARGS = ['contamination', '--benchmarks', 'wordproblems', '--train']

describe('evalkit contamination', () => {
  it.each([
    ['train.jsonl', (text: string) => text],
    ['train.jsonl.gz', (text: string) => gzipSync(text)],
  ])('finds what stands in %s, in whatever form of record', async (name, packed) => {
    const cwd = await folder(packed(lines(RECORDS)), name)
    const { code, stdout } = await evalkit([...ARGS, name, '--json'], { cwd })
    expect(code).toBe(0)
    const { benchmarks, ...report } = JSON.parse(stdout)
    expect(report).toMatchObject({ records: 5, contaminated: 3, words: 13, training: [{ file: name, records: 5 }] })
    const [{ overlapping }] = benchmarks
    // Some problems are alike, so that others may be found with them.
    const ids = overlapping.map(({ id }: { id: string }) => id)
    expect(ids).toEqual(expect.arrayContaining(PLANTED.map((i) => `wordproblems/${i}`)))
    expect(overlapping[0].evidence).toMatchObject([{ file: name, line: 1, field: 'question' }])
    expect(overlapping[0].evidence[0].words).toBe(overlapping[0].evidence[0].of)
  })

  it('leaves the hits out of a clean copy, and nothing else changes in it', async () => {
    const cwd = await folder(lines(RECORDS))
    const { code, stderr } = await evalkit([...ARGS, 'train.jsonl', '--remove', '-o', 'clean.jsonl'], { cwd })
    expect([code, stderr]).toEqual([0, expect.stringMatching(/2 records written to clean\.jsonl/)])
    expect(await readFile(join(cwd, 'clean.jsonl'), 'utf8')).toBe(lines([RECORDS[1] ?? {}, RECORDS[3] ?? {}]))
  })

  it('reads all the files that a shell pattern names', async () => {
    const cwd = await folder(lines(RECORDS))
    await writeFile(join(cwd, 'more.jsonl'), lines([{ text: PROBLEMS[77]?.question }]))
    const { code, stdout } = await evalkit([...ARGS, 'train.jsonl', 'more.jsonl', '--json'], { cwd })
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      records: 6,
      contaminated: 4,
      training: [{ records: 5 }, { records: 1 }],
    })
  })

  it('leaves no half of a clean copy when a record cannot be read', async () => {
    const cwd = await folder(`${lines(RECORDS)}{"torn": \n`)
    const { code, stderr } = await evalkit([...ARGS, 'train.jsonl', '--remove', '-o', 'clean.jsonl'], { cwd })
    expect([code, stderr]).toEqual([2, expect.stringMatching(/train\.jsonl:6: not JSON/)])
    expect(existsSync(join(cwd, 'clean.jsonl')) || existsSync(join(cwd, 'clean.jsonl.unfinished'))).toBe(false)
  })

  it.each([
    [['contamination'], /no training file given/],
    [[...ARGS, 'none.jsonl'], /none\.jsonl: cannot be read: no such file/],
    [[...ARGS, 'torn.jsonl', 'none.jsonl'], /none\.jsonl: cannot be read: no such file/],
    [[...ARGS, 'torn.jsonl', '--report', 'none/report.json'], /none\/report\.json: cannot be written/],
    [[...ARGS, 'train.jsonl', '--remove'], /--remove and -o FILE must be given together/],
    [['contamination', '--train', 'train.jsonl', '--benchmarks', 'gsm9k'], /gsm9k/],
  ])('refuses %j before anything is read', async (args, message) => {
    const cwd = await folder(lines(RECORDS))
    await writeFile(join(cwd, 'torn.jsonl'), '{"torn": ')
    const { code, stderr } = await evalkit(args, { cwd })
    expect([code, stderr]).toEqual([2, expect.stringMatching(message)])
  })
})

const gpqa = sharedData('gpqa')

it.skipIf(gpqa === undefined)('shows no text of a protected benchmark [needs the shared data sets]', async () => {
  const env = { EVALKIT_DATA_DIR: join(gpqa as string, '..') }
  const { loadTexts } = await import('../../../benchmarks/data/texts.ts')
  const { benchmarkNamed } = await import('../../../benchmarks/index.ts')
  const { texts } = await loadTexts(benchmarkNamed('gpqa-diamond'), { cacheDir: 'none', dataDir: env.EVALKIT_DATA_DIR })
  const question = texts.find(({ field, id }) => field === 'Question' && id === 'gpqa-diamond/7')?.text ?? ''
  const cwd = await folder(lines([{ prompt: question }]))
  const args = ['contamination', '--train', 'train.jsonl', '--benchmarks', 'gpqa-diamond']
  const { code, stdout } = await evalkit([...args, '--json'], { cwd, env })
  expect(code).toBe(0)
  const [{ overlapping }] = JSON.parse(stdout).benchmarks
  expect(overlapping.map(({ id }: { id: string }) => id)).toEqual(['gpqa-diamond/7'])
  expect(Object.keys(overlapping[0].evidence[0]).sort()).toEqual(['field', 'file', 'line', 'of', 'words'])
})
