import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareRuns } from '../../../results/compare/compare.ts'
import type { ComparedRun } from '../../../results/compare/compared-run.ts'
import { IncomparableError, StoreError, UsageError } from '../../../results/errors.ts'
import type { Comparison } from '../../../results/schema/comparison.ts'
import type { Aggregate, BenchmarkSummary, RunManifest, SampleRecord } from '../../../results/schema/schema.ts'
import { finishedRun, reading, record, records, runOf, turn, unscoredRecord } from '../../helpers/records.ts'

const compare = (
  baseline: readonly SampleRecord[],
  candidate: readonly SampleRecord[],
  changes: Partial<RunManifest> = {},
) => {
  const count = new Set([...baseline, ...candidate].map(({ id }) => id)).size
  const items = { items: { count, hash: '00' }, ...changes }
  return facts(runOf('base', baseline, items), runOf('sft', candidate, items))
}

const facts = async (...runs: Parameters<typeof compareRuns>) => (await compareRuns(...runs)).facts
const flipped = ({ flips }: Comparison, direction: 'gained' | 'lost') =>
  flips.filter((flip) => flip.direction === direction).map(({ id }) => id)

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
    expect(flipped(comparison, 'gained')).toEqual(['gsm8k/1', 'gsm8k/2', 'gsm8k/10'])
    expect(flipped(comparison, 'lost')).toEqual(['gsm8k/0'])
  })

  it('leave out what one of them has no score for, and say so', async () => {
    const baseline = [record('gsm8k/0', 1), record('gsm8k/1', 1), unscoredRecord('gsm8k/2'), unscoredRecord('gsm8k/3')]
    const candidate = [record('gsm8k/0', 1), unscoredRecord('gsm8k/1'), record('gsm8k/2', 1), unscoredRecord('gsm8k/3')]
    const comparison = await compare(baseline, candidate)
    expect(comparison).toMatchObject({ pairs: 1, unpaired: 3, delta: 0, p: 1 })
    expect(comparison.bounds).toEqual([-0.5, 0.5])
  })

  it('say nothing where no sample was scored by both', async () => {
    const comparison = await compare([unscoredRecord('gsm8k/0')], [record('gsm8k/0', 1)])
    expect(comparison).toMatchObject({ pairs: 0, unpaired: 1, gained: 0, lost: 0, bounds: [0, 1] })
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
        expect(flipped(backwards, 'gained')).toEqual(flipped(forwards, 'lost'))
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

  it('differ by the mean of the samples’ differences: BCa interval, sign-flip p', async () => {
    const comparison = await compare(repeats(['00', '11', '10']), repeats(['11', '11', '11']), { trialsPerSample: 2 })
    expect(comparison).toMatchObject({
      delta: 0.5,
      intervalMethod: 'BCa',
      test: 'sign-flip permutation',
      gained: 2,
      lost: 0,
    })
    // Of the four sign patterns of 1 and ½, two are as extreme.
    expect(comparison.p).toBe(0.5)
  })

  it('are never ±0, also when they never differ', async () => {
    const same = repeats(Array(50).fill('11'))
    const { delta, interval, p } = await compare(same, same, { trialsPerSample: 2 })
    expect({ delta, p }).toEqual({ delta: 0, p: 1 })
    expect(interval).toEqual([-0.0711217, 0.0711217])
  })
})

it('compares ratings on their own scale', async () => {
  const rated = (label: string, rating: number) => {
    const run = runOf(
      label,
      Array.from({ length: 40 }, (_, index) => record(`mt-bench/${index}`, rating + (index % 3))),
    )
    return { ...run, summary: { range: [1, 10], trials: 40, unscored: 0, pending: 0 } } as unknown as ComparedRun
  }
  const comparison = await facts(rated('base', 6), rated('sft', 7))
  expect(comparison).toMatchObject({ range: [1, 10], delta: 1, intervalMethod: 'BCa', gained: 40 })
  // Every difference is 1: the interval is what unseen questions could still do, of at most 9 either way.
  expect(comparison.interval?.[0]).toBeCloseTo(1 - (1 - 0.025 ** (1 / 40)) * 10, 4)
})

