import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mcnemarExact } from '../../../results/statistics/mcnemar.ts'
import { normalCdf } from '../../../results/statistics/normal.ts'
import { signFlipTest } from '../../../results/statistics/sign-flip.ts'
import { DARWIN } from '../../helpers/darwin.ts'

const eighths = (length: { minLength: number; maxLength: number }) =>
  fc.array(fc.integer({ min: -8, max: 8 }), length).map((values) => values.map((value) => value / 8))

describe('signFlipTest', () => {
  // Fisher 1935, section 21: of 32,768 patterns 863 in each tail are as extreme as Darwin's.
  it('reproduces Fisher’s count on Darwin’s maize', () => expect(signFlipTest(DARWIN)).toBe((2 * 863) / 32_768))

  it.each([[[]], [[0, 0, 0]]])('sees nothing in %j', (differences) => expect(signFlipTest(differences)).toBe(1))

  it('leaves zeros out, and counts all patterns of the rest', () => {
    expect(signFlipTest([0.5, 0, 0.25, 0])).toBe(0.5)
    expect(signFlipTest([1, 1, 1, 0])).toBe(0.25)
  })

  it('is McNemar’s exact test for whole gains and losses', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 8 }), fc.integer({ min: 0, max: 8 }), (gained, lost) => {
        const differences = [...Array(gained).fill(1), ...Array(lost).fill(-1)]
        expect(signFlipTest(differences)).toBeCloseTo(mcnemarExact(gained, lost), 12)
      }),
    )
  })

  it.each([
    [20, 40],
    [100, 100],
    [230, 300],
  ])('comes near McNemar’s exact test when patterns are drawn: %d gained, %d lost', (gained, lost) => {
    const differences = [...Array(gained).fill(1), ...Array(lost).fill(-1)]
    const exact = mcnemarExact(gained, lost)
    const noise = Math.sqrt((exact * (1 - exact)) / 9_999)
    expect(Math.abs(signFlipTest(differences) - exact)).toBeLessThanOrEqual(4 * noise + 2e-4)
  })

  it('is the normal limit for very many different magnitudes', () => {
    const differences = Array.from({ length: 12_000 }, (_, index) => (index % 2 === 0 ? 1 : -0.98) * (1 + index / 1e5))
    const z = Math.abs(differences.reduce((a, b) => a + b)) / Math.hypot(...differences)
    expect(signFlipTest(differences)).toBeCloseTo(2 * normalCdf(-z), 6)
    // The same, were there magnitudes few enough to be drawn.
    const coarse = differences.map((value) => Number(value.toFixed(3)))
    expect(signFlipTest(coarse)).toBeCloseTo(signFlipTest(differences), 1)
  })

  it('is never 0', () => expect(signFlipTest(Array(500).fill(1))).toBe(1 / 10_000))

  it('cares neither for the order nor for the sides', () => {
    fc.assert(
      fc.property(eighths({ minLength: 0, maxLength: 40 }), fc.nat(), (differences, at) => {
        const p = signFlipTest(differences)
        const cut = at % (differences.length + 1)
        expect(signFlipTest([...differences.slice(cut), ...differences.slice(0, cut)])).toBe(p)
        expect(signFlipTest(differences.map((value) => -value))).toBe(p)
      }),
      { numRuns: 30 },
    )
  })

  it('gives the same p for the same seed, and nearly the same for another', () => {
    const differences = Array.from({ length: 60 }, (_, index) => (((index * 7) % 13) - 5) / 8)
    expect(signFlipTest(differences, 7)).toBe(signFlipTest(differences, 7))
    expect(signFlipTest(differences, 8)).toBeCloseTo(signFlipTest(differences, 7), 1)
  })
})
