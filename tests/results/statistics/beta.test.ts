import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { logGamma, regularizedBeta } from '../../../results/statistics/beta.ts'

describe('logGamma', () => {
  it('is the logarithm of the factorial', () => {
    let factorial = 1
    for (let n = 1; n <= 20; n++) {
      expect(logGamma(n)).toBeCloseTo(Math.log(factorial), 12)
      factorial *= n
    }
  })

  it('knows Γ(½) = √π', () => expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 14))
})

describe('regularizedBeta', () => {
  it.each([
    [0.3, 1, 1, 0.3],
    [0.5, 7, 7, 0.5],
    [0.2, 1, 5, 1 - 0.8 ** 5],
    [0.9, 4, 1, 0.9 ** 4],
    [0, 2, 3, 0],
    [1, 2, 3, 1],
  ])('has I_%d(%d, %d) = %d', (x, a, b, value) => expect(regularizedBeta(x, a, b)).toBeCloseTo(value, 13))

  it('is mirrored: I_x(a, b) = 1 − I_{1−x}(b, a)', () => {
    const size = fc.double({ min: 0.5, max: 500, noNaN: true })
    fc.assert(
      fc.property(fc.double({ min: 1e-3, max: 0.999, noNaN: true }), size, size, (x, a, b) => {
        expect(regularizedBeta(x, a, b) + regularizedBeta(1 - x, b, a)).toBeCloseTo(1, 10)
      }),
    )
  })
})
