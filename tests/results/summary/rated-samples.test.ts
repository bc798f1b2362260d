import { describe, expect, it } from 'vitest'
import type { Aggregate } from '../../../results/schema/schema.ts'
import { estimate } from '../../../results/statistics/strata.ts'
import { partMeans, type RatedSample, RatedSamples, strataOf } from '../../../results/summary/rated-samples.ts'
import { record } from '../../helpers/records.ts'

const sample = (group: string, value: number, ratings = [value]): RatedSample => ({ group, value, ratings })
const scoreOf = (samples: readonly RatedSample[], aggregate?: Aggregate) => estimate(strataOf(samples, aggregate))?.mean

/** Two reasoning categories and three of language, of very different sizes. */
const BALANCED: Aggregate = {
  kind: 'balanced',
  parts: { reasoning: ['maths', 'logic'], language: ['prose', 'verse', 'talk'] },
}
const SAMPLES = [
  ...Array(30).fill(sample('maths', 2)),
  sample('logic', 6),
  sample('prose', 9),
  ...Array(10).fill(sample('verse', 6)),
  sample('talk', 3),
]

describe('a score', () => {
  it('is the plain mean where nothing is said', () => {
    expect(scoreOf([sample('a', 2), sample('b', 9), sample('b', 4)])).toBe(5)
  })

  it('is balanced over parts and groups, whatever their sizes', () => {
    expect(scoreOf(SAMPLES, BALANCED)).toBeCloseTo(((2 + 6) / 2 + (9 + 6 + 3) / 3) / 2, 12)
    expect(partMeans(SAMPLES, BALANCED)).toEqual([
      ['reasoning', 4],
      ['language', 6],
    ])
  })

  it('is balanced over what is there, where groups or parts were left out', () => {
    expect(scoreOf([sample('maths', 2), sample('maths', 4), sample('prose', 9)], BALANCED)).toBe((3 + 9) / 2)
    expect(scoreOf([sample('verse', 5), sample('talk', 8)], BALANCED)).toBe(6.5)
    expect(partMeans([sample('verse', 5)], BALANCED)).toEqual([['language', 5]])
  })

  it('is pooled over turns, which is not the mean of their means once one was dropped', () => {
    const samples = [sample('a', 6, [8, 4]), sample('a', 9, [9])]
    expect(scoreOf(samples, { kind: 'pooled' })).toBe(7)
    expect(scoreOf(samples)).toBe(7.5)
  })

  it('is nothing without samples', () => {
    expect(scoreOf([])).toBeUndefined()
    expect(scoreOf([], BALANCED)).toBeUndefined()
  })
})

it('gathers repeats and turns by sample', () => {
  const rated = new RatedSamples()
  const turn = (rating: number, turn: number) => ({ turn, template: 't', prompt: [], verdicts: [], rating })
  rated.add({ ...record('talk/1', 5), group: 'a', ratings: [turn(4, 1), turn(6, 2)] })
  rated.add({ ...record('talk/1', 8, { repeat: 2 }), group: 'a', ratings: [turn(8, 1)] })
  rated.add({ ...record('talk/2', 3), group: 'b' })
  expect(rated.all()).toEqual([
    { group: 'a', value: 6.5, ratings: [4, 6, 8] },
    { group: 'b', value: 3, ratings: [3] },
  ])
})
