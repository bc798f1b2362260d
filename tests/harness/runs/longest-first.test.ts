import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { orderOf, replyLengths } from '../../../harness/runs/longest-first.ts'
import { planTrials } from '../../../harness/runs/runner.ts'
import type { RunManifest, SampleRecord } from '../../../results/schema/schema.ts'
import { RunWriter } from '../../../results/store/write.ts'
import { record, turn } from '../../helpers/records.ts'
import { manifest, summary } from '../../helpers/stored-run.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

const samples = Array.from({ length: 20 }, (_, at) => ({ id: `gsm8k/${at}`, turns: ['?'] }))

const longestSamples = async (...args: Parameters<typeof replyLengths>) =>
  orderOf((await replyLengths(...args)) ?? { sorted: [], meanTokens: 0 }, 1).first

/** A reply of so many tokens to each sample. */
const answers = (tokensOf: (at: number) => number, repeat = 1): SampleRecord[] =>
  samples.map(({ id }, at) => record(id, 1, { repeat, turns: [turn({ usage: { outputTokens: tokensOf(at) } })] }))

async function store(runsDir: string, records: readonly SampleRecord[], changes: Partial<RunManifest> = {}) {
  const run = await RunWriter.create(runsDir, { ...manifest, ...changes })
  for (const one of records) await run.append(one)
  await run.finish('complete', summary)
  return run.folder
}

describe('the samples with the longest replies', () => {
  it('are a tenth, longest first, by the mean over repeats', async () => {
    const runsDir = await temporaryFolder()
    const long = (at: number) => (at === 7 ? 900 : at === 3 ? 700 : at === 5 ? 2 : 10)
    await store(runsDir, [...answers(long), ...answers((at) => (at === 3 ? 1200 : at === 5 ? 2 : 10), 2)])
    const lengths = await replyLengths({ manifest, samples }, runsDir)
    expect(lengths?.sorted).toHaveLength(20)
    expect(lengths?.sorted.at(-1)).toEqual({ id: 'gsm8k/5', tokens: 2 })
    expect(lengths?.sorted.slice(0, 2)).toEqual([
      { id: 'gsm8k/3', tokens: 950 },
      { id: 'gsm8k/7', tokens: 455 },
    ])
    expect(lengths?.meanTokens).toBeCloseTo((950 + 455 + 2 + 17 * 10) / 20)
  })

  it('are none without an earlier run, and none of another benchmark or protocol', async () => {
    const runsDir = await temporaryFolder()
    expect(await longestSamples({ manifest, samples }, join(runsDir, 'none'))).toEqual([])
    await store(
      runsDir,
      answers((at) => at),
      { benchmark: { name: 'math-500', version: 1 } },
    )
    await store(
      runsDir,
      answers((at) => at),
      { protocol: { ...manifest.protocol, name: 'gate' } },
    )
    expect(await longestSamples({ manifest, samples }, runsDir)).toEqual([])
  })

  it('come from the same model rather than from a newer run of another, and never from the run itself', async () => {
    const runsDir = await temporaryFolder()
    await store(
      runsDir,
      answers((at) => (at === 1 ? 99 : 1)),
      { startedAt: '2026-11-20T00:00:00.000Z' },
    )
    const other = { ...manifest.model, label: 'base', name: 'base' }
    await store(
      runsDir,
      answers((at) => (at === 2 ? 99 : 1)),
      { model: other, startedAt: '2026-11-21T00:00:00.000Z' },
    )
    const own = await store(
      runsDir,
      answers((at) => (at === 3 ? 99 : 1)),
      { startedAt: '2026-11-22T00:00:00.000Z' },
    )
    expect((await longestSamples({ manifest, samples }, runsDir, own))[0]).toBe('gsm8k/1')
    const stranger = { ...manifest, model: { ...manifest.model, name: 'another' } }
    expect((await longestSamples({ manifest: stranger, samples }, runsDir))[0]).toBe('gsm8k/3')
  })

  it('need a run with half of the samples at least, be it cut off or damaged later on', async () => {
    const runsDir = await temporaryFolder()
    const few = await store(runsDir, answers((at) => at).slice(0, 9))
    expect(await longestSamples({ manifest, samples }, runsDir)).toEqual([])
    const more = answers((at) => at).slice(0, 12)
    await writeFile(
      join(few, 'samples.jsonl'),
      [...more.map((one) => JSON.stringify(one)), '{"id": 3}', '{}'].join('\n'),
    )
    expect(await longestSamples({ manifest, samples }, runsDir)).toEqual(['gsm8k/11', 'gsm8k/10'])
  })

  it('are told by the characters of replies whose server counts no tokens', async () => {
    const runsDir = await temporaryFolder()
    const records = samples.map(({ id }, at) =>
      record(id, 1, { turns: [turn({ text: 'x'.repeat(at), reasoning: at === 4 ? 'y'.repeat(99) : '' })] }),
    )
    await store(runsDir, records)
    expect(await longestSamples({ manifest, samples }, runsDir)).toEqual(['gsm8k/4', 'gsm8k/19'])
  })
})

describe('the order of trials', () => {
  const sorted = Array.from({ length: 20 }, (_, at) => ({ id: String(at), tokens: 20 - at }))

  it('leaves all but the longest in file order where another run follows', () =>
    expect(orderOf({ sorted, meanTokens: 10.5 }, 1)).toEqual({ first: ['0', '1'], last: [] }))

  it('ends with as many short replies as the longest of the others takes, at so many at once', () => {
    // 18 tokens are the longest after the first tenth: 1 + 2 + … + 8 = 36 of two at once.
    expect(orderOf({ sorted, meanTokens: 10.5 }, 1, 2).last).toEqual(['12', '13', '14', '15', '16', '17', '18', '19'])
    expect(orderOf({ sorted, meanTokens: 10.5 }, 4, 2).last).toEqual(['16', '17', '18', '19'])
    expect(orderOf({ sorted, meanTokens: 10.5 }, 1, 99).last).toHaveLength(18)
  })
})

it('go before all others, and the shortest after them, with all of their repeats', () => {
  const trials = [...planTrials(samples.slice(0, 5), 2, { first: ['gsm8k/2', 'gsm8k/0', 'gone/1'], last: ['gsm8k/4'] })]
  expect(trials.map(({ sample, repeat }) => `${sample.id}#${repeat}`)).toEqual([
    ...['gsm8k/2#1', 'gsm8k/2#2', 'gsm8k/0#1', 'gsm8k/0#2'],
    ...['gsm8k/1#1', 'gsm8k/3#1', 'gsm8k/1#2', 'gsm8k/3#2'],
    ...['gsm8k/4#1', 'gsm8k/4#2'],
  ])
})
