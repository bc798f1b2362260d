import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type OpenBaseline, openBaseline, withBaseline } from '../../../results/baselines/baseline.ts'
import { readAnswers, readBaselines, writeBaselines } from '../../../results/baselines/file.ts'
import { compareRuns } from '../../../results/compare/compare.ts'
import type { BaselinesFile } from '../../../results/schema/baselines.ts'
import type { RunManifest, SampleRecord } from '../../../results/schema/schema.ts'
import { finishedRun, reading, record, records, turn, unscoredRecord } from '../../helpers/records.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

const EMPTY = { path: 'nowhere/evalkit-baselines.json', content: { schemaVersion: 1, baselines: {} } }
const measured = { origin: 'measured', anchor: false } as const

type Changes = Parameters<typeof finishedRun>[2]

/** The run as it comes back from a file. */
async function stored(all: readonly SampleRecord[], changes: Changes = {}): Promise<OpenBaseline> {
  const { content } = await withBaseline(EMPTY, 'main', await finishedRun('base', all, changes), measured)
  const kept: BaselinesFile = JSON.parse(JSON.stringify(content))
  const [run] = openBaseline('main', kept.baselines.main ?? { runs: [] }, EMPTY.path)
  if (run === undefined) throw new Error('nothing was kept')
  return run
}

/** What a comparison says, but for where the baseline lies. */
async function told(baseline: Parameters<typeof compareRuns>[0], candidate: Parameters<typeof compareRuns>[1]) {
  const { before, ...facts } = (await compareRuns(baseline, candidate)).facts
  return { ...facts, before: { ...before, run: '' } }
}

const outcomes = fc
  .constantFrom(0, 1)
  .chain((value) =>
    fc
      .constantFrom<Parameters<typeof record>[2]>(
        {},
        { answer: '1,080' },
        { answer: `${value}`.repeat(40) },
        { answer: null, flaw: 'truncated' },
        { answer: 'x = 1', verdict: { outcome: value ? 'passed' : 'exception', detail: 'at line 3' } },
        { answer: null, turns: [turn({ finishReason: 'timeout' })] },
        { answer: '7', readings: { number: reading(value), 'lm-eval/strict-match': reading(0, null) } },
      )
      .map((details) => ({ value, details })),
  )
const trial = fc.option(outcomes, { nil: undefined, freq: 9 })

