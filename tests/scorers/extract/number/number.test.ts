import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { number } from '../../../../scorers/extract/number/number.ts'
import { firstScalar } from '../../../../scorers/extract/number/scalar.ts'
import { cpuMs } from '../../../helpers/cpu-time.ts'

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
    expect(number.extract(text)).toMatchObject({ answer: '18', via, explicit, span: [start, start + 2] })
  })

  it.each([
    ['\\boxed{9} eggs are left.\n#### 18', 'whatever its kind'],
    ['#### 9 eggs are left\nEach brings $2. The answer is 18.', 'whatever its kind, again'],
    ['She keeps \\boxed{9} eggs, so the answer is 18.', 'in one line'],
    ['#### 18\n\nThe answer is that the 3 ducks lay eggs.', 'a number after the mark before one in prose'],
    ['The answer is not \\boxed{20} but \\boxed{18}.', 'what is not denied'],
    ['So it is \\boxed{18}, and it would be wrong to say \\boxed{20}.', 'what is not called wrong'],
    ['If the answer is 20, she sold all. So it is 18.', 'what is not supposed'],
    ['One may think the answer is 20. It is 18.', 'what others may think'],
    ['I first said the answer is 20, but the correct value is 18.', 'what is said now'],
    ['#### 20\n\nWait, I made a mistake. It should be 18.', 'a correction'],
    ['The answer is 20. Actually, it is 18.', 'a turn of mind'],
    ['#### 18\n\nLet me verify: 16 - 7 = 9. That is right.', 'no correction in a check'],
    ['#### 18\n\nA common mistake is to forget the 2 ducks, which gives 16.', 'nor in what others do wrong'],
    ['The answer to the first part is 9.\n9 × 2 = 18', 'what is more than a part'],
    ['18 is the answer, since 3 boxes hold 6 each.', 'a number before its mark'],
    ['Answer: ~~20~~ 18', 'what is not struck out'],
    ['Result: 18\nNote: the answer is 20 with tips.', 'what is no note'],
  ])('reads 18 in %j: of marks, the last that is meant: %s', (text) => expect(number.extract(text)?.answer).toBe('18'))

  it.each([
    '12 - 20 = -8\n#### Not possible',
    'There are 12 of 20.\n#### Cannot be determined',
    'It is 3.\n\\boxed{\\text{None}}',
    '#### 18\n\n#### 18 or 19',
    'It is 3. The answer is unknown.',
  ])('finds no answer in %j, whatever else there is', (text) => expect(number.extract(text)).toBeNull())

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
        // Number words and calculations have tests of their own.
        if (found === null || found.evaluate !== undefined || !/[\d½]/.test(text)) return
        // After an equals sign a minus may stand apart: `= - 5`.
        // A currency before it, which makes `$3m` three million, is no part of the span.
        const written = text.slice(...found.span)
        expect([firstScalar(`= ${written}`), firstScalar(`= $${written}`)]).toContain(found.answer)
      }),
      { numRuns: 2000 },
    )
  })

  it('gives an answer that it reads as the same answer', () => {
    fc.assert(
      fc.property(replies, (text) => {
        const found = number.extract(text)
        const answer = found?.answer
        if (answer === undefined || found?.evaluate !== undefined) return
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
    const reply = `1${piece.repeat(2 ** 18 / piece.length)}!`
    expect(cpuMs(() => number.extract(reply))).toBeLessThan(5000)
  })
})
