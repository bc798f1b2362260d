import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ComparedRun, compareRuns } from '../../results/compare.ts'
import { IncomparableError, UsageError } from '../../results/errors.ts'
import type { RunManifest, SampleRecord } from '../../results/schema.ts'
import { record, records, runOf, unscoredRecord } from '../helpers/records.ts'

const compare = (
  baseline: readonly SampleRecord[],
  candidate: readonly SampleRecord[],
  changes: Partial<RunManifest> = {},
) => compareRuns(runOf('base', baseline, changes), runOf('sft', candidate, changes))

describe('two runs of right and wrong answers', () => {
  it('are paired: Tango’s interval, McNemar’s exact p', async () => {
    // Cavo 2012 in Fagerland, Lydersen & Laake 2014: 59 both, 6 and 16 discordant, 80 neither.
    const [before, after] = [`1`.repeat(59) + '0'.repeat(6) + '1'.repeat(16), `1`.repeat(59 + 6) + '0'.repeat(16)]
    const comparison = await compare(records(before + '0'.repeat(80)), records(after + '0'.repeat(80)))
    expect(comparison).toMatchObject({
      baseline: 'base',
      candidate: 'sft',
      pairs: 161,
      unpaired: 0,
      gained: 6,
      lost: 16,
    })
    expect(comparison).toMatchObject({
      delta: -0.0621118,
      intervalMethod: 'Tango',
      p: 0.0524788,
      test: 'McNemar exact',
    })
    expect(comparison.interval).toEqual([-0.124023, -0.0054334])
    expect(comparison.notes).toEqual([])
  })

  it('name what was gained and lost, in sample order', async () => {
    const shuffled = [10, 2, 0, 1].map((index) => record(`gsm8k/${index}`, index === 0 ? 0 : 1))
    const comparison = await compare(
      [0, 1, 2, 10].map((index) => record(`gsm8k/${index}`, index === 0 ? 1 : 0)),
      shuffled,
    )
    expect(comparison.gainedIds).toEqual(['gsm8k/1', 'gsm8k/2', 'gsm8k/10'])
    expect(comparison.lostIds).toEqual(['gsm8k/0'])
  })

  it('leave out what one of them has no score for, and say so', async () => {
    const baseline = [record('gsm8k/0', 1), record('gsm8k/1', 1), unscoredRecord('gsm8k/2'), unscoredRecord('gsm8k/3')]
    const candidate = [record('gsm8k/0', 1), unscoredRecord('gsm8k/1'), record('gsm8k/2', 1), unscoredRecord('gsm8k/3')]
    const comparison = await compare(baseline, candidate)
    expect(comparison).toMatchObject({ pairs: 1, unpaired: 3, delta: 0, p: 1 })
    expect(comparison.notes).toEqual(['3 samples have no score from both base and sft, and no part in the difference'])
  })

  it('say nothing without a common sample', async () => {
    const comparison = await compare([record('gsm8k/0', 1)], [record('gsm8k/1', 1)])
    expect(comparison).toMatchObject({ pairs: 0, unpaired: 2, gained: 0, lost: 0 })
    for (const field of ['delta', 'interval', 'intervalMethod', 'p', 'test'])
      expect(comparison).not.toHaveProperty(field)
  })

  it('change the sign, and nothing else, when the sides are swapped', async () => {
    const answers = fc.string({ unit: fc.constantFrom('0', '1'), minLength: 1, maxLength: 40 })
    await fc.assert(
      fc.asyncProperty(answers, answers, async (first, second) => {
        const forwards = await compare(records(first), records(second))
        const backwards = await compare(records(second), records(first))
        expect(backwards.delta).toBeCloseTo(-(forwards.delta ?? Number.NaN), 12)
        expect(backwards.interval).toEqual(forwards.interval?.map((limit) => -limit).reverse())
        expect(backwards.p).toBe(forwards.p)
        expect(backwards.gainedIds).toEqual(forwards.lostIds)
      }),
      { numRuns: 50 },
    )
  })
})

describe('two runs with repeats', () => {
  const repeats = (scores: readonly string[]) =>
    scores.flatMap((values, sample) =>
      [...values].map((value, index) => record(`gsm8k/${sample}`, Number(value), { repeat: index + 1 })),
    )

  it('differ by the mean of the samples’ differences: t interval, sign-flip p', async () => {
    const comparison = await compare(repeats(['00', '11', '10']), repeats(['11', '11', '11']), { repeats: 2 })
    expect(comparison).toMatchObject({
      delta: 0.5,
      intervalMethod: 't',
      test: 'sign-flip permutation',
      gained: 2,
      lost: 0,
    })
    // Of the four sign patterns of 1 and ½, two are as extreme.
    expect(comparison.p).toBe(0.5)
  })

  it('are never ±0, also when they never differ', async () => {
    const same = repeats(Array(50).fill('11'))
    const { delta, interval, p } = await compare(same, same, { repeats: 2 })
    expect({ delta, p }).toEqual({ delta: 0, p: 1 })
    expect(interval).toEqual([-0.0581551, 0.0581551])
  })
})