describe('a baseline', () => {
  it('is compared with the same words as the run it was made of', () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 2 }).chain((repeats) =>
          fc.record({
            repeats: fc.constant(repeats),
            before: fc.array(trial, { minLength: 6, maxLength: 24 }),
            after: fc.array(trial, { minLength: 6, maxLength: 24 }),
          }),
        ),
        async ({ repeats, before, after }) => {
          const made = (trials: typeof before) =>
            trials.map((one, at) => {
              const id = `gsm8k/${Math.floor(at / repeats)}`
              const repeat = 1 + (at % repeats)
              return one === undefined
                ? unscoredRecord(id, 'model-error', repeat)
                : record(id, one.value, { ...one.details, repeat })
            })
          const length = Math.min(before.length, after.length)
          const items = { trialsPerSample: repeats, items: { count: Math.ceil(length / repeats), hash: '00' } }
          const [first, second] = [made(before.slice(0, length)), made(after.slice(0, length))]
          const candidate = await finishedRun('sft', second, items)
          expect(await told(await stored(first, items), candidate)).toEqual(
            await told(await finishedRun('base', first, items), candidate),
          )
        },
      ),
      { numRuns: 60 },
    ))

  it('keeps ratings by turn and group', async () => {
    const rated = (id: number, ...ratings: number[]): SampleRecord => ({
      ...record(`mt-bench/${80 + id}`, ratings.reduce((a, b) => a + b) / ratings.length),
      group: id % 2 ? 'writing' : 'maths',
      ratings: ratings.map((rating, at) => ({ turn: at + 1, template: 't', prompt: [], verdicts: [], rating })),
    })
    const before = Array.from({ length: 12 }, (_, id) => rated(id + 1, 1 + (id % 7), 9))
    const after = Array.from({ length: 12 }, (_, id) => rated(id + 1, 2 + (id % 5), 8))
    const protocol = {
      ...{ name: 'single', hash: '0', metric: 'rating', shots: 0 },
      aggregate: { kind: 'balanced' as const, parts: { all: ['writing', 'maths'] } },
    }
    const changes: Changes = { range: [1, 10], protocol }
    const candidate = await finishedRun('sft', after, changes)
    expect(await told(await stored(before, changes), candidate)).toEqual(
      await told(await finishedRun('base', before, changes), candidate),
    )
  })

  it('holds 1,319 samples and ten rules in less than 100 kB', async () => {
    const rules = Array.from({ length: 10 }, (_, rule) => `rule-${rule}`)
    const all = Array.from({ length: 1319 }, (_, at) => {
      const values = rules.map((name, rule): [string, ReturnType<typeof reading>] => [
        name,
        reading((at >> (rule % 6)) & 1),
      ])
      return record(`gsm8k/${at}`, at % 5 ? 1 : 0, { answer: String(at * 7919), readings: Object.fromEntries(values) })
    })
    const { content } = await withBaseline(EMPTY, 'main', await finishedRun('base', all), measured)
    expect(JSON.stringify(content, null, 1).length).toBeLessThan(100_000)
  })

  it('keeps no more than a letter of a protected answer', async () => {
    const all = [record('gpqa-diamond/0', 1, { answer: 'C' }), record('gpqa-diamond/1', 0, { answer: 'a secret text' })]
    const run = await stored(all, { protected: {} })
    expect(JSON.stringify(run.stored)).not.toContain('secret')
    expect(run.stored.samples.answers).toEqual([['C\t']])
  })

  it('keeps each answer on its line, whatever the model wrote', async () => {
    const all = [record('gsm8k/0', 1, { answer: 'two\nlines\tand a tab' }), record('gsm8k/1', 0, { answer: '7' })]
    expect((await stored(all)).stored.samples.answers).toEqual([['two lines and a tab\t7']])
  })

  it('is the same bytes in whatever order its samples were answered', async () => {
    const all = records('110101110')
    expect((await stored(all)).stored.samples).toEqual((await stored(all.toReversed())).stored.samples)
  })
})

