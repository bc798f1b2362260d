import { describe, expect, it } from 'vitest'
import type { JudgeVerdict, SampleRecord, TurnRating, UpstreamReading } from '../../../results/schema/schema.ts'
import { RatingTally } from '../../../results/summary/rating-tally.ts'
import { record, unscoredRecord } from '../../helpers/records.ts'

const said = (text: string) => ({ completion: { text, finishReason: 'stop' as const, model: 'judge-2030' } })

/** A verdict by its rating; `tries` replies of which the last one had it. */
function verdict(rating: number | undefined, changes: Partial<JudgeVerdict> & { tries?: number } = {}): JudgeVerdict {
  const { tries = 1, ...rest } = changes
  return {
    judge: 'j',
    regrade: 1,
    rule: 'rating',
    attempts: Array(tries).fill(said('')),
    ...(rating === undefined ? { failure: { kind: 'unreadable', message: 'none' } } : { rating }),
    readings: { rating: rating ?? null, reference: tries === 1 ? (rating ?? null) : null },
    ...rest,
  }
}

const turn = (
  number: number,
  verdicts: JudgeVerdict[],
  rating = verdicts[0]?.rating,
  answerLength = 10,
): TurnRating => ({
  turn: number,
  template: 't',
  prompt: [],
  answerLength,
  verdicts,
  ...(rating !== undefined && { rating }),
})

const rated = (id: string, group: string, ratings: TurnRating[]): SampleRecord => {
  const values = ratings.flatMap(({ rating }) => rating ?? [])
  return { ...record(id, values.reduce((sum, value) => sum + value, 0) / values.length), group, ratings }
}

function factsOf(records: readonly SampleRecord[], upstream?: UpstreamReading) {
  const tally = new RatingTally(upstream)
  for (const one of records) tally.add(one)
  return tally.facts()
}

const TALKS = [
  rated('talk/1', 'maths', [turn(1, [verdict(8)]), turn(2, [verdict(4, { tries: 2 })])]),
  rated('talk/2', 'prose', [turn(1, [verdict(6)]), turn(2, [verdict(6)])]),
  {
    ...unscoredRecord('talk/3', 'judge-error'),
    ratings: [turn(1, [verdict(9)]), turn(2, [verdict(undefined, { tries: 3 })])],
  },
]

describe('rated conversations', () => {
  it('are told by turn and by category, over those that were scored', () => {
    expect(factsOf(TALKS)).toMatchObject({
      metrics: { 'turn 1': 7, 'turn 2': 5 },
      groups: { maths: { score: 6, n: 1 }, prose: { score: 6, n: 1 } },
    })
  })

  it('tell how many verdicts were read at once, after asking again, and never', () => {
    expect(factsOf(TALKS).judging).toMatchObject({
      verdicts: 6,
      readAtOnce: 4,
      readAfterRetries: 1,
      unreadable: 1,
      tooLong: 0,
      noReply: 0,
      models: { j: ['judge-2030'] },
      histogram: [4, 6, 8, 9].map((rating) => ({ rating, verdicts: rating === 6 ? 2 : 1 })),
      ties: 2 / 20,
    })
  })

  it('tell how many verdicts have another one beside them', () => {
    const doubled = { ...verdict(8), conflicting: true as const }
    const talk = rated('talk/1', 'maths', [turn(1, [doubled]), turn(2, [verdict(4)])])
    expect(factsOf([talk]).judging).toMatchObject({ verdicts: 2, conflicting: 1 })
    expect(factsOf(TALKS).judging).not.toHaveProperty('conflicting')
  })

  it('show beside them what the authors’ rules make of first replies', () => {
    const reading = { rule: 'reference', aggregate: { kind: 'pooled' as const } }
    // Dropped: the reply that was asked for again, and the one never read.
    expect(factsOf(TALKS, { ...reading, unreadable: 'dropped' }).rules).toEqual({
      reference: { score: (8 + 6 + 6 + 9) / 4, unanswered: 2, gained: 0, lost: 0 },
    })
    expect(factsOf(TALKS, { ...reading, unreadable: -1 }).rules).toEqual({
      reference: { score: (8 - 1 + 6 + 6 + 9 - 1) / 6, unanswered: 2, gained: 1, lost: 1 },
    })
  })
})

describe('the health of judges', () => {
  it('tells the spread of regrades from that between questions', () => {
    const regraded = [2, 5, 8].map((value, index) =>
      rated(`talk/${index}`, 'a', [turn(1, [verdict(value - 1), verdict(value + 1, { regrade: 2 })], value)]),
    )
    const { spread } = factsOf(regraded).judging ?? {}
    // Within: variance 2 each. Between the means 2, 5, 8: 9, of which 2/2 is the judge's.
    expect(spread?.judge).toBeCloseTo(Math.sqrt(2), 10)
    expect(spread?.question ?? spread?.answer).toBeCloseTo(Math.sqrt(8), 10)
  })

  it('tells how several judges agree', () => {
    const both = (first: number, second: number, id: string) =>
      rated(id, 'a', [turn(1, [verdict(first), verdict(second, { judge: 'k' })], (first + second) / 2)])
    const { judges, alpha } = factsOf([both(3, 3, 'a/1'), both(9, 9, 'a/2'), both(6, 6, 'a/3')]).judging ?? {}
    expect(judges).toEqual({ j: { score: 6, n: 3 }, k: { score: 6, n: 3 } })
    expect(alpha).toBe(1)
    expect(factsOf([both(3, 9, 'a/1'), both(9, 3, 'a/2')]).judging?.alpha).toBeLessThan(0)
    expect(factsOf(TALKS).judging).not.toHaveProperty('alpha')
  })

  it('tells whether longer answers are rated higher', () => {
    const long = [1, 2, 3, 4].map((size) => rated(`talk/${size}`, 'a', [turn(1, [verdict(size)], size, 100 * size)]))
    expect(factsOf(long).judging?.lengthCorrelation).toBeCloseTo(1, 12)
  })
})

it('says nothing of runs without a judge', () => {
  expect(factsOf([record('gsm8k/0', 1)])).toEqual({})
})
