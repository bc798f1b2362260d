import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { differenceBounds } from '../../../results/statistics/missing-bounds.ts'

const score = fc.option(fc.integer({ min: 1, max: 10 }), { nil: undefined })
const pairs = fc.array(fc.record({ before: score, after: score }), { maxLength: 30 })

describe('differenceBounds', () => {
  it('puts what was not measured at both ends', () => {
    const given = [
      { before: 1, after: 0 },
      { before: undefined, after: 1 },
      { before: 0, after: undefined },
      { before: undefined, after: undefined },
    ]
    expect(differenceBounds(given, [0, 1])).toEqual({ worst: [-1, 0, 0, -1], best: [-1, 1, 1, 1] })
  })

  it('holds whatever the missing scores were', () => {
    fc.assert(
      fc.property(
        pairs,
        fc.array(fc.integer({ min: 1, max: 10 }), { minLength: 60, maxLength: 60 }),
        (given, truth) => {
          const { worst, best } = differenceBounds(given, [1, 10])
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
        const swapped = given.map(({ before, after }) => ({ before: after, after: before }))
        expect(differenceBounds(swapped, [1, 10]).worst).toEqual(
          differenceBounds(given, [1, 10]).best.map((difference) => 0 - difference),
        )
      }),
    )
  })
})
