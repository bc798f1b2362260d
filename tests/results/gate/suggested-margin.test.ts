import fc from 'fast-check'
import { expect, it } from 'vitest'
import { pairedDifference } from '../../../results/compare/difference.ts'
import { marginSuggestion, suggestedMargin } from '../../../results/gate/suggested-margin.ts'
import { shareOdds } from '../../../results/statistics/share-odds.ts'

const RULE = { alpha: 0.05 }
const seenIn = (differences: readonly number[], range: [number, number] = [0, 1]) => {
  const seen = pairedDifference(differences, range[1] === 1, range)
  return { seen, facts: { range } } as Parameters<typeof suggestedMargin>[0]
}
const flips = (n: number, gained: number, lost: number) =>
  Array.from({ length: n }, (_, at) => (at < gained ? 1 : at < gained + lost ? -1 : 0))

it('is what an equally good model passes four times out of five', () => {
  fc.assert(
    fc.property(fc.integer({ min: 60, max: 400 }), fc.integer({ min: 5, max: 30 }), (n, percent) => {
      const discordant = Math.round((n * percent) / 200) * 2
      const margin = suggestedMargin(seenIn(flips(n, discordant / 2, discordant / 2))) ?? 0
      const { pass } = shareOdds({ pairs: n, discordance: discordant / n }, { ...RULE, margin: margin / 100 })
      expect(pass).toBeGreaterThanOrEqual(0.8)
    }),
    { numRuns: 25 },
  )
})

it('does not depend on which of the two was better', () => {
  const equal = suggestedMargin(seenIn(flips(200, 12, 12)))
  expect(suggestedMargin(seenIn(flips(200, 24, 0)))).toBe(equal)
  expect(equal).toBe(7)
})

it('is above 0 where no sample differs', () => expect(suggestedMargin(seenIn(flips(100, 0, 0)))).toBe(5.5))

it('is in points of a rating, too', () => {
  const margin = suggestedMargin(seenIn([1, -1, 0, 2, -2, 0, 1, -1, 0, 0], [1, 10])) ?? 0
  expect(margin).toBeGreaterThan(0.5)
  expect(margin).toBeLessThan(1.5)
})

it('is said in a sentence, and not at all without a sample in both', () => {
  expect(marginSuggestion(seenIn(flips(200, 12, 12)))).toMatch(/^These two runs suggest 7: with 200 samples/)
  expect(marginSuggestion({ incomparable: 'no' })).toBe('')
  expect(marginSuggestion({ seen: undefined, facts: {} } as object)).toBe('')
})
