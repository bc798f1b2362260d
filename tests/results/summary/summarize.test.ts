import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SampleRecord } from '../../../results/schema/schema.ts'
import { checkSummary } from '../../../results/schema/validate.ts'
import { type SummaryPlan, summarize } from '../../../results/summary/summarize.ts'
import { reading, record, records, stream, turn, unscoredRecord } from '../../helpers/records.ts'

const summaryOf = (of: Iterable<SampleRecord>, plan: Partial<SummaryPlan> = {}) =>
  summarize(stream(of), { metric: 'accuracy', range: [0, 1], planned: 4, repeats: 1, wallMs: 1000, ...plan })

it('keeps the metrics of parts and of repeats beside those of judged turns', async () => {
  const judged = (id: string, group: string, values: [number, number], repeat = 1): SampleRecord => ({
    ...record(id, (values[0] + values[1]) / 2),
    repeat,
    group,
    ratings: values.map((rating, at) => {
      const verdict = { judge: 'j', regrade: 1, rule: 'rating', attempts: [], rating }
      return { turn: at + 1, template: 't', prompt: [], verdicts: [verdict], rating }
    }),
  })
  const balanced = await summaryOf([judged('w/0', 'essay', [8, 6]), judged('w/1', 'maths', [4, 2])], {
    range: [1, 10],
    aggregate: { kind: 'balanced', parts: { language: ['essay'], reasoning: ['maths'] } },
  })
  expect(balanced.metrics).toEqual({ language: 7, reasoning: 3, 'turn 1': 6, 'turn 2': 4 })
  const repeated = await summaryOf([judged('w/0', 'essay', [1, 1]), judged('w/0', 'essay', [0, 0], 2)], { repeats: 2 })
  expect(repeated.metrics).toEqual({ 'pass^2': 0, 'turn 1': 0.5, 'turn 2': 0.5 })
})

describe('a run of right and wrong answers', () => {
  it('is a share with Wilson’s interval', async () => {
    // Newcombe 1998, table I: 81 of 263.
    const summary = await summaryOf(records('1'.repeat(81) + '0'.repeat(182)), { planned: 263 })
    expect(summary).toMatchObject({ score: 0.307985, n: 263, trials: 263, correct: 81, pending: 0 })
    expect(summary.intervalMethod).toBe('Wilson')
    expect(summary.interval).toEqual([0.255289, 0.36621])
  })

  it('keeps the three fates apart: wrong, unanswered, unscored', async () => {
    const summary = await summaryOf([
      record('gsm8k/0', 1),
      record('gsm8k/1', 0),
      record('gsm8k/2', 0, { answer: null }),
      unscoredRecord('gsm8k/3'),
    ])
    expect(summary).toMatchObject({ score: 0.333333, n: 3, correct: 1, unanswered: 1, unscored: 1 })
    expect(summary.unscoredReasons).toEqual({ 'model-error': 1 })
  })

  it('counts what the model itself did wrong', async () => {
    const flawed = [
      record('gsm8k/0', 0, { answer: null, flaw: 'truncated' }),
      record('gsm8k/1', 1, { flaw: 'truncated' }),
      record('gsm8k/2', 0, { answer: null, flaw: 'empty' }),
      record('gsm8k/3', 0, { answer: null, flaw: 'refused' }),
    ]
    expect(await summaryOf(flawed)).toMatchObject({ truncated: 2, empty: 1, refused: 1, unanswered: 3, correct: 1 })
  })

  it('counts replies that ran on, and those that show a token of the chat template', async () => {
    const end = { at: 8, mark: '<|im_end|>', leaked: true }
    const summary = await summaryOf([
      record('gsm8k/0', 1, { runOn: { at: 8, mark: 'Question:', leaked: false, ranOn: true } }),
      record('gsm8k/1', 1, { runOn: { ...end, ranOn: true } }),
      record('gsm8k/2', 1, { runOn: { ...end, ranOn: false } }),
      record('gsm8k/3', 1),
    ])
    expect(summary).toMatchObject({ ranOn: 2, leaked: 2 })
    expect(() => checkSummary(summary, 'summary.json')).not.toThrow()
    expect(await summaryOf([record('gsm8k/0', 1)])).not.toHaveProperty('ranOn')
  })

  it('counts programs that miss a module, by module and apart from errors', async () => {
    const missing = { outcome: 'missing-module', module: 'numpy', detail: '' }
    const summary = await summaryOf([
      record('humaneval/0', 0, { verdict: missing }),
      record('humaneval/1', 0, { verdict: missing }),
      record('humaneval/2', 0, { verdict: { outcome: 'error', detail: '' } }),
      record('humaneval/3', 1, { verdict: { outcome: 'passed', detail: '' } }),
    ])
    expect(summary).toMatchObject({
      verdicts: { error: 1, 'missing-module': 2, passed: 1 },
      missingModules: { numpy: 2 },
    })
    expect(() => checkSummary(summary, 'summary.json')).not.toThrow()
  })

  it('names the tag that opens a fifth of the answers, and no rarer one', async () => {
    const openingTag = { open: '<musing>', close: '</musing>' }
    const run = (tagged: number, plain: number) =>
      Array.from({ length: tagged + plain }, (_, at) => record(`gsm8k/${at}`, 1, at < tagged ? { openingTag } : {}))
    const summary = await summaryOf(run(3, 12))
    expect(summary.openingTag).toEqual({ ...openingTag, replies: 3 })
    expect(() => checkSummary(summary, 'summary.json')).not.toThrow()
    expect(await summaryOf(run(3, 13))).not.toHaveProperty('openingTag')
    expect(await summaryOf(run(2, 1))).not.toHaveProperty('openingTag')
  })

  it('has trials pending that have no record', async () => {
    expect(await summaryOf([record('gsm8k/0', 1), unscoredRecord('gsm8k/1')])).toMatchObject({ pending: 2 })
  })
})

