import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import {
  caughtLoss,
  detectableDifference,
  differenceError,
  gateOdds,
  questionsNeeded,
  repeatsNeeded,
} from '../../../results/statistics/power.ts'

const RULE = { margin: 0.05, alpha: 0.05 }
const spread = { question: 0.05, repeat: 0.2 }

describe('differenceError', () => {
  it('is √(ψ/n) for one answer each', () => {
    expect(differenceError({ question: 0, repeat: 0.09 }, 1319)).toBeCloseTo(Math.sqrt(0.09 / 1319), 12)
  })

  it('falls with repeats to a floor', () => {
    expect(differenceError(spread, 100, 4)).toBeCloseTo(Math.sqrt(0.1 / 100), 12)
    expect(differenceError(spread, 100, Number.POSITIVE_INFINITY)).toBeCloseTo(Math.sqrt(0.05 / 100), 12)
  })

  it('does not fall at temperature 0', () => {
    const greedy = { question: 0.1, repeat: 0 }
    expect(differenceError(greedy, 100, 50)).toBe(differenceError(greedy, 100, 1))
  })
})

describe('detectableDifference', () => {
  it('is 2.8 standard errors', () => {
    // z(0.975) + z(0.8) = 1.95996 + 0.84162.
    expect(detectableDifference(1)).toBeCloseTo(2.80159, 5)
  })

  it('is the example of Miller 2024, section 5', () => {
    // ω² = 1/9 and no luck: 969 independent questions are needed for a difference of 3 points at 80% power.
    const error = (n: number) => differenceError({ question: 1 / 9, repeat: 0 }, n)
    expect(detectableDifference(error(969))).toBeLessThanOrEqual(0.03)
    expect(detectableDifference(error(968))).toBeGreaterThan(0.03)
  })
})

describe('gateOdds', () => {
  it('are α at the margin: that is what α means', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 0.2, noNaN: true }), (standardError) => {
        expect(gateOdds(standardError, RULE, -RULE.margin).pass).toBeCloseTo(0.05, 9)
      }),
    )
  })

  it('are worked by hand', () => {
    // m = 3 SE: Φ(3 − 1.64485) and Φ(−3).
    const { pass, regressed } = gateOdds(1, { margin: 3, alpha: 0.05 })
    expect(pass).toBeCloseTo(0.9123, 4)
    expect(regressed).toBeCloseTo(0.00135, 5)
  })

  it('never blame an equal model more often than α', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-4, max: 2, noNaN: true }), (standardError) => {
        expect(gateOdds(standardError, RULE).regressed).toBeLessThanOrEqual(0.05 + 1e-12)
      }),
    )
  })
})

describe('caughtLoss', () => {
  it('is the loss that is called REGRESSED with that chance', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.001, max: 0.2, noNaN: true }),
        fc.double({ min: 0.5, max: 0.99, noNaN: true }),
        (standardError, power) => {
          const loss = caughtLoss(standardError, RULE, power)
          expect(gateOdds(standardError, RULE, -loss).regressed).toBeCloseTo(power, 9)
        },
      ),
    )
  })
})

describe('what is needed for an equal model to pass', () => {
  it('is the fewest questions that are enough', () => {
    const n = questionsNeeded(spread, 2, RULE, 0.85)
    expect(gateOdds(differenceError(spread, n, 2), RULE).pass).toBeGreaterThanOrEqual(0.85)
    expect(gateOdds(differenceError(spread, n - 1, 2), RULE).pass).toBeLessThan(0.85)
  })

  it('is the fewest repeats that are enough', () => {
    const k = repeatsNeeded(spread, 200, RULE, 0.8) ?? Number.NaN
    expect(k).toBeGreaterThan(1)
    expect(gateOdds(differenceError(spread, 200, k), RULE).pass).toBeGreaterThanOrEqual(0.8)
    expect(gateOdds(differenceError(spread, 200, k - 1), RULE).pass).toBeLessThan(0.8)
  })

  it('has a floor that repeats cannot pass', () => {
    // 0.05/120 leaves z = 0.05/0.0204 = 2.45 − 1.645: 79% at best.
    expect(repeatsNeeded(spread, 120, RULE, 0.8)).toBeUndefined()
    expect(gateOdds(differenceError(spread, 120, Number.POSITIVE_INFINITY), RULE).pass).toBeLessThan(0.8)
  })

  it('is one repeat or none at temperature 0', () => {
    expect(repeatsNeeded({ question: 0.05, repeat: 0 }, 1000, RULE)).toBe(1)
    expect(repeatsNeeded({ question: 0.5, repeat: 0 }, 100, RULE)).toBeUndefined()
  })
})