it('compares ratings on their own scale', async () => {
  const rated = (label: string, rating: number) => {
    const run = runOf(
      label,
      Array.from({ length: 40 }, (_, index) => record(`mt-bench/${index}`, rating + (index % 3))),
    )
    return { ...run, summary: { range: [1, 10] } } as unknown as ComparedRun
  }
  const comparison = await compareRuns(rated('base', 6), rated('sft', 7))
  expect(comparison).toMatchObject({ range: [1, 10], delta: 1, intervalMethod: 't', gained: 40 })
  // Every difference is 1: the interval is what unseen questions could still do, of at most 9 either way.
  expect(comparison.interval?.[0]).toBeCloseTo(1 - (1 - 0.05 ** (1 / 40)) * 10, 4)
})

describe('runs that did not measure the same', () => {
  const base = runOf('base', records('10'))

  it.each<[field: string, changes: Partial<RunManifest>, words: string]>([
    ['benchmark', { benchmark: { name: 'gsm8k-platinum', version: 1 } }, 'gsm8k for base, gsm8k-platinum for sft'],
    ['benchmark-version', { benchmark: { name: 'gsm8k', version: 2 } }, '1 for base, 2 for sft'],
    ['protocol', { protocol: { ...base.manifest.protocol, name: 'lm-eval' } }, 'chat for base, lm-eval for sft'],
    ['metric', { protocol: { ...base.manifest.protocol, metric: 'rating' } }, 'accuracy for base, rating for sft'],
    ['rule', { protocol: { ...base.manifest.protocol, rule: 'strict' } }, 'number for base, strict for sft'],
    ['repeats', { repeats: 8 }, '1 for base, 8 for sft'],
    ['data', { dataset: { files: { 'gsm8k/test.jsonl': 'bb' }, size: 1319 } }, 'gsm8k/test.jsonl (sha256 aa) for base'],
    ['items', { items: { count: 2, hash: 'ff', selection: '--limit 2' } }, '2 samples (ids ff) for sft'],
  ])('are refused: %s', async (field, changes, words) => {
    const sft = runOf('sft', records('11'), changes)
    const error: unknown = await compareRuns(base, sft).catch((thrown) => thrown)
    expect(error).toBeInstanceOf(IncomparableError)
    expect(error).toMatchObject({ exitCode: 12, message: expect.stringContaining(`${field}: `) })
    expect(error).toMatchObject({ message: expect.stringContaining(words) })
    expect(error).toMatchObject({ hint: expect.stringContaining(`--allow-different ${field}`) })
  })

  it('are compared where that is allowed, and marked', async () => {
    const sft = runOf('sft', records('11'), { protocol: { ...base.manifest.protocol, name: 'lm-eval' } })
    const { notes } = await compareRuns(base, sft, { allowDifferent: ['protocol'] })
    expect(notes).toEqual(['allowed to differ: protocol: chat for base, lm-eval for sft'])
  })

  it('name every field at once', async () => {
    const sft = runOf('sft', [], { repeats: 8, benchmark: { name: 'gsm8k', version: 2 } })
    await expect(compareRuns(base, sft)).rejects.toThrow(
      'base and sft did not measure the same: benchmark-version: 1 for base, 2 for sft; repeats: 1 for base, 8 for sft',
    )
  })

  it('cannot be allowed a field that there is not', async () => {
    const error: unknown = await compareRuns(base, base, { allowDifferent: ['protocl'] }).catch((thrown) => thrown)
    expect(error).toBeInstanceOf(UsageError)
    expect(error).toMatchObject({ hint: expect.stringContaining('Did you mean "protocol"?') })
  })
})

describe('what may differ', () => {
  it('is said beside the result', async () => {
    const base = runOf('base', records('10'))
    const sft = runOf('sft', records('11'), {
      status: 'incomplete',
      model: { ...base.manifest.model, api: 'completions', claimed: true },
      generation: { ...base.manifest.generation, temperature: 0.7, system: 'Be brief.' },
    })
    expect((await compareRuns(base, sft)).notes).toEqual([
      'API: chat for base, completions for sft',
      'system prompt: none for base, "Be brief." for sft',
      'temperature: 0 for base, 0.7 for sft',
      'sft is a replay: its protocol is claimed, not proven',
      'sft is not finished: its status is incomplete',
    ])
  })

  it('is said of the sides where both have one label', async () => {
    const [first, second] = [
      runOf('sft', records('10')),
      runOf('sft', records('11'), { software: { ...software, evalkit: '0.2.0' } }),
    ]
    expect((await compareRuns(first, second)).notes).toEqual([
      'evalkit: 0.1.0 for the baseline, 0.2.0 for the candidate',
    ])
  })
})

const { software } = runOf('base', []).manifest
