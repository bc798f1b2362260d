import { describe, expect, it } from 'vitest'
import { earlyStopLevels, escalationLevels } from '../../../results/design/stages.ts'
import { normalQuantile } from '../../../results/statistics/normal.ts'
import { gateOdds } from '../../../results/statistics/power.ts'
import { type PlannedLook, sequentialOdds } from '../../../results/statistics/sequential-odds.ts'
import { luckOf } from '../../../tools/bench/simulated.ts'

const MARGIN = 0.025
const ALPHA = 0.05

/** 1, 2, 4 answers, three quarters of the variance luck. */
function escalation(error = 0.0087): PlannedLook[] {
  const answers = [1, 2, 4]
  const errors = answers.map((k) => error * Math.sqrt(0.25 + 0.75 / k))
  const levels = escalationLevels(errors, 3, ALPHA)
  return errors.map((standardError, at) => ({ standardError, level: levels[at] ?? 0, asked: answers[at] ?? 0 }))
}

function earlyStop(error = 0.0087): PlannedLook[] {
  const sizes = [200, 400, 600, 800, 1000]
  const levels = earlyStopLevels(sizes, 1000, ALPHA)
  return sizes.map((size, at) => ({
    standardError: error * Math.sqrt(1000 / size),
    level: levels[at] ?? 0,
    asked: size / 1000,
  }))
}

describe('the odds of a plan of looks', () => {
  it.each([0, 0.01, -0.025, -0.05])('are those of a single look where there is one, at a difference of %d', (delta) => {
    const one = sequentialOdds([{ standardError: 0.0087, level: ALPHA, asked: 7 }], MARGIN, delta)
    const known = gateOdds(0.0087, { margin: MARGIN, alpha: ALPHA }, delta)
    expect(one.pass).toBeCloseTo(known.pass, 6)
    expect(one.regressed).toBeCloseTo(known.regressed, 6)
    expect(one.asked).toBeCloseTo(7)
  })

  it.each([
    ['escalation', escalation()],
    ['early stop', earlyStop()],
  ])('pass a model that is worse by the margin with no more than α: %s', (_, looks) => {
    const { pass } = sequentialOdds(looks, MARGIN, -MARGIN)
    expect(pass).toBeLessThan(ALPHA + 0.0005)
    expect(pass).toBeGreaterThan(0.03)
  })

  it.each([
    ['escalation', escalation(), 0],
    ['escalation of a worse model', escalation(0.012), -0.0125],
    ['early stop', earlyStop(), 0],
  ])('are those of simulated paths: %s', (_, looks, delta) => {
    const { normal } = luckOf(5)
    const trials = 60_000
    let [passed, regressed, asked] = [0, 0, 0]
    for (let trial = 0; trial < trials; trial++) {
      let [score, information] = [0, 0]
      for (const [at, look] of looks.entries()) {
        const next = 1 / look.standardError ** 2
        score += delta * (next - information) + normal(Math.sqrt(next - information))
        information = next
        const z = -normalQuantile(look.level)
        const estimate = score / information
        const isPass = estimate > -MARGIN + z * look.standardError
        const isRegressed = estimate < -Math.max(MARGIN, z * look.standardError)
        if (isPass) passed++
        if (isRegressed) regressed++
        if (!isPass && !isRegressed && at < looks.length - 1) continue
        asked += look.asked
        break
      }
    }
    const odds = sequentialOdds(looks, MARGIN, delta)
    expect(Math.abs(odds.pass - passed / trials)).toBeLessThan(0.007)
    expect(Math.abs(odds.regressed - regressed / trials)).toBeLessThan(0.007)
    expect(odds.asked / (asked / trials)).toBeCloseTo(1, 2)
  })

  it('gain nothing from a look that brings nothing new', () => {
    const look = { standardError: 0.0087, level: 0.0226, asked: 1 }
    const twice = sequentialOdds([look, { ...look, asked: 2 }], MARGIN)
    expect(twice.pass).toBeCloseTo(sequentialOdds([look], MARGIN).pass, 10)
    expect(twice.asked).toBeGreaterThan(1)
  })
})