describe('ratings that become one number in another way than by their mean', () => {
  const rated = async (
    label: string,
    ratings: readonly (readonly [group: string, ...turns: (number | undefined)[]])[],
    aggregate: Aggregate,
  ) => {
    const all = ratings.map(([group, ...turns], index): SampleRecord => {
      const known = turns.filter((turn) => turn !== undefined)
      const id = `quiz/${index}`
      if (known.length === 0) return { ...unscoredRecord(id, 'judge-error'), group }
      const mean = known.reduce((sum, turn) => sum + turn, 0) / known.length
      const rating = turns.map((turn, place) => ({
        turn: place + 1,
        template: 't',
        prompt: [],
        verdicts: [],
        ...(turn && { rating: turn }),
      }))
      return { ...record(id, mean), group, ratings: rating }
    })
    const protocol = { name: 'quiz', hash: '1', metric: 'rating', shots: 0, aggregate }
    return finishedRun(label, all, { range: [1, 10], protocol })
  }

  it('are balanced over groups, which can turn the sign', async () => {
    const balanced: Aggregate = { kind: 'balanced', parts: { logic: ['sums'], words: ['poems', 'plots'] } }
    const base = await rated(
      'base',
      [
        ['sums', 5],
        ['sums', 5],
        ['sums', 5],
        ['sums', 5],
        ['poems', 5],
        ['plots', 5],
      ],
      balanced,
    )
    const sft = await rated(
      'sft',
      [
        ['sums', 6],
        ['sums', 6],
        ['sums', 6],
        ['sums', 6],
        ['poems', 1],
        ['plots', 4],
      ],
      balanced,
    )
    // ½·1 + ½·½·(−4) + ½·½·(−1); the plain mean is −1/6.
    expect(await facts(base, sft)).toMatchObject({ delta: -0.75, gained: 4, lost: 2 })
  })

  it('are pooled over turns, those that one of them lacks left out', async () => {
    const pooled: Aggregate = { kind: 'pooled' }
    const base = await rated(
      'base',
      [
        ['a', 5, 5],
        ['a', 5, 5],
      ],
      pooled,
    )
    const sft = await rated(
      'sft',
      [
        ['a', 8, 5],
        ['a', 5, undefined],
      ],
      pooled,
    )
    expect(await facts(base, sft)).toMatchObject({ delta: 1, pairs: 2 })
  })

  it('are bounded in the same way where they are missing', async () => {
    const balanced: Aggregate = { kind: 'balanced', parts: { logic: ['sums'], words: ['poems'] } }
    const base = await rated(
      'base',
      [
        ['sums', 5],
        ['sums', 5],
        ['sums', 5],
        ['poems', 5],
      ],
      balanced,
    )
    const sft = await rated(
      'sft',
      [
        ['sums', 5],
        ['sums', 5],
        ['sums', 5],
        ['poems', undefined],
      ],
      balanced,
    )
    // The only poem could have 1 or 10, and is half of the score.
    expect(await facts(base, sft)).toMatchObject({ delta: 0, bounds: [-2, 2.5] })
  })
})

