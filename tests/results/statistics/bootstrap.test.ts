import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Interval } from '../../../results/schema/schema.ts'
import { bootstrap } from '../../../results/statistics/bootstrap.ts'
import { tInterval } from '../../../results/statistics/mean-interval.ts'
import { Moments } from '../../../results/statistics/moments.ts'
import { normalReach } from '../../../results/statistics/normal.ts'
import { randomBits } from '../../../results/statistics/random-bits.ts'
import { clusteredValues, plainMean, weightedMeans } from '../../../results/statistics/strata.ts'
import { DARWIN } from '../../helpers/darwin.ts'

const few = { draws: 500 }
const ratings = fc.array(fc.integer({ min: -18, max: 18 }), { minLength: 1, maxLength: 40 })
const halves = ratings.map((values) => values.map((value) => value / 2))

const intervalOf = (values: readonly number[], confidence = 0.95, options = few) =>
  bootstrap(plainMean(values), options)?.interval(confidence)

describe('bootstrap', () => {
  // scipy 1.17, stats.bootstrap(method='BCa', n_resamples=1_000_000), at the confidence whose normal quantile is the
  // expanded one: 2·Φ(t(0.975, 14)·√(15/14)) − 1, and 0.95 instead of 0.975.
  it.each([
    [0.95, -0.633, 4.754],
    [0.9, 0.017, 4.425],
  ])('puts Darwin’s maize at %d where scipy does', (confidence, low, high) => {
    const interval = intervalOf(DARWIN, confidence, { draws: 100_000 })
    // Sums are whole eighths of an inch; 0.025 is three of them over 15 plants.
    expect(Math.abs((interval?.[0] ?? Number.NaN) - low)).toBeLessThan(0.025)
    expect(Math.abs((interval?.[1] ?? Number.NaN) - high)).toBeLessThan(0.025)
  })

  it('comes near the t interval for many values without skew', () => {
    const values = Array.from({ length: 800 }, (_, index) => ((index * 37) % 101) / 100)
    const [low, high] = tInterval(Moments.of(values), 0.95) ?? [Number.NaN, Number.NaN]
    const interval = intervalOf(values, 0.95, { draws: 10_000 }) ?? [Number.NaN, Number.NaN]
    expect(Math.abs(interval[0] - low)).toBeLessThan(0.04 * (high - low))
    expect(Math.abs(interval[1] - high)).toBeLessThan(0.04 * (high - low))
  })

  it('leans to the side of the long tail', () => {
    const values = [...Array(45).fill(0), 1, 2, 4, 8, 16]
    const { mean = 0 } = bootstrap(plainMean(values)) ?? {}
    const [low, high] = intervalOf(values, 0.95, { draws: 5_000 }) ?? [0, 0]
    expect(high - mean).toBeGreaterThan(1.5 * (mean - low))
  })

  it('covers the truth about as often as it says, skewed as the values are', () => {
    const bits = randomBits(17)
    const trials = 600
    let covered = 0
    for (let trial = 0; trial < trials; trial++) {
      // Exponential, mean 1: the skewness is 2.
      const values = Array.from({ length: 60 }, () => -Math.log((bits() + 1) / 2 ** 32))
      const [low, high] = intervalOf(values, 0.95, { draws: 1_000 }) ?? [0, 0]
      if (low <= 1 && 1 <= high) covered++
    }
    expect(covered / trials).toBeGreaterThan(0.92)
    expect(covered / trials).toBeLessThan(0.975)
  })

  it('goes over without a step to limits that need no draws', () => {
    const values = (count: number) => Array.from({ length: count }, (_, index) => (index % 10 === 0 ? 9 : 0))
    const drawn = intervalOf(values(10_000), 0.95, { draws: 4_000 }) ?? [0, 0]
    const known = intervalOf(values(10_010)) ?? [0, 0]
    expect(Math.abs(drawn[0] - known[0])).toBeLessThan(0.06 * (known[1] - known[0]))
    expect(Math.abs(drawn[1] - known[1])).toBeLessThan(0.06 * (known[1] - known[0]))
  })

  it('has Johnson’s limits where nothing is drawn', () => {
    // DiCiccio & Efron 1996, section 4, for a mean: a = z₀ = skewness/(6√n), and Hall's expansion of the skewed t:
    // mean + s/√n·(z + skewness·(2z² + 1)/(6√n)) up to terms of 1/n.
    const values = Array.from({ length: 20_000 }, (_, index) => (index % 5 === 0 ? 1 : 0))
    const interval = intervalOf(values) ?? [0, 0]
    const [n, s, z] = [20_000, Math.sqrt(0.16), normalReach(0.95)]
    const lean = ((0.6 / 0.4) * (2 * z * z + 1)) / (6 * Math.sqrt(n))
    expect(interval[0]).toBeCloseTo(0.2 + (s / Math.sqrt(n)) * (-z + lean), 5)
    expect(interval[1]).toBeCloseTo(0.2 + (s / Math.sqrt(n)) * (z + lean), 5)
  })

  it('does not care in which order values came', () => {
    fc.assert(
      fc.property(halves, (values) => {
        expect(intervalOf(values.toReversed())).toEqual(intervalOf(values))
      }),
      { numRuns: 40 },
    )
  })

  it('changes its sign with the sides, to the last digit', () => {
    fc.assert(
      fc.property(halves, (values) => {
        const { mean, interval } = bootstrap(plainMean(values), few) ?? { mean: Number.NaN, interval: undefined }
        const other = bootstrap(plainMean(values.map((value) => -value)), few)
        const [low, high] = interval?.(0.9) ?? [Number.NaN, Number.NaN]
        expect(other?.mean).toBeCloseTo(-mean, 12)
        expect(Math.abs(other?.mean ?? Number.NaN)).toBe(Math.abs(mean))
        expect(other?.interval(0.9)).toEqual([0 - high, 0 - low])
      }),
      { numRuns: 60 },
    )
  })

  it('stretches and moves with its values', () => {
    fc.assert(
      fc.property(halves, fc.integer({ min: 1, max: 8 }), (values, times) => {
        const [low, high] = intervalOf(values) ?? [Number.NaN, Number.NaN]
        const stretched = intervalOf(values.map((value) => value * times)) ?? [Number.NaN, Number.NaN]
        expect(stretched[0]).toBeCloseTo(low * times, 9)
        expect(stretched[1]).toBeCloseTo(high * times, 9)
      }),
      { numRuns: 40 },
    )
  })

  it('is wider for more confidence, and stays among its values', () => {
    fc.assert(
      fc.property(halves, (values) => {
        const drawn = bootstrap(plainMean(values), few)
        const intervals = [0.5, 0.8, 0.9, 0.95, 0.999].map(
          (confidence) => drawn?.interval(confidence) ?? ([0, 0] as Interval),
        )
        for (const [index, [low, high]] of intervals.entries()) {
          const [lowBefore, highBefore]: Interval = intervals[index - 1] ?? [low, high]
          expect(low).toBeLessThanOrEqual(lowBefore)
          expect(high).toBeGreaterThanOrEqual(highBefore)
          expect(low).toBeGreaterThanOrEqual(Math.min(...values) - 1e-9)
          expect(high).toBeLessThanOrEqual(Math.max(...values) + 1e-9)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('gives the same limits everywhere', () => {
    expect(intervalOf(DARWIN, 0.95, { draws: 10_000 })?.map((limit) => Math.round(limit * 120))).toEqual([-74, 571])
  })

  it.each([[[7]], [[0, 0, 0, 0]], [[0.1, 0.1, 0.1]]])('has no width for %j', (values) => {
    const [low, high] = intervalOf(values) ?? [Number.NaN, Number.NaN]
    expect(low).toBeCloseTo(values[0] ?? Number.NaN, 12)
    expect(high).toBe(low)
  })

  it('reaches over both of two values', () => expect(intervalOf([1, 4])).toEqual([1, 4]))

  it.each([
    ['values', plainMean([])],
    ['strata', []],
  ])('is not there without %s', (_, strata) => expect(bootstrap(strata)).toBeUndefined())
})

describe('bootstrap over clusters', () => {
  it('does not believe a value more for being said twice', () => {
    const twice = bootstrap(clusteredValues(DARWIN.map((value) => [value, value])))
    const once = bootstrap(plainMean(DARWIN))
    expect(twice?.interval(0.95)).toEqual(once?.interval(0.95))
    expect(twice?.standardError).toBeCloseTo(once?.standardError ?? Number.NaN, 12)
  })

  it('counts every value of clusters that differ in size', () => {
    const drawn = bootstrap(clusteredValues([[1, 2], [6], []]))
    // Worked by hand.
    expect(drawn?.mean).toBe(3)
    expect(drawn?.standardError).toBeCloseTo(2, 12)
    expect(drawn?.clusters).toBe(2)
  })
})

describe('bootstrap within strata', () => {
  const groups = [
    { weight: 0.75, values: [1, 2, 3, 4, 6, 8] },
    { weight: 0.25, values: [-5, -5, -4, 0, 1] },
  ]

  it('is of the weighted sum of the means', () => {
    const drawn = bootstrap(weightedMeans(groups))
    expect(drawn?.mean).toBeCloseTo(0.75 * 4 + 0.25 * -2.6, 12)
    // Sample variances 6.8 and 8.3.
    expect(drawn?.standardError).toBeCloseTo(Math.sqrt(0.75 ** 2 * (6.8 / 6) + 0.25 ** 2 * (8.3 / 5)), 12)
  })

  it('does not see what differs between strata alone', () => {
    const drawn = bootstrap(
      weightedMeans([
        { weight: 0.5, values: [1, 1, 1] },
        { weight: 0.5, values: [9, 9] },
      ]),
    )
    expect(drawn?.interval(0.95)).toEqual([5, 5])
  })

  it('leaves out a stratum without values', () => {
    const drawn = bootstrap(weightedMeans([...groups, { weight: 3, values: [] }]))
    expect(drawn?.interval(0.95)).toEqual(bootstrap(weightedMeans(groups))?.interval(0.95))
  })

  it('changes its sign with the sides', () => {
    const other = groups.map(({ weight, values }) => ({ weight, values: values.map((value) => -value) }))
    const [low, high] = bootstrap(weightedMeans(groups))?.interval(0.95) ?? [Number.NaN, Number.NaN]
    expect(bootstrap(weightedMeans(other))?.interval(0.95)).toEqual([-high, -low])
  })

  it('can have another sign than the pooled mean', () => {
    const differences = [
      { weight: 0.5, values: Array(90).fill(1) },
      { weight: 0.5, values: Array(10).fill(-2) },
    ]
    expect(bootstrap(weightedMeans(differences))?.mean).toBe(-0.5)
    expect(bootstrap(plainMean(differences.flatMap(({ values }) => values)))?.mean).toBe(0.7)
  })
})
