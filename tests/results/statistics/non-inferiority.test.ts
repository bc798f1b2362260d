import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { meanDifference } from '../../../results/statistics/mean-difference.ts'
import { tInterval } from '../../../results/statistics/mean-interval.ts'
import { Moments } from '../../../results/statistics/moments.ts'
import { type IntervalAt, inferiorityP, nonInferiorityP } from '../../../results/statistics/non-inferiority.ts'
import { plainMean } from '../../../results/statistics/strata.ts'
import { tangoInterval } from '../../../results/statistics/tango.ts'
import { DARWIN } from '../../helpers/darwin.ts'
import { studentTCdf } from '../../helpers/student-t.ts'

const maize = Moments.of(DARWIN)
const t: IntervalAt = (confidence) => tInterval(maize, confidence) ?? [Number.NaN, Number.NaN]

describe('p-values read off an interval', () => {
  it.each([0, 0.5, 1, 2])('are those of the one-sided t test for a margin of %d', (margin) => {
    const p = studentTCdf(-(maize.mean + margin) / maize.standardError, 14)
    expect(nonInferiorityP(t, margin)).toBeCloseTo(Math.max(p, 1e-9), 9)
    expect(inferiorityP(t, margin)).toBeCloseTo(Math.min(1 - p, 1 - 1e-9), 9)
  })

  it('say the same of both sides', () => {
    const other: IntervalAt = (confidence) => {
      const [low, high] = t(confidence)
      return [-high, -low]
    }
    expect(nonInferiorityP(other, 3)).toBeCloseTo(studentTCdf((maize.mean - 3) / maize.standardError, 14), 9)
    expect(inferiorityP(other, 0)).toBeCloseTo(studentTCdf(-maize.mean / maize.standardError, 14), 9)
  })

  it.each([
    ['t', t],
    ['BCa', meanDifference(plainMean(DARWIN), [-10, 10], { draws: 2_000 })?.interval],
    ['Tango', (confidence: number) => tangoInterval(12, 25, 160, confidence) ?? [0, 0]],
  ] as const)('agree with the 90%% interval: %s', (_, intervalAt) => {
    if (intervalAt === undefined) throw new Error('no interval')
    const [low, high] = intervalAt(0.9)
    fc.assert(
      fc.property(fc.double({ min: 0, max: 0.3, noNaN: true }), (margin) => {
        expect(nonInferiorityP(intervalAt, margin) < 0.05 - 1e-9).toBe(low > -margin)
        expect(inferiorityP(intervalAt, margin) < 0.05 - 1e-9).toBe(high < -margin)
      }),
      { numRuns: 50 },
    )
  })

  it('fall as the margin grows', () => {
    const ps = [0, 1, 2, 4].map((margin) => nonInferiorityP(t, margin))
    expect(ps).toEqual(ps.toSorted((a, b) => b - a))
  })
})
