import { describe, expect, it } from 'vitest'
import { markedNumber } from '../../../../scorers/extract/number/passage.ts'

describe('what follows a mark', () => {
  it.each([
    ['18 for 3 friends = 6 each', '18'],
    ['3 + 4 = 7 apples for 2', '7'],
    ['Ann makes 18 dollars in 3 days', '18'],
    ['18 (9 × 2)', '18'],
    ['day 3', '3'],
    ['22 = 18 + 4', '22'],
    ['17.6 ≈ 18', '18'],
    ['75 minutes = 1 hour 15 minutes', '75'],
    ['6 ft 3 in = 75 in', '75'],
    ['3 bags × 6 = 18', '18'],
    ['3 rows of 6 students, so 18 students', '18'],
    ['18 dollars, so she makes $126 a week', '18'],
    ['3 times 6, which is 18', '18'],
    ['24 - 6, or 18', '18'],
    ['twice 9, i.e. 18', '18'],
    ['18 eggs or 1.5 dozen', '18'],
    ['5 dollars and 25 cents', '5.25'],
    ['eighteen dollars', '18'],
    ['one hundred and twenty', '120'],
    ['three and a half hours', '3.5'],
    ['eighteen (18)', '18'],
  ])('of %j is %s', (passage, value) => expect(markedNumber(passage)).toMatchObject({ value }))

  it.each([
    ['3*6', '3*6'],
    ['9 * 2 dollars', '9 * 2'],
    ['n = 3 × 6', '3 * 6'],
  ])('of %j is the calculation %s', (passage, expression) =>
    expect(markedNumber(passage)).toMatchObject({ expression }),
  )

  it.each([
    '5-7',
    '5 to 7 days',
    '18 or 19',
    '18 eggs or 19 eggs',
    'between 18 and 20',
    'either 18 or 19',
    '18, 19',
    '18 and 20',
    'Not possible',
    'cannot be determined',
    'none',
    '无解',
  ])('of %j says that there is no single number', (passage) => expect(markedNumber(passage)).toBe('none'))

  it.each(['', '12:30 on 3 days', '5 hours and 30 minutes', '1. Add 3', 'done', 'three-quarters', 'one of them'])(
    'of %j is nothing',
    (passage) => expect(markedNumber(passage)).toBeNull(),
  )
})
