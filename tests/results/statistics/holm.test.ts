import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { holm } from '../../../results/statistics/holm.ts'

const ps = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 })

describe('holm', () => {
  it.each([
    // R 4.4: p.adjust(c(0.01, 0.04, 0.03, 0.005), 'holm'), the order kept.
    [
      [0.01, 0.04, 0.03, 0.005],
      [0.03, 0.06, 0.06, 0.02],
    ],
    [[0.2], [0.2]],
    [
      [0.6, 0.9],
      [1, 1],
    ],
    [[], []],
  ])('makes %j into %j', (given, adjusted) => {
    for (const [index, p] of holm(given).entries()) expect(p).toBeCloseTo(adjusted[index] ?? Number.NaN, 12)
    expect(holm(given)).toHaveLength(adjusted.length)
  })

  it('lies between the plain p and Bonferroni’s, in the same order', () => {
    fc.assert(
      fc.property(ps, (given) => {
        const adjusted = holm(given)
        for (const [i, p] of given.entries()) {
          expect(adjusted[i]).toBeGreaterThanOrEqual(p)
          expect(adjusted[i]).toBeLessThanOrEqual(Math.min(1, given.length * p))
          for (const [j, q] of given.entries()) if (p <= q) expect(adjusted[i]).toBeLessThanOrEqual(adjusted[j] ?? 0)
        }
      }),
    )
  })

  it('does not care in which order the tests were made', () => {
    fc.assert(
      fc.property(ps, (given) => {
        expect(holm(given.toReversed()).toReversed()).toEqual(holm(given))
      }),
    )
  })
})
