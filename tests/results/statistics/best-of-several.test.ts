import { describe, expect, it } from 'vitest'
import { expectedBest, shrunkBest } from '../../../results/statistics/best-of-several.ts'
import { normalQuantile } from '../../../results/statistics/normal.ts'

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
  it('is the mean where the spread is no more than luck, and the best itself where luck has no part', () => {
    expect(shrunkBest([0.1, 0, -0.1], 0.2)).toBeCloseTo(0)
    expect(shrunkBest([10, 0, -10], 0.01)).toBeCloseTo(10, 3)
    expect(shrunkBest([1], 0.1)).toBeUndefined()
  })

  it.each([
    ['equal', 0],
    ['spread as widely as luck', 1],
    ['spread twice as widely', 2],
  ])('is wrong by less than half of what the best is, for ten models that are %s', (_, spread) => {
    let [state, raw, corrected] = [7, 0, 0]
    const uniform = () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
      return (state + 0.5) / 2 ** 32
    }
    const normal = () => normalQuantile(uniform())
    const exams = 2000
    for (let exam = 0; exam < exams; exam++) {
      const truth = Array.from({ length: 10 }, () => spread * normal())
      const measured = truth.map((value) => value + normal())
      const best = measured.indexOf(Math.max(...measured))
      raw += ((measured[best] ?? 0) - (truth[best] ?? 0)) / exams
      corrected += ((shrunkBest(measured, 1) ?? 0) - (truth[best] ?? 0)) / exams
    }
    expect(raw).toBeGreaterThan(0.25)
    expect(Math.abs(corrected)).toBeLessThan(raw / 2)
  })
})
