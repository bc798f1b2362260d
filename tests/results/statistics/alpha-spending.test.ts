import { describe, expect, it } from 'vitest'
import { lookLevels, openEnded, planned, spentBy } from '../../../results/statistics/alpha-spending.ts'
import { normalQuantile } from '../../../results/statistics/normal.ts'
import { randomBits } from '../../../results/statistics/random-bits.ts'

/** Standard errors of looks that each bring as much news as the one before. */
const equalLooks = (count: number) => Array.from({ length: count }, (_, index) => 1 / Math.sqrt(index + 1))

describe('lookLevels', () => {
  it('reproduces the Pocock-like boundary of Lan and DeMets for five equal looks', () => {
    // gsDesign (R), sfLDPocock, one-sided 0.025: 2.4380, 2.4268, 2.4101, 2.3966, 2.3859.
    const limits = lookLevels(equalLooks(5), 0.025, planned(5)).map((level) => -normalQuantile(level))
    for (const [index, limit] of [2.438, 2.4268, 2.4102, 2.3966, 2.386].entries()) {
      expect(Math.abs((limits[index] ?? 0) - limit)).toBeLessThan(2e-4)
    }
  })

  it('gives a single look all there is, and a second nothing when one was planned', () => {
    const [first, second] = lookLevels(equalLooks(2), 0.05, planned(1))
    expect(first).toBeCloseTo(0.05, 9)
    expect(second).toBe(0)
  })

  it('keeps most for the first look, and something for each later one', () => {
    const levels = lookLevels(equalLooks(8), 0.05)
    expect(levels[0]).toBeCloseTo(0.05 * Math.log1p((Math.E - 1) * 0.75), 9)
    for (const [index, level] of levels.entries()) {
      expect(level).toBeGreaterThan(0)
      if (index > 0) expect(level).toBeLessThan(levels[index - 1] ?? 0)
    }
  })

  it('does not depend on what comes later', () => {
    const [first, second] = lookLevels(equalLooks(6), 0.05)
    expect(lookLevels(equalLooks(2), 0.05)).toEqual([first, second])
  })

  it('knows a look without news', () => {
    const [first, again] = lookLevels([0.02, 0.02], 0.05)
    expect(again).toBe(first)
  })

  it('lets a model that is worse by the margin pass at most so often, over all looks', () => {
    const bits = randomBits(3)
    const looks = [1, 2, 4, 8, 16]
    // Questions differ too: repeats bring less and less.
    const errors = looks.map((repeats) => Math.sqrt(0.3 + 1 / repeats))
    const levels = lookLevels(errors, 0.05)
    const trials = 20_000
    let passed = 0
    for (let trial = 0; trial < trials; trial++) {
      const question = Math.sqrt(0.3) * normalQuantile((bits() + 0.5) / 2 ** 32)
      let luck = 0
      let seen = 0
      const passes = looks.some((repeats, look) => {
        luck += Math.sqrt(repeats - seen) * normalQuantile((bits() + 0.5) / 2 ** 32)
        seen = repeats
        return (question + luck / repeats) / (errors[look] ?? 1) > -normalQuantile(levels[look] ?? 0)
      })
      if (passes) passed++
    }
    const share = passed / trials
    expect(share).toBeLessThan(0.05 + 4 * Math.sqrt((0.05 * 0.95) / trials))
    expect(share).toBeGreaterThan(0.04)
  })
})

describe('the clocks', () => {
  it('run from nothing to all of α', () => {
    expect(spentBy(0, 0.05)).toBe(0)
    expect(spentBy(1, 0.05)).toBeCloseTo(0.05, 12)
    expect(openEnded(1)).toBe(0.75)
    expect(openEnded(30)).toBeCloseTo(1, 12)
    expect([1, 2, 3, 4].map(planned(3))).toEqual([1 / 3, 2 / 3, 1, 1])
  })
})
