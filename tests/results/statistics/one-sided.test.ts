import fc from 'fast-check'
import { expect, it } from 'vitest'
import { mcnemarExact, worseP } from '../../../results/statistics/mcnemar.ts'

it('worseP is half of a two-sided p below 0, and the rest above', () => {
  // X ~ Binomial(5, ½): P(X = 0) of losing all five.
  expect(worseP(-5, mcnemarExact(0, 5))).toBeCloseTo(2 ** -5, 12)
  expect(worseP(5, mcnemarExact(5, 0))).toBeCloseTo(1 - 2 ** -5, 12)
  expect(worseP(0, 1)).toBe(0.5)
})

it('worseP is small for one side only', () => {
  const count = fc.integer({ min: 0, max: 200 })
  fc.assert(
    fc.property(count, count, (gained, lost) => {
      const p = worseP(gained - lost, mcnemarExact(gained, lost))
      const other = worseP(lost - gained, mcnemarExact(lost, gained))
      if (gained !== lost) expect(p + other).toBeCloseTo(1, 12)
      expect(p < 0.5).toBe(gained < lost && mcnemarExact(gained, lost) < 1)
    }),
  )
})
