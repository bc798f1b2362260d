import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normalCdf, normalQuantile, normalReach } from '../../../results/statistics/normal.ts'

describe('the normal distribution', () => {
  // R 4.4, pnorm.
  it.each([
    [-8, 6.220960574271785e-16],
    [-4, 3.167124183311992e-5],
    [-1, 0.158655253931457],
    [0, 0.5],
    [1.959963984540054, 0.975],
    [5, 0.999999713348428],
  ])('has Φ(%d) = %d', (z, p) => expect(normalCdf(z) / p).toBeCloseTo(1, 10))

  // Wichura 1988, algorithm AS 241, section 3: his check values for PPND16.
  it.each([
    [0.25, -0.6744897501960817],
    [0.001, -3.090232306167814],
    [1e-20, -9.26234008979841],
  ])('has its %d quantile at %d', (p, z) => expect(normalQuantile(p)).toBeCloseTo(z, 12))

  it('reaches 1.96 standard errors to each side at 95%', () => {
    expect(normalReach(0.95)).toBeCloseTo(1.959963984540054, 12)
    expect(normalReach(0.9)).toBeCloseTo(1.6448536269514722, 12)
  })

  it('ends at infinity', () => {
    expect(normalQuantile(0)).toBe(Number.NEGATIVE_INFINITY)
    expect(normalQuantile(1)).toBe(Number.POSITIVE_INFINITY)
  })

  it('has a quantile that undoes the cdf', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-12, max: 1 - 1e-12, noNaN: true }), (p) => {
        expect(normalCdf(normalQuantile(p)) / p).toBeCloseTo(1, 9)
      }),
    )
  })
})
