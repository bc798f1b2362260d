import { describe, expect, it } from 'vitest'
import { lastResult, markedResult } from '../../../scorers/extract/result.ts'

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

describe('markedResult', () => {
  it.each([
    ['18 for 3 friends = 6 each', '18'],
    ['3 + 4 = 7 apples for 2', '7'],
    ['Ann makes 18 dollars in 3 days', '18'],
    ['18 (9 × 2)', '18'],
    ['day 3', '3'],
  ])('of %j is %s', (passage, value) => expect(markedResult(passage)).toMatchObject({ value }))

  it.each(['', '5-7', '5 to 7 days', '12:30 on 3 days', '5 hours and 30 minutes', '1. Add 3'])(
    'of %j is none',
    (passage) => expect(markedResult(passage)).toBeNull(),
  )
})
