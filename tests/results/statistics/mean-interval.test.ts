import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { meanInterval, tInterval, unseenShare } from '../../../results/statistics/mean-interval.ts'
import { Moments } from '../../../results/statistics/moments.ts'
import { DARWIN } from '../../helpers/darwin.ts'

describe('tInterval', () => {
  // Darwin's maize; R's t.test(ZeaMays$diff) prints 0.003899165 and 5.229434169.
  it('reproduces Darwin’s maize', () => {
    const [low, high] = tInterval(Moments.of(DARWIN), 0.95) ?? []
    expect(low).toBeCloseTo(0.003899165, 8)
    expect(high).toBeCloseTo(5.229434169, 8)
  })

  it.each([[[]], [[1]]])('is not there for %j', (values) => {
    expect(tInterval(Moments.of(values), 0.95)).toBeUndefined()
  })
})

describe('unseenShare', () => {
  it('is the rule of three', () => expect(unseenShare(300, 0.95)).toBeCloseTo(3 / 300, 3))

  // Hanley & Lippman-Hand 1983: none of 14 patients leaves up to 19%; n = 1 leaves 95%.
  it.each([
    [14, 0.193],
    [1, 0.95],
  ])('after %d is %d', (n, share) => expect(unseenShare(n, 0.95)).toBeCloseTo(share, 3))
})

describe('meanInterval', () => {
  it('is not there without values', () => expect(meanInterval(new Moments(), [0, 1], 0.95)).toBeUndefined())

  it.each([
    [
      'equal models are not told apart for ever',
      Array(60).fill(0),
      [-1, 1],
      [-unseenShare(60, 0.95), unseenShare(60, 0.95)],
    ],
    ['one value tells little', [7], [1, 10], [7 - 0.95 * 6, 7 + 0.95 * 3]],
    ['the best is the limit', Array(100).fill(10), [1, 10], [10 - 9 * unseenShare(100, 0.95), 10]],
  ] as const)('where %s', (_, values, [min, max], [low, high]) => {
    const interval = meanInterval(Moments.of(values), [min, max], 0.95)
    expect(interval?.[0]).toBeCloseTo(low, 12)
    expect(interval?.[1]).toBeCloseTo(high, 12)
  })

  it('is the plain t interval for many values that differ', () => {
    const values = Moments.of(Array.from({ length: 100 }, (_, index) => 0.4 + (index % 10) / 50))
    expect(meanInterval(values, [0, 1], 0.95)).toEqual(tInterval(values, 0.95))
  })

  it('contains the mean, stays within the range, and has a width', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -8, max: 8 }), { minLength: 1, maxLength: 60 }), (eighths) => {
        const values = Moments.of(eighths.map((eighth) => eighth / 8))
        const [low, high] = meanInterval(values, [-1, 1], 0.95) ?? [Number.NaN, Number.NaN]
        expect(low).toBeGreaterThanOrEqual(-1)
        expect(low).toBeLessThanOrEqual(values.mean)
        expect(high).toBeGreaterThanOrEqual(values.mean)
        expect(high).toBeLessThanOrEqual(1)
        expect(high).toBeGreaterThan(low)
      }),
    )
  })
})
