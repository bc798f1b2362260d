import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mcnemarExact } from '../../../results/statistics/mcnemar.ts'

const count = fc.integer({ min: 0, max: 2000 })

describe('McNemar’s exact test', () => {
  // Fagerland, Lydersen & Laake 2013: airway reactivity (Bentur 2009), and complete response (Cavo 2012).
  it.each([
    [1, 7, 0.0703],
    [6, 16, 0.0525],
  ])('gives %d and %d p = %d', (gained, lost, exact) => {
    expect(mcnemarExact(gained, lost)).toBeCloseTo(exact, 4)
  })

  it('is sure of nothing without discordant pairs', () => {
    expect(mcnemarExact(0, 0)).toBe(1)
  })

  it('is a power of a half when all was gained', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), (gained) => {
        expect(mcnemarExact(gained, 0) / 2 ** (1 - gained)).toBeCloseTo(1, 9)
      }),
    )
  })

  it('does not care which side gained', () => {
    fc.assert(
      fc.property(count, count, (gained, lost) => {
        expect(mcnemarExact(gained, lost)).toBe(mcnemarExact(lost, gained))
        expect(mcnemarExact(gained, lost)).toBeLessThanOrEqual(1)
      }),
    )
  })

  it('stands a hundred thousand discordant pairs', () => {
    // scipy 1.17: 2 * binom.cdf(60000, 120500, 0.5).
    expect(mcnemarExact(60_000, 60_500)).toBeCloseTo(0.1505764529941, 10)
  })
})
