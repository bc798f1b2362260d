import { describe, expect, it } from 'vitest'
import { bootstrap } from '../../../results/statistics/bootstrap.ts'
import { meanDifference } from '../../../results/statistics/mean-difference.ts'
import { unseenShare } from '../../../results/statistics/mean-interval.ts'
import { clusteredValues, plainMean, weightedMeans } from '../../../results/statistics/strata.ts'
import { DARWIN } from '../../helpers/darwin.ts'

const options = { draws: 1_000 }

describe('meanDifference', () => {
  it('never has an interval of no width: equal models are not told apart for ever', () => {
    const difference = meanDifference(plainMean(Array(80).fill(0)), [-9, 9])
    const unseen = 9 * unseenShare(80, 0.975)
    expect(difference?.interval(0.95)).toEqual([-unseen, unseen])
    expect(difference?.p).toBe(1)
  })

  it('is at least as wide for few values', () => {
    const { mean = 0, interval } = meanDifference(plainMean([1, 1, 1, 1, 1.5]), [-9, 9], options) ?? {}
    const [low, high] = interval?.(0.95) ?? [0, 0]
    expect(low).toBeCloseTo(mean - unseenShare(5, 0.975) * (mean + 9), 12)
    expect(high).toBeCloseTo(mean + unseenShare(5, 0.975) * (9 - mean), 12)
  })

  it('is the bootstrap’s for many', () => {
    const values = [...DARWIN, ...DARWIN, ...DARWIN]
    expect(meanDifference(plainMean(values), [-100, 100], options)?.interval(0.95)).toEqual(
      bootstrap(plainMean(values), options)?.interval(0.95),
    )
  })

  // Fisher 1935, section 21, as in the test of signFlipTest.
  it('flips signs', () => expect(meanDifference(plainMean(DARWIN), [-100, 100], options)?.p).toBe(1726 / 32_768))

  it('flips whole clusters', () => {
    const turns = DARWIN.map((value) => [value, value])
    expect(meanDifference(clusteredValues(turns), [-100, 100], options)?.p).toBe(1726 / 32_768)
    // Three clusters, all above 0: two of eight patterns are as extreme.
    const three = clusteredValues([[1, 2, 3], [0.5], [4, 4]])
    expect(meanDifference(three, [-9, 9], options)?.p).toBe(2 / 8)
  })

  it('weighs what it flips', () => {
    const groups = [
      { weight: 0.9, values: [2, 2] },
      { weight: 0.1, values: [-6, -6] },
    ]
    // Contributions 0.9, 0.9, −0.3, −0.3: of 16 patterns, |sum| ≥ 1.2 in (±0.9 ±0.9) × (4 of which 3 reach it).
    expect(meanDifference(weightedMeans(groups), [-9, 9], options)?.p).toBe(6 / 16 + 2 / 16)
  })

  it('is not there without differences', () => expect(meanDifference(plainMean([]), [-1, 1])).toBeUndefined())
})
