import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { passAtK } from '../../../results/statistics/pass-at-k.ts'

describe('passAtK', () => {
  it.each([
    [1, 0, 1, 0],
    [1, 1, 1, 1],
    [5, 2, 1, 2 / 5],
    [5, 2, 2, 1 - 3 / 10], // C(3, 2) / C(5, 2) = 3 / 10
    [10, 3, 5, 1 - 21 / 252], // C(7, 5) / C(10, 5)
    [10, 8, 5, 1],
    [200, 100, 100, 1],
  ])('of %i completions with %i passing, k = %i, is %d', (n, c, k, expected) => {
    expect(passAtK(n, c, k)).toBeCloseTo(expected, 12)
  })

  it('is the share that pass for k = 1, and rises with k', () => {
    const counts = fc
      .integer({ min: 1, max: 300 })
      .chain((n) => fc.tuple(fc.constant(n), fc.integer({ min: 0, max: n })))
    fc.assert(
      fc.property(counts, ([n, c]) => {
        expect(passAtK(n, c, 1)).toBeCloseTo(c / n, 9)
        for (let k = 2; k <= Math.min(n, 12); k++) {
          expect(passAtK(n, c, k)).toBeGreaterThanOrEqual(passAtK(n, c, k - 1) - 1e-12)
        }
      }),
    )
  })

  it('is refused for more than there are', () => {
    expect(() => passAtK(4, 2, 5)).toThrow(/pass@5 cannot be estimated from 4 completions/)
  })
})