describe('runs that did not measure the same', () => {
  const base = runOf('base', records('10'))

  it.each<[field: string, changes: Partial<RunManifest>, words: string]>([
    ['benchmark', { benchmark: { name: 'gsm8k-platinum', version: 1 } }, 'gsm8k for base, gsm8k-platinum for sft'],
    ['benchmark-version', { benchmark: { name: 'gsm8k', version: 2 } }, '1 for base, 2 for sft'],
    ['protocol', { protocol: { ...base.manifest.protocol, name: 'lm-eval' } }, 'chat for base, lm-eval for sft'],
    ['protocol-version', { protocol: { ...base.manifest.protocol, version: 2 } }, '1 for base, 2 for sft'],
    ['metric', { protocol: { ...base.manifest.protocol, metric: 'rating' } }, 'accuracy for base, rating for sft'],
    ['rule', { protocol: { ...base.manifest.protocol, rule: 'strict' } }, 'number for base, strict for sft'],
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
    const { allowed, notes } = await facts(base, sft, { allowDifferent: ['protocol'] })
    expect(allowed).toEqual(['protocol: chat for base, lm-eval for sft'])
    expect(notes).toEqual([])
  })

  it('name every field at once', async () => {
    const sft = runOf('sft', [], { permutations: 4, benchmark: { name: 'gsm8k', version: 2 } })
    await expect(compareRuns(base, sft)).rejects.toThrow(
      'base and sft did not measure the same: benchmark-version: 1 for base, 2 for sft; permutations: none for base, 4 for sft',
    )
  })

  it('may have different numbers of answers to each sample: the mean over answers is the same quantity', async () => {
    const often = runOf(
      'often',
      ['10', '11', '00', '11'].flatMap((marks, index) => records(marks).map((one) => ({ ...one, repeat: index + 1 }))),
      {
        trialsPerSample: 4,
      },
    )
    const once = runOf('once', records('01'))
    const { delta, notes, allowed, intervalMethod } = await facts(often, once)
    expect(delta).toBe(-0.125) // (0 − 3/4 + 1 − 1/2)/2
    expect(notes).toContain('repeats: 4 for often, 1 for once')
    expect(allowed).toBeUndefined()
    expect(intervalMethod).toBe('BCa')
    expect((await facts(often, once, { allowDifferent: ['repeats'] })).delta).toBe(delta)
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
      generation: {
        ...base.manifest.generation,
        temperature: 0.7,
        system: 'Be brief.',
        stop: ['Q:'],
        omit: ['seed', 'top_p'],
      },
    })
    expect((await facts(base, sft)).notes).toEqual([
      'API: chat for base, completions for sft',
      'system prompt: none for base, "Be brief." for sft',
      'temperature: 0 for base, 0.7 for sft',
      'stops: none for base, ["Q:"] for sft',
      'omitted fields: none for base, seed, top_p for sft',
      'sft is a replay: its protocol is claimed, not proven',
      'sft is not finished: its status is incomplete',
    ])
  })

  it('is said of the sides where both have one label', async () => {
    const [first, second] = [
      runOf('sft', records('10')),
      runOf('sft', records('11'), { software: { ...software, evalkit: '0.2.0' } }),
    ]
    expect((await facts(first, second)).notes).toEqual(['evalkit: 0.1.0 for the baseline, 0.2.0 for the candidate'])
  })
})

const { software } = runOf('base', []).manifest

describe('a sample that changed sides', () => {
  const fates: readonly [change: string, details: Parameters<typeof record>[2]][] = [
    ['other-answer', { answer: '20' }],
    ['no-answer', { answer: null }],
    ['truncated', { flaw: 'truncated', answer: null }],
    ['refused', { flaw: 'refused', answer: null }],
    ['timeout', { flaw: 'truncated', turns: [turn({ finishReason: 'timeout' })] }],
    ['memory', { answer: 'def f(): ...', verdict: { outcome: 'memory', detail: '' } }],
  ]

  it.each(fates)('is tagged by what became of the wrong side: %s', async (change, details) => {
    const [right, wrong] = [record('gsm8k/0', 1, { answer: '18' }), record('gsm8k/0', 0, details)]
    expect((await compare([right], [wrong])).flips).toMatchObject([{ direction: 'lost', change, delta: -1 }])
    expect((await compare([wrong], [right])).flips).toMatchObject([{ direction: 'gained', change, delta: 1 }])
  })

  it('shows both answers where they are short', async () => {
    const right = record('gsm8k/0', 1, { answer: '18' })
    const [short, long] = ['20', 'x'.repeat(33)].map((answer) => record('gsm8k/0', 0, { answer }))
    expect((await compare([right], [short as SampleRecord])).flips).toMatchObject([{ before: '18', after: '20' }])
    expect((await compare([right], [long as SampleRecord])).flips[0]).not.toHaveProperty('after')
  })

  it('is stable where no repeat of the one is as good as any of the other', async () => {
    const twice = (id: string, values: readonly [number, number]) =>
      values.map((value, index) => record(id, value, { repeat: index + 1 }))
    const before = [...twice('gsm8k/0', [1, 1]), ...twice('gsm8k/1', [1, 1])]
    const after = [...twice('gsm8k/0', [0, 0]), ...twice('gsm8k/1', [1, 0])]
    const { flips } = await compare(before, after, { trialsPerSample: 2 })
    expect(flips.map(({ id, stable }) => [id, stable])).toEqual([
      ['gsm8k/0', true],
      ['gsm8k/1', false],
    ])
  })

  it('is tagged by how far a rating moved', async () => {
    const rated = (label: string, values: readonly number[]) => ({
      ...runOf(
        label,
        values.map((value, index) => record(`mt-bench/${index}`, value)),
      ),
      summary: { range: [1, 10], trials: values.length, unscored: 0, pending: 0 } as unknown as BenchmarkSummary,
    })
    const { flips } = await facts(rated('base', [8, 8, 8]), rated('sft', [5, 10, 8]))
    expect(flips.map(({ change }) => change)).toEqual(['−3', '+2'])
  })
})

