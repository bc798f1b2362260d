import { describe, expect, it } from 'vitest'
import { lastResult } from '../../../../scorers/extract/number/result.ts'

describe('lastResult', () => {
  it.each([
    ['2. So 3 boxes of 6 hold 3 × 6 = 18 apples (see 1.)', '18', 'equals'],
    ['3 * $5 + 2 * $4 = $15 + $8 = $23.', '23', 'equals'],
    ['It is 17.6 ≈ 18 for each of the 3.', '18', 'equals'],
    ['16 - 7 = 9. That leaves 9 for 2 days.', '2', 'last-number'],
    ['**Cost of 3 shirts:** 3 × 6 = 18', '18', 'equals'],
    ['**3 shirts** cost 18', '3', 'bold'],
    ['The 3 of them have __18 apples__.', '18', 'bold'],
    ['**3 × 6 = 18**', '18', 'bold'],
    ['So 18.\n\nAsk me anything!', '18', 'last-number'],
    ['She has 18 left on day 3.', '18', 'last-number'],
    ['She has 18 left after her 3-day trip with the 2nd bus, B-4, seat #5.', '18', 'last-number'],
    ['That is day 3.', '3', 'last-number'],
    ['36 eggs / 2 baskets make 18', '18', 'last-number'],
    ['20% of 90 is 18', '18', 'last-number'],
    ['There are eighteen (18).', '18', 'last-number'],
    ['There are 18, not 17.', '18', 'last-number'],
    ['It rose from 16 to 18', '18', 'last-number'],
    ['Each child gets 18 sweets, with 2 left over.', '18', 'last-number'],
    ['She makes $18 at the market, 7 days a week.', '18', 'last-number'],
    ['Ann is 18 years old in 2024.', '18', 'last-number'],
    ['Tom sells 18 of the 24 pens.', '18', 'last-number'],
    ['So it is 18 because 18 + 2 = 20.', '18', 'last-number'],
    ['Since 3 boxes hold 6 each, there are 18.', '18', 'last-number'],
    ['He has 18 marbles left [2].', '18', 'last-number'],
    ['He has [18].', '18', 'last-number'],
    ['It takes 90 minutes, i.e. 1.5 hours.', '90', 'last-number'],
    ['It takes 5 hours 30 minutes, i.e. 5.5 hours.', '5.5', 'last-number'],
    ['| Total | 18 | 100% |', '18', 'last-number'],
    ['So 18.\n\nNote: a week has 7 days.', '18', 'last-number'],
    ['So 18.\n\nReferences:\n[1] Example 7', '18', 'last-number'],
    ['So 18.\n\nLet me know if 2 other ways help!', '18', 'last-number'],
    ['Note: it takes 3 days.', '3', 'last-number'],
  ])('of %j is %s', (text, value, via) => expect(lastResult(text)).toMatchObject({ value, via }))

  it.each([
    '',
    'none',
    '3 + 4',
    '9 eggs * $2',
    '5-7',
    '5 or 6',
    '3. Subtract',
    'see Step 3',
    '(see 2.)',
    '5 feet 10 inches',
  ])('of %j is none', (text) => expect(lastResult(text)).toBeNull())

  it('knows where it stands', () => {
    const text = '1. First 3 = 3.\n\n\nThen **$1,080**, that is all.\n'
    const { start, end } = lastResult(text) ?? { start: 0, end: 0 }
    expect(text.slice(start, end)).toBe('1,080')
  })
})
