import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { QuantileSketch } from '../../../results/statistics/quantile-sketch.ts'

function sketchOf(values: readonly number[]): QuantileSketch {
  const sketch = new QuantileSketch()
  for (const value of values) sketch.add(value)
  return sketch
}

describe('QuantileSketch', () => {
  it('knows nothing of nothing', () => expect(new QuantileSketch().quantile(0.5)).toBeUndefined())

  it('knows zero', () => expect(sketchOf([0, 0, 5]).quantile(0.5)).toBe(0))

  it('is within 0.5% of the true quantile, in any order', () => {
    const values = fc.array(fc.double({ min: 1e-3, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 200 })
    fc.assert(
      fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), (values, q) => {
        const sorted = values.toSorted((a, b) => a - b)
        const truth = sorted[Math.max(1, Math.ceil(q * sorted.length)) - 1] ?? Number.NaN
        const found = sketchOf(values).quantile(q) ?? Number.NaN
        expect(Math.abs(found - truth) / truth).toBeLessThanOrEqual(0.005)
        expect(sketchOf(sorted).quantile(q)).toBe(found)
      }),
    )
  })
})