describe('what is missing', () => {
  it('is told apart by model, paired', async () => {
    const before = Array.from({ length: 20 }, (_, index) => record(`gsm8k/${index}`, 1))
    const after = before.map((scored, index) => (index < 8 ? unscoredRecord(scored.id) : scored))
    const { unscored, bounds } = await compare(before, after)
    // All eight under one model: 2·½⁸.
    expect(unscored).toEqual({ baseline: 0, candidate: 8, p: 0.0078125 })
    expect(bounds).toEqual([-0.4, 0])
  })

  it('counts each repeat for itself', async () => {
    const before = [1, 2].map((repeat) => record('gsm8k/0', 1, { repeat }))
    const after = [record('gsm8k/0', 1), unscoredRecord('gsm8k/0', 'model-error', 2)]
    expect(await compare(before, after, { trialsPerSample: 2 })).toMatchObject({
      unpaired: 0,
      delta: 0,
      bounds: [-0.5, 0],
    })
  })

  it('holds samples that were never asked', async () => {
    const items = { items: { count: 4, hash: '00' } }
    const comparison = await facts(runOf('base', records('1111'), items), runOf('sft', records('11'), items))
    expect(comparison).toMatchObject({ pairs: 2, unpaired: 2, bounds: [-0.5, 0] })
  })

  it('leaves truncated replies in, and counts them', async () => {
    const cut = record('gsm8k/0', 0, { flaw: 'truncated', answer: null })
    expect((await compare([record('gsm8k/0', 1)], [cut])).truncated).toEqual({ baseline: 0, candidate: 1, p: 1 })
  })
})

it('scores both by every rule that read them', async () => {
  const read = (values: string, strict: string) =>
    [...values].map((value, index) =>
      record(`gsm8k/${index}`, Number(value), {
        readings: {
          number: reading(Number(value)),
          strict: reading(Number(strict[index])),
          other: reading(0, null),
        },
      }),
    )
  const { rules } = await compare(read('1111', '0011'), read('1110', '1111'))
  expect(rules).toEqual({
    strict: { baseline: 0.5, candidate: 1, delta: 0.5, gained: 2, lost: 0, p: 0.5, read: [1, 1, 1, 1], gapP: 0.25 },
  })
})

describe('records that cannot be', () => {
  const summaryOf = (trials: number) => ({ trials, unscored: 0, pending: 0 }) as unknown as BenchmarkSummary
  it.each<[when: string, all: SampleRecord[], trials: number, words: string]>([
    [
      'a sample twice',
      [...records('1'), ...records('1')],
      2,
      'samples.jsonl:2: gsm8k/0, repeat 1, is there a second time',
    ],
    ['a repeat too many', [record('gsm8k/0', 1, { repeat: 2 })], 1, ':1: repeat 2 of gsm8k/0, but "trialsPerSample"'],
    ['a score out of range', [record('gsm8k/0', 7)], 1, ':1: outcome.score.value is 7'],
    [
      'fewer than counted',
      records('1'),
      3,
      'samples.jsonl: holds 1 trials, but "trials" and "unscored" in summary.json',
    ],
  ])('are refused by file and field: %s', async (_, all, trials, words) => {
    const run = { ...runOf('sft', all), summary: summaryOf(trials) }
    const error: unknown = await compareRuns(runOf('base', records('1')), run).catch((thrown) => thrown)
    expect(error).toBeInstanceOf(StoreError)
    expect(error).toMatchObject({ exitCode: 2, message: expect.stringContaining(words) })
  })

  it('are incomparable without a common sample', async () => {
    const error: unknown = await compareRuns(
      runOf('base', [record('gsm8k/0', 1)]),
      runOf('sft', [record('gsm8k/9', 1)]),
    ).catch((thrown) => thrown)
    expect(error).toBeInstanceOf(IncomparableError)
    expect(error).toMatchObject({ message: expect.stringMatching(/no sample in common: .*gsm8k\/0.*gsm8k\/9/) })
  })
})

