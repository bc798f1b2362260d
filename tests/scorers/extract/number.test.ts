import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { number } from '../../../scorers/extract/number.ts'
import { firstScalar } from '../../../scorers/extract/scalar.ts'

describe('the number rule', () => {
  it.each([
    ['\\boxed{18}', 'boxed', true],
    ['#### 18', 'hashes', true],
    ['The answer is 18.', 'phrase', true],
    ['Answer: Ann makes 18 dollars.', 'phrase', false],
    ['So Ann makes **18** dollars.', 'bold', false],
    ['9 * 2 = 18', 'equals', false],
    ['So Ann makes 18 dollars.', 'last-number', false],
  ])('reads %j by its branch %s', (text, via, explicit) => {
    const start = text.lastIndexOf('18')
    expect(number.extract(text)).toEqual({ answer: '18', via, explicit, span: [start, start + 2] })
  })

  it.each([
    ['#### 9\nThe answer is 8.\n\\boxed{18}, or **7**', 'a box before all else'],
    ['The answer is 9.\n#### 18\nor 7', '#### before words'],
    ['**9**, so the answer is 18, not 7', 'words before bold'],
    ['It is **18**. 9 of 7', 'bold before the last number'],
    ['\\boxed{9} \\boxed{18}', 'the last box'],
    ['\\boxed{18} \\boxed{?}', 'the last box with a number'],
    ['#### 9\n#### 18\n#### Checked', 'the last #### with a number'],
    ['The answer is 9. No, the answer is 18. The answer is final.', 'the last words with a number'],
    ['The answer is what 9 boxes hold, 18. There were 3 more.', 'prose after "is" to the end of its sentence'],
    ['**Final Answer:** Ann sells 9.\nShe gets $18.\n\nThat took 3 steps.', 'after "Final answer:" to a blank line'],
    ['Answer: Ann sells 9.\n\nEach brings $2.\n\nShe gets $18.', 'after "Answer:" to the end'],
    ['To answer how many are left, note that there are 9.\n9 * 2 = 18', 'for that was no mark'],
    ['To find the answer we note there are 9.\nSo 18.', 'for that was no mark'],
    ['Answer:\n1. Ann sells 9.\n2. She gets $18.', 'and not a list number'],
  ])('reads 18 in %j: %s', (text) => expect(number.extract(text)?.answer).toBe('18'))

  it.each([
    ['18.00', '18', true],
    ['1080', '1,080', true],
    ['0.75', '3/4', true],
    ['-10', '-10', true],
    ['10', '-10', false],
    ['18', 'eighteen', false],
  ])('compares %s with the target %s as numbers', (answer, target, equal) =>
    expect(number.equal(answer, target)).toBe(equal),
  )

  it('reads no further back than 256 Ki characters', () => {
    const filler = 'and so on '.repeat(30_000)
    expect(number.extract(`\\boxed{18} ${filler}`)).toBeNull()
    expect(number.extract(`${filler}\\boxed{18}`)?.span).toEqual([filler.length + 7, filler.length + 9])
  })
})

const pieces = [
  ...[
    '\\boxed{',
    '}',
    '####',
    ' ',
    '\n',
    'The answer is',
    'Answer:',
    '**',
    '$',
    '=',
    '(',
    ')',
    '-',
    '−',
    '.',
    ',',
    '%',
  ],
  ...[
    '1',
    '18',
    '1,080',
    '3/4',
    '\\frac{',
    '{,}',
    '×10^',
    '1.5e3',
    '½',
    '１８',
    '12:30',
    'Step 3',
    'apples',
    '答案',
    '5 hours',
  ],
]
const replies = fc
  .array(fc.oneof(fc.constantFrom(...pieces), fc.string()), { maxLength: 40 })
  .map((parts) => parts.join(''))

describe('for any reply, the number rule', () => {
  it('takes its answer from a span that holds that number', () => {
    fc.assert(
      fc.property(replies, (text) => {
        const found = number.extract(text)
        if (found === null) return
        // After an equals sign a minus may stand apart: `= - 5`.
        expect(firstScalar(`= ${text.slice(...found.span)}`)).toBe(found.answer)
      }),
      { numRuns: 2000 },
    )
  })

  it('gives an answer that it reads as the same answer', () => {
    fc.assert(
      fc.property(replies, (text) => {
        const answer = number.extract(text)?.answer
        if (answer === undefined) return
        expect(number.extract(answer)?.answer).toBe(answer)
        expect(number.equal(answer, answer)).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })

  it.each([
    ...pieces,
    '1 ',
    '-1',
    '1/',
    '.1',
    ',080',
    '\\,080',
    '####5-3 ',
    'answer is 5-3 ',
    'A:\n',
    '(1)',
    '1+',
    '5 to 6 ',
  ])('takes no more than linear time for %j repeated', (piece) => {
    const start = performance.now()
    number.extract(`1${piece.repeat(2 ** 18 / piece.length)}!`)
    expect(performance.now() - start).toBeLessThan(5000)
  })
})
