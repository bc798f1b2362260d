import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { correctedBest, expectedBest } from '../../../results/statistics/best-of-several.ts'
import { luckOf } from '../../../tools/bench/simulated.ts'

describe('the best of k equal values', () => {
  // Harter 1961, Biometrika 48:151, table 1.
  it.each([
    [2, 0.5642],
    [3, 0.8463],
    [5, 1.163],
    [10, 1.5388],
    [20, 1.8675],
  ])('of %i is measured %f standard errors above their mean', (k, expected) =>
    expect(expectedBest(k) / expected).toBeCloseTo(1, 1),
  )
})

describe('the corrected best', () => {
  it('is the best itself where it is clearly ahead, or luck has no part', () => {
    expect(correctedBest([0.5, 0.1, 0], 0.01)).toBeCloseTo(0.5, 6)
    expect(correctedBest([0.5, 0.4], 0)).toBe(0.5)
    expect(correctedBest([0.5], 0.1)).toBe(0.5)
    expect(correctedBest([], 0.1)).toBeUndefined()
  })

  const estimates = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 12 })
  const error = fc.double({ min: 1e-4, max: 0.5, noNaN: true })

  it('is never above the best, moves with all of them, and does not depend on their order', () =>
    fc.assert(
      fc.property(estimates, error, (all, standardError) => {
        const found = correctedBest(all, standardError) ?? Number.NaN
        expect(found).toBeLessThanOrEqual(Math.max(...all) + 1e-9)
        expect(correctedBest(all.toReversed(), standardError)).toBeCloseTo(found, 9)
        const moved = correctedBest(
          all.map((value) => value + 1),
          standardError,
        )
        expect(moved).toBeCloseTo(found + 1, 9)
      }),
      { numRuns: 50 },
    ))

  const spreads: Record<string, (k: number, of: number) => number> = {
    equal: () => 0,
    'spread as widely as luck': (k, of) => Math.sqrt(12) * ((k + 0.5) / of - 0.5),
    'one ahead by three standard errors': (k) => (k === 1 ? 3 : 0),
    'rising to a plateau': (k, of) => 6 * (1 - Math.exp((-4 * k) / of)),
  }
  const cases = [5, 10, 20].flatMap((count) => Object.keys(spreads).map((spread) => [count, spread] as const))

  it.each(cases)('is nearly unbiased for the best of %d that are %s', (count, spread) => {
    const luck = luckOf(count)
    const exams = 600
    let [raw, corrected] = [0, 0]
    for (let exam = 0; exam < exams; exam++) {
      const truth = Array.from({ length: count }, (_, k) => spreads[spread]?.(k, count) ?? 0)
      const measured = truth.map((value) => value + luck.normal(1))
      const best = measured.indexOf(Math.max(...measured))
      raw += ((measured[best] ?? 0) - (truth[best] ?? 0)) / exams
      corrected += ((correctedBest(measured, 1) ?? 0) - (truth[best] ?? 0)) / exams
    }
    // A mean of 600 exams is good to ±0.1.
    expect(Math.abs(corrected)).toBeLessThan(0.35)
    if (spread !== 'one ahead by three standard errors') expect(raw).toBeGreaterThan(0.6)
  })
})