describe('what is said of a baseline', () => {
  const remarksOf = async (origin: 'measured' | 'blessed', candidate: Partial<RunManifest>) => {
    const { content } = await withBaseline(EMPTY, 'main', await finishedRun('base', records('1101')), {
      origin,
      anchor: false,
    })
    const [run] = openBaseline('main', content.baselines.main ?? { runs: [] }, EMPTY.path)
    const after = await finishedRun('sft', records('1100'), candidate)
    return (await compareRuns(run as OpenBaseline, after)).facts.notes
  }

  it('is nothing, where it is fresh and was measured', async () => expect(await remarksOf('measured', {})).toEqual([]))

  it('is that it was taken from an old run', async () =>
    expect(await remarksOf('blessed', {})).toEqual([expect.stringMatching(/^@main was taken from an earlier run/)]))

  it('is its age beside the candidate, not beside the clock', async () =>
    expect(await remarksOf('measured', { startedAt: '2027-03-02T22:03:10.123Z' })).toEqual([
      '@main was 100 days old when sft was run: set it again',
    ]))

  it('is how far the candidate is from the anchor', async () => {
    const anchor = await withBaseline(EMPTY, 'main', await finishedRun('first', records('1111111111')), {
      origin: 'measured',
      anchor: true,
    })
    const { content } = await withBaseline(anchor, 'main', await finishedRun('base', records('1111111100')), measured)
    const [run] = openBaseline('main', content.baselines.main ?? { runs: [] }, EMPTY.path)
    const { facts } = await compareRuns(run as OpenBaseline, await finishedRun('sft', records('1111110000')))
    expect(facts).toMatchObject({ delta: -0.2, anchor: { model: 'first', pairs: 10, delta: -0.4 } })
    expect(facts.notes).toEqual([
      expect.stringMatching(/^since the anchor of @main, first of 2026-11-22: −40\.0 points \(95%: −\d/),
    ])
  })
})

describe('the file', () => {
  const written = async (): Promise<string> => {
    const path = join(await temporaryFolder(), 'evalkit-baselines.json')
    const empty = await readBaselines(path, '', { mayBeNew: true })
    await writeBaselines(await withBaseline(empty, 'main', await finishedRun('base', records('1101')), measured))
    return path
  }

  it('is the same bytes when the same run is set again, and keeps the other baselines', async () => {
    const path = await written()
    const before = await readFile(path, 'utf8')
    const again = await withBaseline(
      await readBaselines(path, ''),
      'main',
      await finishedRun('base', records('1101')),
      measured,
    )
    await writeBaselines(again)
    expect(await readFile(path, 'utf8')).toBe(before)
    await writeBaselines(await withBaseline(again, 'a', await finishedRun('base', records('1111')), measured))
    expect(Object.keys((await readBaselines(path, '')).content.baselines)).toEqual(['a', 'main'])
  })

  it('is found from a folder upwards', async () => {
    const path = await written()
    expect((await readBaselines(undefined, join(path, '../deep/down'))).path).toBe(path)
  })

  it.each<[spoil: (text: string) => string, says: RegExp]>([
    [(text) => text.slice(0, 300), /evalkit-baselines\.json: not JSON: /],
    [(text) => text.replace('"schemaVersion": 1', '"schemaVersion": 9'), /schemaVersion 9; this evalkit reads up to 1/],
    [(text) => text.replace('"score": 0.75', '"score": 0.25'), /main, gsm8k: does not match its digest/],
    [(text) => text.replace('"kinds"', '"kins"'), /not a baselines file: baselines\.main\.runs\.0\.samples/],
  ])('is refused when it was damaged: %#', async (spoil, says) => {
    const path = await written()
    await writeFile(path, spoil(await readFile(path, 'utf8')))
    await expect(readBaselines(path, '')).rejects.toThrow(says)
  })

  it('has the answers of judged runs beside it, which must belong to it', async () => {
    const folder = await temporaryFolder()
    const path = join(folder, 'evalkit-baselines.json')
    const judge = {
      judges: [{ label: 'j', provider: 'vllm', name: 'j' }],
      ...{ generation: {}, template: { source: 't', hash: '0' }, regrades: 1, minimum: 1 },
    }
    const all = [record('mt-bench/82', 7, { turns: [turn({ text: 'a long answer' })] }), record('mt-bench/81', 3)]
    const run = await finishedRun('base', all, { range: [1, 10], judge, benchmark: { name: 'mt-bench', version: 1 } })
    const empty = await readBaselines(path, '', { mayBeNew: true })
    await writeBaselines(await withBaseline(empty, 'main', run, measured))
    expect(await readdir(join(folder, 'evalkit-baselines'))).toEqual(['main.mt-bench.jsonl.gz'])
    const open = async () => {
      const { content } = await readBaselines(path, '')
      const [baseline] = openBaseline('main', content.baselines.main ?? { runs: [] }, path)
      return Array.fromAsync(baseline?.answers?.() ?? [])
    }
    expect(await open()).toEqual(all.toReversed())
    const other = await finishedRun('base', all.slice(1), {
      range: [1, 10],
      judge,
      benchmark: { name: 'mt-bench', version: 1 },
    })
    await withBaseline(empty, 'main', other, measured)
    await expect(open()).rejects.toThrow(/main\.mt-bench\.jsonl\.gz: does not match the digest/)
  })
})

it.each(['../../etc/passwd', 'answers/../../x.gz', '..'])(
  'reads no answers outside of its folder: %s',
  async (file) => {
    await expect(Array.fromAsync(readAnswers('here/evalkit-baselines.json', { file, sha256: '' }))).rejects.toThrow(
      `here/evalkit-baselines.json: names answers outside of its folder: ${file}`,
    )
  },
)
