import { describe, expect, it } from 'vitest'
import type { SampleRecord } from '../../../results/schema/schema.ts'
import { PositionTally } from '../../../results/summary/position-tally.ts'
import { record, unscoredRecord } from '../../helpers/records.ts'

/** @param key the letter of the right option */
function trial(id: string, key: string, answer: string | null, repeat = 1): SampleRecord {
  const order = [1, 2, 3]
  order.splice('ABCD'.indexOf(key), 0, 0)
  return { ...record(id, answer === key ? 1 : 0, { answer, repeat }), target: key, order }
}

function factsOf(records: readonly SampleRecord[], permutations = 1) {
  const tally = new PositionTally(permutations)
  for (const one of records) tally.add(one)
  return tally.facts()
}

describe('PositionTally', () => {
  it('tells scores by where the key stood, and how often each letter was chosen', () => {
    const records = [trial('q/0', 'A', 'A'), trial('q/1', 'A', 'B'), trial('q/2', 'B', 'B'), trial('q/3', 'C', null)]
    expect(factsOf(records)).toEqual({
      positions: {
        A: { trials: 2, score: 0.5, chosen: 0.25 },
        B: { trials: 1, score: 1, chosen: 0.5 },
        C: { trials: 1, score: 0, chosen: 0 },
        D: { trials: 0, chosen: 0 },
      },
    })
  })

  it('counts a lower-case letter as chosen, and passes over one that no option has', () => {
    expect(factsOf([trial('q/0', 'A', 'c'), trial('q/1', 'A', 'E')]).positions?.C?.chosen).toBe(0.5)
  })

  it('tells how many questions were right in all orders, over rounds that are whole', () => {
    const round = (id: string, answers: string, from = 1) =>
      [...answers].map((answer, turn) => trial(id, 'ABCD'[turn] as string, answer, from + turn))
    const records = [
      ...round('q/0', 'ABCD'),
      ...round('q/0', 'ABCA', 5),
      ...round('q/1', 'AAAA'),
      ...round('q/2', 'AB'),
    ]
    expect(factsOf(records, 4).allOrders).toBeCloseTo(1 / 3, 12)
    expect(factsOf(records).allOrders).toBeUndefined()
  })

  it('says nothing where there are no options', () => {
    expect(factsOf([record('q/0', 1), unscoredRecord('q/1')])).toEqual({})
  })
})
