import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { studentTQuantile } from '../../../results/statistics/student-t.ts'
import { studentTCdf } from '../../helpers/student-t.ts'

const probability = fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true })

describe('Student’s t distribution', () => {
  // The usual printed table, e.g. Abramowitz & Stegun 1964, table 26.10.
  it.each([
    [0.975, 1, 12.706],
    [0.975, 4, 2.776],
    [0.975, 10, 2.228],
    [0.975, 30, 2.042],
    [0.975, 120, 1.98],
    [0.95, 7, 1.895],
    [0.995, 9, 3.25],
    [0.9995, 4, 8.61],
  ])('has its %d quantile, with %d degrees of freedom, at %d', (p, df, t) => {
    expect(studentTQuantile(p, df)).toBeCloseTo(t, 3)
  })

  it('is the Cauchy distribution with one degree of freedom', () => {
    fc.assert(
      fc.property(probability, (p) => {
        const t = Math.tan(Math.PI * (p - 0.5))
        expect(studentTQuantile(p, 1)).toBeCloseTo(t, 8 - Math.ceil(Math.log10(1 + Math.abs(t))))
      }),
    )
  })

  it('has a closed form with two', () => {
    fc.assert(
      fc.property(probability, (p) => {
        const t = (2 * p - 1) / Math.sqrt(2 * p * (1 - p))
        expect(studentTQuantile(p, 2)).toBeCloseTo(t, 8 - Math.ceil(Math.log10(1 + Math.abs(t))))
      }),
    )
  })

  it('nears the normal distribution', () => expect(studentTQuantile(0.975, 1e6)).toBeCloseTo(1.959966, 6))

  it('has a quantile that undoes the cdf', () => {
    fc.assert(
      fc.property(probability, fc.integer({ min: 1, max: 5000 }), (p, df) => {
        expect(studentTCdf(studentTQuantile(p, df), df) / p).toBeCloseTo(1, 8)
      }),
    )
  })

  it('ends at infinity', () => {
    expect(studentTQuantile(0, 5)).toBe(Number.NEGATIVE_INFINITY)
    expect(studentTQuantile(1, 5)).toBe(Number.POSITIVE_INFINITY)
  })
})
