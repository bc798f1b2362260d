import { describe, expect, it } from 'vitest'
import type { SampleRecord } from '../../../results/schema/schema.ts'
import { Recount, recordContradiction } from '../../../results/summary/contradictions.ts'
import { digestOf } from '../../../results/summary/reply-shape.ts'
import { finishedRun, reading, record, turn, unscoredRecord } from '../../helpers/records.ts'

type Details = NonNullable<Parameters<typeof record>[2]>

const scored = (score: Details, more: Partial<SampleRecord> = {}): SampleRecord => ({
  ...record('gsm8k/1', score.value ?? 1, score),
  ...more,
})

const rating = (value: number) => ({ turn: 1, template: 't', prompt: [], verdicts: [], rating: value })

describe('a record', () => {
  it.each([
    [
      'its readings',
      scored({ value: 1, answer: '7', rule: 'number', readings: { number: reading(1, '7'), strict: reading(0) } }),
    ],
    ['readings by other rules alone', scored({ value: 1, rule: 'number', readings: { strict: reading(0) } })],
    ['a program that passed', scored({ value: 1, verdict: { outcome: 'passed', detail: '' } })],
    ['the mean of its ratings', scored({ value: 7.5 }, { ratings: [rating(7), rating(8)] })],
    ['no score', unscoredRecord('gsm8k/1')],
    ['its reply', scored({ turns: [turn({})] }, { reply: { digest: digestOf([turn({})]) as string } })],
  ])('fits %s', (_, given) => expect(recordContradiction(given)).toBeUndefined())

  it.each([
    [
      'another value',
      scored({ value: 1, rule: 'number', readings: { number: reading(0, '1') } }),
      'its score is 1, and its reading by number scores 0',
    ],
    [
      'another answer',
      scored({ value: 1, answer: '7', rule: 'number', readings: { number: reading(1, null) } }),
      'its answer is "7", and its reading by number is none',
    ],
    [
      'a program that failed',
      scored({ value: 1, verdict: { outcome: 'failed', detail: '' } }),
      'its score is 1, and its program ended as failed',
    ],
    [
      'a program that passed',
      scored({ value: 0, verdict: { outcome: 'passed', detail: '' } }),
      'its score is 0, and its program ended as passed',
    ],
    [
      'lower ratings',
      scored({ value: 9 }, { ratings: [rating(7), rating(8)] }),
      'its score is 9, and its ratings are 7, 8',
    ],
    [
      'another reply',
      scored({ turns: [turn({})] }, { reply: { digest: 'AAAA' } }),
      'the digest of its reply is AAAA, and the reply itself has another',
    ],
  ])('contradicts %s', (_, given, words) => expect(recordContradiction(given)).toBe(words))
})

describe('a summary', () => {
  it('is what its records give, with repeats, too', async () => {
    const records = [1, 2].flatMap((repeat) => [
      record('gsm8k/1', 1, { repeat }),
      record('gsm8k/2', repeat - 1, { repeat }),
    ])
    const { manifest, summary } = await finishedRun('x', [...records, unscoredRecord('gsm8k/3')], {
      trialsPerSample: 2,
    })
    const recount = new Recount(manifest)
    for (const one of [...records, unscoredRecord('gsm8k/3')]) recount.add(one)
    expect(recount.contradictions(summary)).toEqual([])
    expect(recount.contradictions({ ...summary, score: 0.8, trials: 5 })).toEqual([
      '"trials" is 5, and the records give 4',
      '"score" is 0.8, and the records give 0.75',
    ])
  })
})
