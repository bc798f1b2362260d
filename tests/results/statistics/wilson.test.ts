import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { effectiveSize, wilson } from '../../../results/statistics/wilson.ts'

/** Successes out of a number of trials. */
const counts = fc.integer({ min: 1, max: 5000 }).chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)))

describe('wilson', () => {
  // Newcombe 1998, Stat. Med. 17:857, table I, method 3.
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
    [29, 29, 0.883, 1],
  ])('puts %d of %d between %d and %d', (successes, n, low, high) => {
    const interval = wilson(successes, n, 0.95)
    expect(interval?.[0]).toBeCloseTo(low, 4)
    expect(interval?.[1]).toBeCloseTo(high, 4)
  })

  it('knows nothing of nothing', () => expect(wilson(0, 0, 0.95)).toBeUndefined())

  it('contains the share, stays within [0, 1], and has a width', () => {
    fc.assert(
      fc.property(counts, ([successes, n]) => {
        const [low, high] = wilson(successes, n, 0.95) ?? [Number.NaN, Number.NaN]
        expect(low).toBeGreaterThanOrEqual(0)
        expect(low).toBeLessThanOrEqual(successes / n)
        expect(high).toBeGreaterThanOrEqual(successes / n)
        expect(high).toBeLessThanOrEqual(1)
        expect(high).toBeGreaterThan(low)
      }),
    )
  })

  it('is mirrored when failures are counted instead', () => {
    fc.assert(
      fc.property(counts, ([successes, n]) => {
        const [low, high] = wilson(successes, n, 0.95) ?? [Number.NaN, Number.NaN]
        const [mirroredLow, mirroredHigh] = wilson(n - successes, n, 0.95) ?? [Number.NaN, Number.NaN]
        expect(mirroredLow).toBeCloseTo(1 - high, 12)
        expect(mirroredHigh).toBeCloseTo(1 - low, 12)
      }),
    )
  })

  it('narrows with more n', () => {
    fc.assert(
      fc.property(counts, fc.integer({ min: 2, max: 9 }), ([successes, n], times) => {
        expect(width(wilson(times * successes, times * n, 0.95))).toBeLessThan(width(wilson(successes, n, 0.95)))
      }),
    )
  })
})

describe('effectiveSize', () => {
  it('is the number of answers when repeats agree no more than strangers', () => {
    // Each of 100 questions is a coin: a mean over 4 answers has the variance ¼ of ¼.
    const standardError = Math.sqrt(0.25 / 4 / 100)
    expect(effectiveSize({ share: 0.5, standardError, samples: 100, trials: 400 })).toBeCloseTo(400, 9)
  })

  it('is the number of questions when repeats tell nothing new', () => {
    expect(effectiveSize({ share: 0.5, standardError: 0.06, samples: 100, trials: 400 })).toBe(100)
  })

  it.each([
    ['never more than the answers there are', { share: 0.5, standardError: 0, samples: 10, trials: 20 }, 20],
    ['the questions, when all answers are right', { share: 1, standardError: 0, samples: 10, trials: 20 }, 10],
    ['0 for nothing', { share: 0, standardError: 0, samples: 0, trials: 0 }, 0],
  ])('is %s', (_, repeated, size) => expect(effectiveSize(repeated)).toBe(size))
})

const width = (interval: readonly [number, number] | undefined) => (interval ? interval[1] - interval[0] : Number.NaN)
