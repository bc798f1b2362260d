import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normalCdf, normalReach } from '../../../results/statistics/normal.ts'
import { tangoInterval, tangoTest } from '../../../results/statistics/tango.ts'

const Z2 = normalReach(0.95) ** 2

/** Gained, lost and all pairs. */
const pairs = fc
  .tuple(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 3000 }))
  .map(([gained, lost, same]) => [gained, lost, gained + lost + same] as const)
  .filter(([, , n]) => n > 0)

describe('tangoInterval', () => {
  it.each([
    // Fagerland, Lydersen & Laake 2014, Stat. Med. 33:2850: airway reactivity, and complete response.
    [1, 7, 21, 0.95, -0.517, -0.026],
    [6, 16, 161, 0.95, -0.124, -0.0054],
    // R, PropCIs 0.3-0: scoreci.mp(25, 28, 618, 0.9).
    [28, 25, 618, 0.9, -0.0148, 0.0247],
  ])('puts %d gained, %d lost of %d at %d between %d and %d', (gained, lost, n, confidence, low, high) => {
    const interval = tangoInterval(gained, lost, n, confidence)
    const digits = Math.max(...[low, high].map((limit) => `${limit}`.split('.')[1]?.length ?? 0))
    expect(interval?.[0]).toBeCloseTo(low, digits)
    expect(interval?.[1]).toBeCloseTo(high, digits)
  })

  it('is ±z²/(n + z²) without discordant pairs', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), (n) => {
        const [low, high] = tangoInterval(0, 0, n, 0.95) ?? [Number.NaN, Number.NaN]
        expect(high).toBeCloseTo(Z2 / (n + Z2), 9)
        expect(low).toBe(-high)
      }),
    )
  })

  it('is [(n − z²)/(n + z²), 1] when all was gained', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), (n) => {
        const [low, high] = tangoInterval(n, 0, n, 0.95) ?? [Number.NaN, Number.NaN]
        expect(low).toBeCloseTo((n - Z2) / (n + Z2), 9)
        expect(high).toBe(1)
      }),
    )
  })

  it('has limits at which the score is z', () => {
    fc.assert(
      fc.property(pairs, ([gained, lost, n]) => {
        for (const limit of tangoInterval(gained, lost, n, 0.95) ?? []) {
          if (Math.abs(limit) === 1) continue
          expect(squaredScore(limit, gained, lost, n) / Z2).toBeCloseTo(1, 5)
        }
      }),
    )
  })

  it('changes its sign with the sides, to the last digit', () => {
    fc.assert(
      fc.property(pairs, ([gained, lost, n]) => {
        const [low, high] = tangoInterval(gained, lost, n, 0.95) ?? [Number.NaN, Number.NaN]
        expect(tangoInterval(lost, gained, n, 0.95)).toEqual([-high, -low])
      }),
    )
  })

  it('contains the estimate, stays within [−1, 1], and has a width', () => {
    fc.assert(
      fc.property(pairs, ([gained, lost, n]) => {
        const [low, high] = tangoInterval(gained, lost, n, 0.95) ?? [Number.NaN, Number.NaN]
        expect(low).toBeGreaterThanOrEqual(-1)
        expect(low).toBeLessThanOrEqual((gained - lost) / n)
        expect(high).toBeGreaterThanOrEqual((gained - lost) / n)
        expect(high).toBeLessThanOrEqual(1)
        expect(high).toBeGreaterThan(low)
      }),
    )
  })

  it('narrows with more n', () => {
    fc.assert(
      fc.property(pairs, fc.integer({ min: 2, max: 9 }), ([gained, lost, n], times) => {
        const [low, high] = tangoInterval(gained, lost, n, 0.95) ?? [Number.NaN, Number.NaN]
        const more = tangoInterval(times * gained, times * lost, times * n, 0.95) ?? [Number.NaN, Number.NaN]
        expect(more[1] - more[0]).toBeLessThan(high - low)
      }),
    )
  })

  it('is not there without pairs', () => expect(tangoInterval(0, 0, 0, 0.95)).toBeUndefined())
})

describe('tangoTest', () => {
  /** Margins of a billionth and more, or none: far below it, their products underflow. */
  const delta = fc.double({ min: -0.9, max: 0.9, noNaN: true }).map((value) => (Math.abs(value) < 1e-9 ? 0 : value))

  it('has z = √(n·m/(1 − m)) without discordant pairs', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2000 }), fc.double({ min: 0.001, max: 0.5, noNaN: true }), (n, margin) => {
        const z = Math.sqrt((n * margin) / (1 - margin))
        expect(tangoTest(0, 0, n, -margin).above).toBeCloseTo(normalCdf(-z), 9)
      }),
    )
  })

  it('is McNemar’s z, without correction, for a difference of 0', () => {
    // (7 − 1)/√8 = 2.1213: Fagerland, Lydersen & Laake 2013, airway reactivity, p = 0.0339 on two sides.
    expect(2 * tangoTest(1, 7, 21, 0).below).toBeCloseTo(0.0339, 4)
    expect(tangoTest(0, 0, 50, 0)).toEqual({ above: 0.5, below: 0.5 })
  })

  it('agrees with the interval', () => {
    fc.assert(
      fc.property(pairs, delta, ([gained, lost, n], delta) => {
        const [low, high] = tangoInterval(gained, lost, n, 0.9) ?? [Number.NaN, Number.NaN]
        const { above, below } = tangoTest(gained, lost, n, delta)
        if (Math.abs(low - delta) > 1e-9) expect(above < 0.05).toBe(low > delta)
        if (Math.abs(high - delta) > 1e-9) expect(below < 0.05).toBe(high < delta)
      }),
    )
  })

  it('is mirrored when the sides are swapped', () => {
    fc.assert(
      fc.property(pairs, delta, ([gained, lost, n], delta) => {
        expect(tangoTest(gained, lost, n, delta).above).toBeCloseTo(tangoTest(lost, gained, n, -delta).below, 9)
      }),
    )
  })

  it('knows nothing without pairs', () => expect(tangoTest(0, 0, 0, -0.1).above).toBe(0.5))
})

/** z(δ)² with the constrained likelihood maximized by a search, not by Tango's formula for it. */
function squaredScore(delta: number, gained: number, lost: number, n: number): number {
  let [low, high] = [Math.max(0, -delta), (1 - delta) / 2]
  const logLikelihood = (q: number) =>
    times(gained, q + delta) + times(lost, q) + times(n - gained - lost, 1 - 2 * q - delta)
  for (let step = 0; step < 200; step++) {
    const [left, right] = [low + (high - low) / 3, high - (high - low) / 3]
    if (logLikelihood(left) < logLikelihood(right)) low = left
    else high = right
  }
  return (gained - lost - n * delta) ** 2 / (n * (2 * low + delta * (1 - delta)))
}

const times = (count: number, p: number) => (count === 0 ? 0 : count * Math.log(Math.max(p, 1e-300)))
