import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { correctedBest, correctedInterval, expectedBest } from '../../../results/statistics/best-of-several.ts'
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

  it('has an interval that is wider than that of the score, and ends where scores do', () => {
    const best = { score: 0.9, interval: [0.8, 0.95] as [number, number] }
    expect(correctedInterval(0.9, best, 0, [0, 1])).toEqual([expect.closeTo(0.8, 9), expect.closeTo(0.95, 9)])
    const [low, high] = correctedInterval(0.88, best, 0.03, [0, 1])
    expect(low).toBeLessThan(0.78)
    expect(high).toBeGreaterThan(0.93)
    expect(correctedInterval(0.9, best, 1, [0, 1])).toEqual([0, 1])
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
    let [raw, corrected, held] = [0, 0, 0]
    for (let exam = 0; exam < exams; exam++) {
      const truth = Array.from({ length: count }, (_, k) => spreads[spread]?.(k, count) ?? 0)
      const measured = truth.map((value) => value + luck.normal(1))
      const best = measured.indexOf(Math.max(...measured))
      const [score, at] = [measured[best] ?? 0, truth[best] ?? 0]
      const estimate = correctedBest(measured, 1) ?? 0
      raw += (score - at) / exams
      corrected += (estimate - at) / exams
      const interval: [number, number] = [score - 1.96, score + 1.96]
      const [low, high] = correctedInterval(estimate, { score, interval }, 1, [-100, 100])
      if (low <= at && at <= high) held += 1 / exams
    }
    // A mean of 600 exams is good to ±0.1.
    expect(Math.abs(corrected)).toBeLessThan(0.35)
    // Luck is all a checkpoint's own here, and none of the samples': the worst case. A share of 600 exams is good to ±0.02.
    expect(held).toBeGreaterThan(0.87)
    if (spread !== 'one ahead by three standard errors') expect(raw).toBeGreaterThan(0.6)
  })
})
