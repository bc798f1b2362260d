import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  chanceToSettle,
  type NextLook,
  type SoFar,
  standardErrorAfter,
} from '../../../results/statistics/next-verdict.ts'
import { normalQuantile } from '../../../results/statistics/normal.ts'
import { randomBits } from '../../../results/statistics/random-bits.ts'

const RULE = { margin: 0.025, alpha: 0.05 }
const soFar: SoFar = { estimate: -0.012, lasting: 2.5e-5, luck: 5e-5, answers: 1 }

/** Models whose difference is N(0, τ²), of which only those count whose estimate came out near the given one. */
function simulated(
  { estimate, lasting, luck, answers }: SoFar,
  { more, pools, prior, margin, alpha }: NextLook,
): number {
  const bits = randomBits(11)
  const normal = () => normalQuantile((bits() + 0.5) / 2 ** 32)
  const reach = -normalQuantile(alpha) * standardErrorAfter({ lasting, luck, answers }, { more, pools })
  let [near, settled] = [0, 0]
  while (near < 4_000) {
    const stays = prior * normal() + Math.sqrt(lasting) * normal()
    const first = stays + Math.sqrt(luck / answers) * normal()
    if (Math.abs(first - estimate) > 0.0004) continue
    near++
    const added = stays + Math.sqrt(luck / more) * normal()
    const next = pools ? (answers * first + more * added) / (answers + more) : added
    if (next - reach > -margin || next < -Math.max(margin, reach)) settled++
  }
  return settled / near
}

describe('the chance to settle', () => {
  it.each([
    [1, true, 0],
    [1, true, 0.0125],
    [4, true, 0.0125],
    [3, false, 0],
    [6, false, 0.0125],
  ] as const)('with %d answers more (pooled: %s) and a prior of %d is what comes true', (more, pools, prior) => {
    const look = { ...RULE, more, pools, prior }
    expect(Math.abs(chanceToSettle(soFar, look) - simulated(soFar, look))).toBeLessThan(0.03)
  })

  it('is small where luck is small, whatever was seen: more answers move nothing', () => {
    const steady = { estimate: -0.017, lasting: 7e-5, luck: 1e-6, answers: 1 }
    expect(chanceToSettle(steady, { ...RULE, more: 64, pools: true, prior: 0.0125 })).toBeLessThan(0.01)
    expect(chanceToSettle({ ...steady, luck: 0 }, { ...RULE, more: 64, pools: true, prior: 0 })).toBe(0)
  })

  it('tends to what infinitely many answers would do', () => {
    for (const pools of [true, false]) {
      const chance = (more: number) => chanceToSettle(soFar, { ...RULE, more, pools, prior: 0.0125 })
      expect(chance(1e9)).toBeCloseTo(chance(Number.POSITIVE_INFINITY), 4)
      expect(chance(Number.POSITIVE_INFINITY)).toBeLessThan(1)
    }
  })

  it('is a probability', () => {
    const size = fc.double({ min: 1e-6, max: 0.1, noNaN: true })
    fc.assert(
      fc.property(
        size,
        size,
        size,
        fc.integer({ min: 1, max: 64 }),
        fc.boolean(),
        (estimate, lasting, luck, more, pools) => {
          const chance = chanceToSettle(
            { estimate: -estimate, lasting, luck, answers: 1 },
            { ...RULE, more, pools, prior: estimate },
          )
          expect(chance).toBeGreaterThanOrEqual(0)
          expect(chance).toBeLessThanOrEqual(1)
        },
      ),
    )
  })
})
