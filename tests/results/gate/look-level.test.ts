import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { levelOf } from '../../../results/gate/look-level.ts'
import { normalQuantile } from '../../../results/statistics/normal.ts'
import { randomBits } from '../../../results/statistics/random-bits.ts'

const ALPHA = 0.05
/** Answers to a question vary, and so do questions: `question` is the part of the variance that no repeat removes. */
const errorAfter = (looks: number, question: number) => Math.sqrt(question + (1 - question) / looks)

function levels(count: number, question: number) {
  const errors = Array.from({ length: count }, (_, at) => errorAfter(at + 1, question))
  return errors.map((now, at) => levelOf(at + 1, ALPHA, { before: errors.slice(0, at), now }))
}

/** How often a model that is worse by exactly the margin passes at least once, each look with all answers so far. */
function everPassed(limits: readonly number[], question: number, trials = 20_000): number {
  const bits = randomBits(7)
  const normal = () => normalQuantile((bits() + 0.5) / 2 ** 32)
  let passed = 0
  for (let trial = 0; trial < trials; trial++) {
    const fixed = Math.sqrt(question) * normal()
    let luck = 0
    const passes = limits.map((limit, at) => {
      luck += Math.sqrt(1 - question) * normal()
      return (fixed + luck / (at + 1)) / errorAfter(at + 1, question) > limit
    })
    if (passes.some(Boolean)) passed++
  }
  return passed / trials
}

describe('the level of a look', () => {
  it('is all of α at the first, and more than an eighth of it at a second with as many new answers', () => {
    const [first, second = 0, third = 0] = levels(3, 0.25)
    expect(first).toBe(ALPHA)
    expect(second).toBeGreaterThan(ALPHA / 8)
    expect(third).toBeLessThan(second)
    expect(levelOf(2, ALPHA)).toBeLessThan(second)
  })

  it.each([0, 0.25, 0.75, 0.98])(
    'lets a model that is worse by the margin pass with 1.18 α at most, where %d stays',
    (question) => {
      const limits = levels(5, question).map((level) => -normalQuantile(level))
      expect(everPassed(limits, question)).toBeLessThan(1.18 * ALPHA + 2 * Math.sqrt((ALPHA * (1 - ALPHA)) / 20_000))
    },
  )

  it('keeps to that where looks do not share their answers, or do not tell how much they knew', () => {
    const alone = Array.from({ length: 30 }, (_, at) => levelOf(at + 1, ALPHA))
    expect(alone.reduce((sum, level) => sum + level, 0)).toBeLessThan(1.18 * ALPHA)
    expect(alone.at(-1)).toBeGreaterThan(0)
    expect(levelOf(3, ALPHA, { before: [0.01], now: 0.009 })).toBe(levelOf(3, ALPHA))
  })

  it('is positive and below α, however the errors turned out', () => {
    const error = fc.double({ min: 1e-4, max: 0.2, noNaN: true })
    fc.assert(
      fc.property(fc.array(error, { minLength: 1, maxLength: 4 }), error, (before, now) => {
        const level = levelOf(before.length + 1, ALPHA, { before, now })
        expect(level).toBeGreaterThan(0)
        expect(level).toBeLessThan(ALPHA)
      }),
      { numRuns: 60 },
    )
  })
})
