import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mcnemarExact, mcnemarMidP } from '../../../results/statistics/mcnemar.ts'

const count = fc.integer({ min: 0, max: 2000 })

describe('McNemar’s tests', () => {
  // Fagerland, Lydersen & Laake 2013: airway reactivity (Bentur 2009), and complete response (Cavo 2012).
  it.each([
    [1, 7, 0.0703, 0.0391],
    [6, 16, 0.0525, 0.0347],
  ])('give %d and %d p = %d, mid-p = %d', (gained, lost, exact, midP) => {
    expect(mcnemarExact(gained, lost)).toBeCloseTo(exact, 4)
    expect(mcnemarMidP(gained, lost)).toBeCloseTo(midP, 4)
  })

  it('are sure of nothing without discordant pairs', () => {
    expect(mcnemarExact(0, 0)).toBe(1)
    expect(mcnemarMidP(0, 0)).toBe(1)
  })

  it('are powers of a half when all was gained', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), (gained) => {
        expect(mcnemarExact(gained, 0) / 2 ** (1 - gained)).toBeCloseTo(1, 9)
        expect(mcnemarMidP(gained, 0) / 2 ** -gained).toBeCloseTo(1, 9)
      }),
    )
  })

  it('do not care which side gained, and mid-p is the smaller', () => {
    fc.assert(
      fc.property(count, count, (gained, lost) => {
        expect(mcnemarExact(gained, lost)).toBe(mcnemarExact(lost, gained))
        expect(mcnemarMidP(gained, lost)).toBe(mcnemarMidP(lost, gained))
        expect(mcnemarMidP(gained, lost)).toBeLessThanOrEqual(mcnemarExact(gained, lost))
        expect(mcnemarExact(gained, lost)).toBeLessThanOrEqual(1)
        expect(mcnemarMidP(gained, lost)).toBeGreaterThanOrEqual(0)
      }),
    )
  })

  it('stand a hundred thousand discordant pairs', () => {
    // scipy 1.17: 2 * binom.cdf(60000, 120500, 0.5).
    expect(mcnemarExact(60_000, 60_500)).toBeCloseTo(0.1505764529941, 10)
  })
})
