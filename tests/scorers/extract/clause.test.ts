import { describe, expect, it } from 'vitest'
import { isDoubted } from '../../../scorers/extract/clause.ts'

const before = (text: string) => isDoubted(text, text.length)

describe('a mark is not meant after', () => {
  it.each([
    'So it is not ',
    'I do not think the ',
    "I don't think that the correct ",
    'It would be wrong to say ',
    'The result is 18 instead of ',
    'If the ',
    'Suppose that the ',
    'Someone may think the ',
    'You might be tempted to say that the ',
    'I first said the ',
    'At first I thought the ',
    'It is tempting to say the ',
  ])('%j', (words) => expect(before(words)).toBe(true))
})

describe('a mark is meant after', () => {
  it.each([
    'So the ',
    'If each egg costs $2, the ',
    'I would say the ',
    'We might say the ',
    'Is it 20? No. The ',
    'It is not 20. The ',
    'Bob wrongly counted 20, so the ',
    '',
  ])('%j', (words) => expect(before(words)).toBe(false))
})
