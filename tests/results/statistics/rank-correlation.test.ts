import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rankCorrelation } from '../../../results/statistics/rank-correlation.ts'

describe('Spearman’s ρ', () => {
  it('is what the textbooks say', () => {
    // Ten pairs without ties: Σd² = 194, ρ = 1 − 6·194/990.
    const iq = [106, 100, 86, 101, 99, 103, 97, 113, 112, 110]
    const hours = [7, 27, 2, 50, 28, 29, 20, 12, 6, 17]
    expect(rankCorrelation(iq.map((value, i) => [value, hours[i] as number]))).toBeCloseTo(-29 / 165, 12)
  })

  it('lets equal values share their rank', () => {
    // Ranks 1, 2.5, 2.5, 4 against 1, 2, 3, 4: Pearson’s r = 4.5/√(4.5·5).
    expect(
      rankCorrelation([
        [1, 1],
        [2, 2],
        [2, 3],
        [3, 4],
      ]),
    ).toBeCloseTo(4.5 / Math.sqrt(22.5), 12)
  })

  it('sees only the order, and its sign', () => {
    const pairs = fc.array(fc.tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: -50, max: 50 })), {
      minLength: 3,
    })
    fc.assert(
      fc.property(pairs, (found) => {
        const rho = rankCorrelation(found)
        if (rho === undefined) return
        expect(Math.abs(rho)).toBeLessThanOrEqual(1 + 1e-12)
        expect(rankCorrelation(found.map(([a, b]) => [a ** 3 + 7, b]))).toBeCloseTo(rho, 10)
        expect(rankCorrelation(found.map(([a, b]) => [-a, b]))).toBeCloseTo(-rho, 10)
      }),
    )
  })

  it('is nothing where there is nothing to tell', () => {
    expect(
      rankCorrelation([
        [1, 2],
        [2, 3],
      ]),
    ).toBeUndefined()
    expect(
      rankCorrelation([
        [1, 2],
        [1, 3],
        [1, 4],
      ]),
    ).toBeUndefined()
  })
})