it('says nothing of a run in which nothing was scored', async () => {
  const summary = await summaryOf([unscoredRecord('gsm8k/0', 'missing'), unscoredRecord('gsm8k/1')])
  expect(summary).not.toHaveProperty('score')
  expect(summary).not.toHaveProperty('interval')
  expect(summary).toMatchObject({ n: 0, trials: 0, unscored: 2, unscoredReasons: { missing: 1, 'model-error': 1 } })
})

describe('a run with repeats', () => {
  const repeated = (scores: readonly string[]) =>
    scores.flatMap((values, sample) =>
      [...values].map((value, index) => record(`gsm8k/${sample}`, Number(value), { repeat: index + 1 })),
    )

  it('is the mean over samples of the mean over repeats', async () => {
    const summary = await summaryOf(repeated(['1111', '10', '0']), { repeats: 4, planned: 12 })
    expect(summary).toMatchObject({ score: 0.5, n: 3, trials: 7, pending: 5 })
    expect(summary).not.toHaveProperty('correct')
  })

  it('gains nothing from repeats that all agree', async () => {
    const once = await summaryOf(repeated(['1', '1', '0', '1', '0']), { planned: 5 })
    const fourTimes = await summaryOf(repeated(['1111', '1111', '0000', '1111', '0000']), { repeats: 4, planned: 20 })
    expect(fourTimes.intervalMethod).toBe('Wilson, effective n')
    expect(fourTimes.interval).toEqual(once.interval)
  })

  it('knows more when repeats disagree, and never all', async () => {
    const once = await summaryOf(repeated(['1', '0', '1', '0']))
    const twice = await summaryOf(repeated(['10', '01', '10', '01']), { repeats: 2, planned: 8 })
    expect(width(twice.interval)).toBeLessThan(width(once.interval))
    expect(width(twice.interval)).toBeGreaterThan(0.4)
  })
})