describe('ratings of a balanced score', () => {
  const protocol = {
    ...runOf('base', []).manifest.protocol,
    aggregate: { kind: 'balanced' as const, parts: { few: ['a'], many: ['b'] } },
  }
  const rated = (label: string, ofA: number, ofB: number) => {
    const values = [...Array(10).fill(['a', ofA]), ...Array(90).fill(['b', ofB])] as [string, number][]
    const records = values.map(([group, value], index) => ({ ...record(`alignbench/${index}`, value), group }))
    const run = runOf(label, records, { protocol, items: { count: 100, hash: '00' } })
    return { ...run, summary: { range: [1, 10], trials: 100, unscored: 0 } } as unknown as ComparedRun
  }

  it('differ by the balanced difference, also where the plain one has the other sign', async () => {
    const { facts } = await compareRuns(rated('base', 4, 5), rated('sft', 8, 4))
    expect(facts.delta).toBe((8 - 4 + (4 - 5)) / 2)
    expect(facts).toMatchObject({ gained: 10, lost: 90, intervalMethod: 'BCa' })
  })
})

describe('ratings that are pooled', () => {
  const protocol = { ...runOf('base', []).manifest.protocol, aggregate: { kind: 'pooled' as const } }
  const talk = (label: string, turns: readonly (readonly (number | undefined)[])[]) => {
    const records = turns.map((ratings, index) => ({
      ...record(`mt-bench/${index}`, mean(ratings.filter((rating) => rating !== undefined))),
      ratings: ratings.map((rating, turn) => ({
        turn: turn + 1,
        template: 't',
        prompt: [],
        verdicts: [],
        ...(rating !== undefined && { rating }),
      })),
    }))
    const run = runOf(label, records, { protocol, items: { count: turns.length, hash: '00' } })
    return { ...run, summary: { range: [1, 10], trials: turns.length, unscored: 0 } } as unknown as ComparedRun
  }
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

  it('differ by the mean over the turns that both have', async () => {
    const base = talk('base', [
      [5, 5],
      [4, undefined],
      [6, 6],
    ])
    const sft = talk('sft', [
      [6, 5],
      [8, 9],
      [6, 7],
    ])
    expect((await compareRuns(base, sft)).facts.delta).toBeCloseTo((1 + 0 + 4 + 0 + 1) / 5, 6)
  })
})

describe('runs of one checkpoint that count together', () => {
  const digits = fc.integer({ min: 3, max: 12 }).chain((n) =>
    fc.array(fc.string({ unit: fc.constantFrom('0', '1'), minLength: n, maxLength: n }), {
      minLength: 4,
      maxLength: 4,
    }),
  )
  const inOne = (first: string, second: string) => [
    ...records(first),
    ...records(second).map((each) => ({ ...each, repeat: 2 })),
  ]

  it('are the run of all their repeats', () =>
    fc.assert(
      fc.asyncProperty(digits, async ([a = '', b = '', c = '', d = '']) => {
        const together = await facts(
          { ...(await finishedRun('base', records(b))), earlier: [await finishedRun('base', records(a))] },
          { ...(await finishedRun('sft', records(d))), earlier: [await finishedRun('sft', records(c))] },
        )
        const { before, after, ...one } = await compare(inOne(a, b), inOne(c, d), { trialsPerSample: 2 })
        expect(together).toMatchObject({ ...one, notes: [expect.any(String), expect.any(String)] })
      }),
      { numRuns: 30 },
    ))

  it('are named, with their common score', async () => {
    const earlier = { ...(await finishedRun('sft', records('0011'))), folder: 'evalkit-runs/first' }
    const candidate = { ...(await finishedRun('sft', records('0111'))), earlier: [earlier] }
    const { after, notes, pairs } = await facts(await finishedRun('base', records('0001')), candidate)
    expect(after).toEqual({ run: 'evalkit-runs/sft', earlier: ['evalkit-runs/first'], score: 0.625, unscored: 0 })
    expect(notes).toEqual(['with the answers of 1 other run of sft at the same checkpoint: 2 to each sample'])
    expect(pairs).toBe(4)
  })

  it('are blamed each for its own records', async () => {
    const torn = {
      ...(await finishedRun('sft', records('00'))),
      folder: 'evalkit-runs/torn',
      records: runOf('sft', records('0')).records,
    }
    const candidate = { ...(await finishedRun('sft', records('01'))), earlier: [torn] }
    await expect(facts(await finishedRun('base', records('00')), candidate)).rejects.toThrow(
      'evalkit-runs/torn/samples.jsonl: holds 1 trials, but',
    )
  })
})
