import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clusteredMean } from '../../../results/statistics/clustered-mean.ts'
import { tInterval } from '../../../results/statistics/mean-interval.ts'
import { Moments } from '../../../results/statistics/moments.ts'

const scores = fc.array(fc.integer({ min: 0, max: 10 }), { minLength: 2, maxLength: 30 })

describe('clusteredMean', () => {
  it('is worked by hand for two clusters', () => {
    // x̄ = 3; sums of deviations −2 − 1 = −3 and 3; SE² = 2/1 · (9 + 9) / 3².
    const { mean, standardError } = clusteredMean([[1, 2], [6]], 0.95) ?? {}
    expect(mean).toBe(3)
    expect(standardError).toBeCloseTo(2, 12)
  })

  it('is the t interval when each value stands alone', () => {
    fc.assert(
      fc.property(scores, (values) => {
        const clustered = clusteredMean(
          values.map((value) => [value]),
          0.95,
        )
        const plain = tInterval(Moments.of(values), 0.95)
        expect(clustered?.interval[0]).toBeCloseTo(plain?.[0] ?? Number.NaN, 9)
        expect(clustered?.interval[1]).toBeCloseTo(plain?.[1] ?? Number.NaN, 9)
      }),
    )
  })

  it('does not believe a value more for being said twice', () => {
    fc.assert(
      fc.property(scores, (values) => {
        const once = clusteredMean(
          values.map((value) => [value]),
          0.95,
        )
        const twice = clusteredMean(
          values.map((value) => [value, value]),
          0.95,
        )
        expect(twice?.standardError).toBeCloseTo(once?.standardError ?? Number.NaN, 12)
      }),
    )
  })

  it.each([[[]], [[[1, 2]]], [[[1, 2], []]]])('is not there for %j', (clusters) => {
    expect(clusteredMean(clusters, 0.95)).toBeUndefined()
  })
})
