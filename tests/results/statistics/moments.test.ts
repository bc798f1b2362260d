import { describe, expect, it } from 'vitest'
import { Moments } from '../../../results/statistics/moments.ts'

describe('Moments', () => {
  it('knows mean, variance and standard error', () => {
    const moments = Moments.of([2, 4, 4, 4, 5, 5, 7, 9])
    expect(moments.n).toBe(8)
    expect(moments.mean).toBe(5)
    expect(moments.variance).toBeCloseTo(32 / 7, 12)
    expect(moments.standardError).toBeCloseTo(Math.sqrt(4 / 7), 12)
  })

  it('keeps its digits far from zero', () => {
    expect(Moments.of([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16]).variance).toBeCloseTo(30, 6)
  })

  it.each([[[]], [[3]]])('sees no spread in %j', (values) => {
    expect(Moments.of(values)).toMatchObject({ n: values.length, variance: 0, standardError: 0 })
  })
})