describe('a run of ratings', () => {
  it('is a mean with a bootstrap interval, and says what a rating can be', async () => {
    const ratings = Array.from({ length: 40 }, (_, index) => record(`mt-bench/${81 + index}`, 5 + (index % 5)))
    const summary = await summaryOf(ratings, { metric: 'rating', range: [1, 10], planned: 40 })
    expect(summary).toMatchObject({ score: 7, intervalMethod: 'BCa', range: [1, 10] })
    // Of evenly spread values it is nearly Student's: x̄ = 7, s² = 80/39, t(0.975, 39) = 2.0227.
    expect(summary.interval?.[0]).toBeCloseTo(7 - 2.0227 * Math.sqrt(80 / 39 / 40), 1)
    expect(summary).not.toHaveProperty('correct')
  })

  it('is never sure: equal ratings still have an interval', async () => {
    const summary = await summaryOf([record('mt-bench/81', 10), record('mt-bench/82', 10)], { range: [1, 10] })
    expect(summary.interval?.[0]).toBeLessThan(5)
    expect(summary.interval?.[1]).toBe(10)
  })
})

describe('the rules, side by side', () => {
  it('are scored on the same replies, with what each gains and loses against the headline', async () => {
    const both = (number: number, strict: number) => ({
      rule: 'number',
      readings: { number: reading(number), strict: reading(strict, strict === 1 ? '7' : null) },
    })
    const { rules } = await summaryOf([
      record('gsm8k/0', 1, both(1, 1)),
      record('gsm8k/1', 1, both(1, 0)),
      record('gsm8k/2', 1, both(1, 0)),
      record('gsm8k/3', 0, both(0, 1)),
    ])
    expect(rules).toEqual({
      number: { score: 0.75, unanswered: 0, gained: 0, lost: 0 },
      strict: { score: 0.5, unanswered: 2, gained: 1, lost: 2 },
    })
  })

  it('count the branches that fired', async () => {
    const vias = ['hashes', 'boxed', 'hashes'].map((via, index) => record(`gsm8k/${index}`, 1, { via }))
    expect((await summaryOf(vias)).vias).toEqual({ boxed: 1, hashes: 2 })
  })

  it('are absent where nothing was extracted', async () => {
    const summary = await summaryOf([record('gsm8k/0', 1)])
    expect(summary).not.toHaveProperty('rules')
    expect(summary).not.toHaveProperty('vias')
  })
})

describe('what it took', () => {
  it('is added up over turns, where the server counted', async () => {
    const turns = [
      turn({ usage: { inputTokens: 10, outputTokens: 5 }, latencyMs: 100 }),
      turn({ usage: { inputTokens: 20 }, latencyMs: 100 }),
    ]
    const summary = await summaryOf([
      record('mt-bench/81', 1, { turns }),
      record('mt-bench/82', 1, { turns: [turn({})] }),
    ])
    expect(summary.tokens).toEqual({ inputTokens: 30, outputTokens: 5 })
    expect(summary.latencyMs?.median).toBeCloseTo(100, 0)
    expect(summary.wallMs).toBe(1000)
  })

  it('is absent where nobody counted', async () => {
    const summary = await summaryOf([record('gsm8k/0', 1)])
    expect(summary.tokens).toEqual({})
    expect(summary).not.toHaveProperty('latencyMs')
  })
})

it('gives the same bytes whatever the order of the records', async () => {
  const all = Array.from({ length: 60 }, (_, index) =>
    index % 11 === 0
      ? unscoredRecord(`gsm8k/${index}`, index % 2 ? 'missing' : 'model-error')
      : record(`gsm8k/${index % 20}`, (index % 7) / 6, { repeat: 1 + Math.floor(index / 20), via: `v${index % 3}` }),
  )
  const bytes = async (of: readonly SampleRecord[]) => JSON.stringify(await summaryOf(of, { repeats: 3, planned: 60 }))
  const expected = await bytes(all)
  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray(all, { minLength: all.length }), async (shuffled) => {
      expect(await bytes(shuffled)).toBe(expected)
    }),
    { numRuns: 20 },
  )
})

it('is a summary by its own schema', async () => {
  for (const range of [
    [0, 1],
    [1, 10],
  ] as const) {
    const summary = await summaryOf(records('1011'), { range })
    expect(checkSummary(JSON.parse(JSON.stringify(summary)), 'here')).toEqual(summary)
  }
})

const width = (interval: readonly [number, number] | undefined) => (interval ? interval[1] - interval[0] : Number.NaN)
