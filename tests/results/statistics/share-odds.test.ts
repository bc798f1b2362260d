import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mcnemarExact, worseP } from '../../../results/statistics/mcnemar.ts'
import { differenceError, gateOdds } from '../../../results/statistics/power.ts'
import { randomBits } from '../../../results/statistics/random-bits.ts'
import { shareOdds } from '../../../results/statistics/share-odds.ts'
import { tangoInterval } from '../../../results/statistics/tango.ts'

const alpha = 0.05

describe('shareOdds', () => {
  it('are those of a gate that is tried many times', () => {
    const [pairs, discordance, delta, margin] = [164, 0.12, -0.03, 0.08]
    const bits = randomBits(9)
    const trials = 4_000
    const counted = { pass: 0, regressed: 0 }
    for (let trial = 0; trial < trials; trial++) {
      let [gained, lost] = [0, 0]
      for (let pair = 0; pair < pairs; pair++) {
        const luck = bits() / 2 ** 32
        if (luck < (discordance + delta) / 2) gained++
        else if (luck < discordance) lost++
      }
      const [low] = tangoInterval(gained, lost, pairs, 1 - 2 * alpha) ?? [Number.NaN]
      if (low > -margin) counted.pass++
      const p = worseP(gained - lost, mcnemarExact(gained, lost))
      if ((gained - lost) / pairs < -margin && p < alpha) counted.regressed++
    }
    const odds = shareOdds({ pairs, discordance, delta }, { margin, alpha })
    const noise = (p: number) => 4 * Math.sqrt((p * (1 - p)) / trials)
    expect(Math.abs(odds.pass - counted.pass / trials)).toBeLessThan(noise(odds.pass))
    expect(Math.abs(odds.regressed - counted.regressed / trials)).toBeLessThan(noise(odds.regressed))
  })

  it('come near the normal ones for many questions', () => {
    const rule = { margin: 0.01, alpha }
    const exact = shareOdds({ pairs: 13_190, discordance: 0.1 }, rule)
    const normal = gateOdds(differenceError({ question: 0, repeat: 0.1 }, 13_190), rule)
    expect(exact.pass).toBeCloseTo(normal.pass, 2)
    expect(exact.regressed).toBeCloseTo(normal.regressed, 3)
  })

  it('let a model that is worse by the margin pass about as often as α says', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 150, max: 1500 }),
        fc.double({ min: 0.15, max: 0.5, noNaN: true }),
        fc.double({ min: 0.02, max: 0.1, noNaN: true }),
        (pairs, discordance, margin) => {
          const { pass } = shareOdds({ pairs, discordance, delta: -margin }, { margin, alpha })
          expect(pass).toBeGreaterThan(0.03)
          expect(pass).toBeLessThan(0.065)
        },
      ),
      { numRuns: 40 },
    )
  })

  it.each([0.02, 0.1, 0.3, 1])('never blame an equal model more often than α at a discordance of %d', (discordance) => {
    for (const pairs of [20, 80, 164, 1319]) {
      expect(shareOdds({ pairs, discordance }, { margin: 0, alpha }).regressed).toBeLessThanOrEqual(alpha)
      expect(shareOdds({ pairs, discordance }, { margin: 0.08, alpha }).regressed).toBeLessThanOrEqual(alpha)
    }
  })

  it('are certain when nothing can differ', () => {
    expect(shareOdds({ pairs: 1319, discordance: 0 }, { margin: 0.025, alpha })).toEqual({ pass: 1, regressed: 0 })
    expect(shareOdds({ pairs: 10, discordance: 0 }, { margin: 0.025, alpha })).toEqual({ pass: 0, regressed: 0 })
    expect(shareOdds({ pairs: 60, discordance: 1, delta: -1 }, { margin: 0.1, alpha }).regressed).toBeCloseTo(1, 9)
  })
})
