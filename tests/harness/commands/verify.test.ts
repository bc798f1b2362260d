/** `evalkit verify`, and the same doubts of `compare` and `gate`: files of a run that contradict each other. */
import { cp, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { BenchmarkSummary, SampleRecord } from '../../../results/schema/schema.ts'
import { evalkit } from '../../helpers/evalkit.ts'
import { replies } from '../../helpers/quiz.ts'
import { sharedFolder } from '../../helpers/temporary.ts'

let cwd: string
let sound: string
let base: string

beforeAll(async () => {
  cwd = await sharedFolder()
  for (const [label, isWrong] of [
    ['base', (index: number) => index === 7],
    ['sft', (index: number) => index === 3],
  ] as const) {
    await writeFile(join(cwd, `${label}.jsonl`), replies(isWrong))
    await evalkit(['run', 'wordproblems', '--limit', '0-9', '--model', `replay/${label}.jsonl`], { cwd })
  }
  const names = await readdir(join(cwd, 'evalkit-runs'))
  base = join('evalkit-runs', names.find((name) => name.includes('base')) ?? '')
  sound = join('evalkit-runs', names.find((name) => name.includes('sft')) ?? '')
})

interface Change {
  record?(record: SampleRecord, index: number): unknown
  summary?(summary: BenchmarkSummary): unknown
  /** Keeps the digest of the samples as it should be, as whoever wants to deceive would. */
  readonly isCareful?: true
  /** Of an earlier version, which kept no digest. */
  readonly isOld?: true
}

let count = 0
async function changed({ record, summary = (same) => same, isCareful, isOld }: Change): Promise<string> {
  const folder = `changed-${++count}`
  await cp(join(cwd, sound), join(cwd, folder), { recursive: true })
  const [samples, facts] = ['samples.jsonl', 'summary.json'].map((name) => join(cwd, folder, name)) as [string, string]
  const lines = (await readFile(samples, 'utf8')).trimEnd().split('\n')
  const written = lines.flatMap((line, at) => record?.(JSON.parse(line), at) ?? JSON.parse(line))
  if (record !== undefined) await writeFile(samples, written.map((one) => `${JSON.stringify(one)}\n`).join(''))
  const { samplesDigest: before, ...rest } = summary(JSON.parse(await readFile(facts, 'utf8'))) as BenchmarkSummary
  const { samplesDigest } = await import('../../../results/store/samples-digest.ts')
  const digest = isCareful ? await samplesDigest(join(cwd, folder)) : before
  await writeFile(facts, JSON.stringify(isOld ? rest : { ...rest, samplesDigest: digest }))
  return folder
}

/** Makes the sample that was wrong right. */
const forged: NonNullable<Change['record']> = (record) => {
  if (record.outcome.kind !== 'scored' || record.outcome.score.value === 1) return record
  return { ...record, outcome: { kind: 'scored', score: { ...record.outcome.score, value: 1 } } }
}

const CASES: readonly (readonly [string, Change, RegExp])[] = [
  [
    'a score that its reading does not give',
    { record: forged },
    /wordproblems\/3: its score is 1, and its reading by \w+ scores 0/,
  ],
  ['the same, with a digest that fits', { record: forged, isCareful: true }, /its reading by \w+ scores 0/],
  [
    'a score and its reading, and a summary of before',
    {
      record: (record) => JSON.parse(JSON.stringify(record).replaceAll('"value":0', '"value":1')),
      isCareful: true,
    },
    /summary\.json: "correct" is 9, and the records give 10/,
  ],
  [
    'an answer that was not read',
    { record: (one) => JSON.parse(JSON.stringify(one).replace('"answer":"', '"answer":"9')) },
    /its answer is ".*", and its reading by/,
  ],
  [
    'another score in the summary',
    { summary: (one) => ({ ...one, score: 1 }) },
    /summary\.json: "score" is 1, and the records give 0\.9/,
  ],
  [
    'an interval narrower than its records give',
    { summary: (one) => ({ ...one, interval: [0.85, 0.95] }) },
    /summary\.json: "interval" is 0\.85 to 0\.95, and the records give 0\.59\d+ to 0\.98\d+/,
  ],
  [
    'an interval that its score is not in, of an earlier version',
    { summary: (one) => ({ ...one, interval: [0.95, 0.99] }), isOld: true },
    /summary\.json: "interval" is 0\.95 to 0\.99, and does not hold the score 0\.9/,
  ],
  [
    'other counts in the summary',
    { summary: (one) => ({ ...one, correct: 10 }) },
    /summary\.json: "correct" is 10, and the records give 9/,
  ],
  [
    'a reply that was changed',
    { record: (one) => JSON.parse(JSON.stringify(one).replace('"text":"', '"text":"Well. ')) },
    /digest of samples\.jsonl/,
  ],
  [
    'a record less',
    { record: (one, at) => (at === 0 ? [] : one) },
    /"trials" is 10, and the records give 9|holds 9 trials/,
  ],
  ['a record twice', { record: (one, at) => (at === 0 ? [one, one] : one), isCareful: true }, /a second time/],
]

describe('a run whose files fit', () => {
  it('holds', async () => {
    const { code, stdout } = await evalkit(['verify', base, sound], { cwd })
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${base}: holds (10 trials)\n${sound}: holds (10 trials)\n` })
    expect((await evalkit(['compare', base, sound], { cwd })).code).toBe(0)
  })

  it('holds as an earlier version has left it', async () => {
    const { code } = await evalkit(['verify', await changed({ isOld: true })], { cwd })
    expect(code).toBe(0)
  })

  it('is told to programs as well', async () => {
    const { stdout } = await evalkit(['verify', sound, '--json'], { cwd })
    expect(JSON.parse(stdout).runs).toEqual([{ run: sound, holds: true, trials: 10, found: [], more: 0 }])
  })
})

describe('a run with', () => {
  it.each(CASES)('%s contradicts itself', async (_, change, words) => {
    const folder = await changed(change)
    const { code, stdout } = await evalkit(['verify', folder], { cwd })
    expect({ code, stdout }).toEqual({ code: 2, stdout: expect.stringMatching(words) })
    expect(stdout).toMatch(/^changed-\d+: CONTRADICTS ITSELF \(\d+ trials\)$/m)
    for (const command of ['compare', 'gate']) {
      const refused = await evalkit([command, base, folder], { cwd })
      expect({ command, code: refused.code, stdout: refused.stdout }).toEqual({ command, code: 2, stdout: '' })
      expect(refused.stderr).toMatch(
        /^evalkit: changed-\d+\/.+\n {2}The folder was damaged, edited .+ evalkit verify changed-\d+$/m,
      )
    }
  })

  it('another digest of an earlier version is not missed', async () => {
    const folder = await changed({ record: forged, isOld: true })
    expect((await evalkit(['verify', folder], { cwd })).code).toBe(2)
  })
})

it('verifies no stored baseline', async () => {
  const { code, stderr } = await evalkit(['verify', '@main'], { cwd })
  expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringMatching(/is checked whenever it is read/) })
})
