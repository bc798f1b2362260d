import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Interval } from '../../../results/schema/schema.ts'
import { differenceBounds, possibleMean } from '../../../results/statistics/missing-bounds.ts'

const RATINGS: Interval = [1, 10]
const score = fc.option(fc.integer({ min: 1, max: 10 }), { nil: undefined })
const pairs = fc.array(fc.record({ before: score, after: score }), { maxLength: 30 })
const possible = (value: number | undefined): Interval => (value === undefined ? RATINGS : [value, value])
const both = ({ before, after }: { before: number | undefined; after: number | undefined }) => ({
  before: possible(before),
  after: possible(after),
})

describe('differenceBounds', () => {
  it('puts what was not measured at both ends', () => {
    const given: [Interval, Interval][] = [
      [
        [1, 1],
        [0, 0],
      ],
      [
        [0, 1],
        [1, 1],
      ],
      [
        [0, 0],
        [0, 1],
      ],
      [
        [0, 1],
        [0, 1],
      ],
    ]
    const bounds = differenceBounds(given.map(([before, after]) => ({ before, after })))
    expect(bounds).toEqual({ worst: [-1, 0, 0, -1], best: [-1, 1, 1, 1] })
  })

  it('holds whatever the missing scores were', () => {
    fc.assert(
      fc.property(
        pairs,
        fc.array(fc.integer({ min: 1, max: 10 }), { minLength: 60, maxLength: 60 }),
        (given, truth) => {
          const { worst, best } = differenceBounds(given.map(both))
          for (const [index, { before, after }] of given.entries()) {
            const difference = (after ?? truth[2 * index] ?? 1) - (before ?? truth[2 * index + 1] ?? 1)
            expect(worst[index]).toBeLessThanOrEqual(difference)
            expect(best[index]).toBeGreaterThanOrEqual(difference)
            if (before !== undefined && after !== undefined) expect(worst[index]).toBe(best[index])
          }
        },
      ),
    )
  })

  it('is mirrored when the sides are swapped', () => {
    fc.assert(
      fc.property(pairs, (given) => {
        const swapped = given.map(({ before, after }) => both({ before: after, after: before }))
        expect(differenceBounds(swapped).worst).toEqual(
          differenceBounds(given.map(both)).best.map((difference) => 0 - difference),
        )
      }),
    )
  })
})

describe('possibleMean', () => {
  it.each<[values: number[], missing: number, limits: Interval]>([
    [[1, 0], 0, [0.5, 0.5]],
    [[1, 0, 1], 1, [0.5, 0.75]],
    [[], 2, [0, 1]],
  ])('of %j with %d missing is %j', (values, missing, limits) =>
    expect(possibleMean(values, missing, [0, 1])).toEqual(limits),
  )
})
