import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bracketRating, fastChatRating } from '../../../../scorers/extract/rating/rating.ts'
import { BRACKET_RULES, ratingRuleNamed } from '../../../../scorers/extract/rating/rating-rules.ts'

const read = (rule: typeof bracketRating, text: string) => rule.read(text)?.rating ?? null

describe('a rating in brackets', () => {
  it.each([
    ['Rating: [[8]]', 8],
    ['[[8.5]]', 8.5],
    ['[[ 8 ]]', 8],
    ['**[[9]]**', 9],
    ['Rating: [[10]]', 10],
    ['I first thought [[3]], but the proof holds. Rating: [[7]]', 7],
    ['Rating: [[15]]', null],
    ['Rating: [[0]]', null],
    ['[[8/10]]', 8],
    ['[8]', 8],
    ['see [1] and rating 8', 8],
    ['Rating: 8', 8],
    ['Rating: [[8', null],
    ['Rating: [[rating]]', null],
    ['', null],
  ])('%j is read as %j', (text, rating) => expect(read(bracketRating, text)).toBe(rating))
})

/** As run on FastChat's own expressions; the table is in the specification. */
describe('FastChat’s rule', () => {
  it.each([
    ['[[8]]', 8],
    ['[[8.5]]', 8.5],
    ['[[8.]]', 8],
    ['[8]', 8],
    ['**[[9]]**', 9],
    ['[[3]] … [[7]]', 3],
    ['[1] … [[7]]', 7],
    ['[[15]]', 15],
    ['[[ 8 ]]', null],
    ['[[8/10]]', null],
    ['Rating: 8', null],
    ['see [1] and rating 8', 1],
    ['a [[note]] and [2]', 2],
  ])('%j is read as %j', (text, rating) => expect(read(fastChatRating, text)).toBe(rating))
})

describe.each(BRACKET_RULES)('rule $name', (rule) => {
  const pieces = fc.constantFrom('[', ']', '[[', ']]', '8', '.', ' ', '1'.repeat(400), '/', '\n', 'Rating: ', '–')
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(pieces, { maxLength: 60 }).map((parts) => parts.join('')),
  )

  it('finds a finite number or nothing, whatever it is given', () => {
    fc.assert(
      fc.property(text, (any) => {
        const found = rule.read(any)
        expect(found === null || Number.isFinite(found.rating)).toBe(true)
      }),
    )
  })

  it.each(['[['.repeat(200_000), `[[${'1'.repeat(400_000)}`, `[[${' '.repeat(400_000)}`, '[[1.'.repeat(100_000)])(
    'does not hang on a long row of almost-ratings',
    (long) => expect(rule.read(long)).toBeNull(),
  )
})

it('is told apart by name, with a suggestion for a slip', () => {
  expect(ratingRuleNamed('reference', BRACKET_RULES)).toBe(fastChatRating)
  expect(() => ratingRuleNamed('refrence', BRACKET_RULES)).toThrow(/no rule "refrence"/)
})
