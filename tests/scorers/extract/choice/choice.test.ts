import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { choice } from '../../../../scorers/extract/choice/choice.ts'
import { separateReasoning } from '../../../../scorers/extract/reasoning/reasoning.ts'

const letter = (text: string) => choice.extract(text)?.answer ?? null

describe('a mark', () => {
  it.each([
    // labels
    ['Answer: C', 'C'],
    ['answer: c', 'C'],
    ['ANSWER: C', 'C'],
    ['Answer:C', 'C'],
    ['Answer : C', 'C'],
    ['Answer: C.', 'C'],
    ['Answer: (C)', 'C'],
    ['Answer: [C]', 'C'],
    ['Answer: "C"', 'C'],
    ['Answer: $C$', 'C'],
    ['Answer: `C`', 'C'],
    ['**Answer:** (C)', 'C'],
    ['**Answer: C**', 'C'],
    ['**Answer**: **C**', 'C'],
    ['*Answer*: _C_', 'C'],
    ['### Final Answer: C', 'C'],
    ['### Final answer\n\nC', 'C'],
    ['**Final Answer**\n(C) 12 eV', 'C'],
    ['Answer:\nC', 'C'],
    ['Answer:\n\n**C**', 'C'],
    ['Answer - C', 'C'],
    ['Answer → C', 'C'],
    ['Answer = C', 'C'],
    ['{"answer": "C"}', 'C'],
    ["{'answer': 'C', 'confidence': 1}", 'C'],
    ['Answer: Option C', 'C'],
    ['Answer: option C: 12 eV', 'C'],
    ['Answer: C) 12 eV', 'C'],
    ['Answer: C. 12 eV', 'C'],
    ['Answer: C 12 eV', 'C'],
    ['Answer: C - 12 eV', 'C'],
    ['Answer: C – 12 eV', 'C'],
    ['Answer: C, since the others are slower', 'C'],
    ['Answer: C because the others are slower', 'C'],
    ['Answer: A because the others are slower', 'A'],
    ['Answer: A (12 eV)', 'A'],
    ['Answer: A, since the others are slower', 'A'],
    ['Answer: A\nB is slower.', 'A'],
    ['Correct option: C', 'C'],
    ['Answer choice: C', 'C'],
    ['Final choice: **C**', 'C'],
    ['Answer: <b>C</b>', 'C'],
    ['| Answer | C |\nAnswer: C|', 'C'],
    // boxes
    ['\\boxed{C}', 'C'],
    ['$\\boxed{C}$', 'C'],
    ['\\boxed{\\text{C}}', 'C'],
    ['\\boxed{\\textbf{(C)}}', 'C'],
    ['\\boxed{\\mathrm{C}}', 'C'],
    ['\\boxed{\\mathbf{C}}', 'C'],
    ['\\boxed{\\text{C) } 12\\ \\text{eV}}', 'C'],
    ['\\boxed{\\text{Option C}}', 'C'],
    ['\\boxed{\\text{Answer: C}}', 'C'],
    ['\\boxed{ c }', 'C'],
    ['\\fbox{C}', 'C'],
    ['boxed{C}', 'C'],
    ['Answer: \\boxed{C}', 'C'],
    ['Answer: $\\boxed{\\text{C}}$', 'C'],
    ['Answer: \\(C\\)', 'C'],
    // sentences
    ['The answer is C.', 'C'],
    ['The answer is C', 'C'],
    ['the answer is c.', 'C'],
    ['The answer is (C).', 'C'],
    ['The answer is: C', 'C'],
    ['The answer is **C**.', 'C'],
    ['The answer is A.', 'A'],
    ['The correct answer is option C', 'C'],
    ['The correct option is C: 12 eV', 'C'],
    ['Therefore, the right choice is **(C)**.', 'C'],
    ['The answer must be C', 'C'],
    ['The answer would be most likely C', 'C'],
    ['The answer to this question is C.', 'C'],
    ['The answer is therefore C.', 'C'],
    ['The answer is not A but C.', 'C'],
    ['I conclude that the answer is C.', 'C'],
    ['The final answer is $\\boxed{C}$.', 'C'],
    ['#### C', 'C'],
    // Chinese, full width
    ['答案：C', 'C'],
    ['答案:C', 'C'],
    ['答案是C。', 'C'],
    ['答案为 C', 'C'],
    ['正确答案是选项C。', 'C'],
    ['正确答案：（C）', 'C'],
    ['【答案】C', 'C'],
    ['**答案**：C', 'C'],
    ['答案是C因为其他都慢', 'C'],
    ['答案应该是C', 'C'],
    ['Ａｎｓｗｅｒ：Ｃ', 'C'],
    ['Answer: （Ｃ）', 'C'],
  ])('%j is %s', (text, expected) => {
    const found = choice.extract(text)
    expect([found?.answer, found?.explicit]).toEqual([expected, true])
  })
})

describe('without a mark', () => {
  it.each([
    ['I would go with option C', 'C'],
    ["So I'd choose C.", 'C'],
    ['I pick (C) here.', 'C'],
    ['Option C is correct.', 'C'],
    ['**Option C** is the correct one, **B** is slower.', 'C'],
    ['(C) is the right answer', 'C'],
    ['This corresponds to option C.', 'C'],
    ["B cannot be, so it's C.", 'C'],
    ['因此选C。', 'C'],
    ['所以是C。', 'C'],
    ['故选：C', 'C'],
    ['选项C正确，选项B错误', 'C'],
    ['C', 'C'],
    ['c', 'C'],
    ['(C)', 'C'],
    ['**C**', 'C'],
    ['**(C)**.', 'C'],
    ['$C$', 'C'],
    ['Option C', 'C'],
    ['The others are slower.\n\nC', 'C'],
    ['The others are slower.\n\nC) 12 eV', 'C'],
    ['C. 12 eV', 'C'],
    ['It takes 12 eV (C).', 'C'],
    ['Therefore, C.', 'C'],
    ['Hence (C)', 'C'],
    ['The compound must be A.', 'A'],
  ])('%j is %s, and not explicit', (text, expected) => {
    const found = choice.extract(text)
    expect([found?.answer, found?.explicit]).toEqual([expected, false])
  })
})

describe('of several', () => {
  it.each([
    ['Answer: A\nNo, that is too slow.\nAnswer: C', 'the last mark'],
    ['Answer: A\nNo. The correct answer is option C.', 'whatever its form'],
    ['The answer is \\boxed{A}. Wait.\n**Answer:** C', 'whatever its form, again'],
    ['Answer: C\n\nOption A is correct for cold gases only.', 'a mark before a choice in words'],
    ['The answer is C.\n\n(B)', 'a mark before a letter alone'],
    ['I choose B. No, I choose C.', 'the last choice in words'],
    ['Answer: C\nAnswer: none of these', 'the last mark that a letter follows'],
    ['If the answer is A, heat is lost. The answer is C. Assuming the answer is B, it is not.', 'what is not supposed'],
    ['A) 1 eV\nB) 2 eV\nC) 12 eV\nD) 4 eV\n\nAnswer: C', 'a mark after the options'],
    ['#### A. The first\nslow\n#### D. The last\nslow\n\nAnswer: C', 'a mark after headings'],
  ])('%j: %s', (text) => expect(letter(text)).toBe('C'))
})

describe('no letter is', () => {
  it.each([
    ['', 'nothing'],
    ['I cannot say.', 'the pronoun'],
    ['Answer: I do not know', 'the pronoun after a mark'],
    ['Answer: I', 'the pronoun alone'],
    ['Answer: Because it is slower', 'the first letter of a word'],
    ['The answer is a mixture of both', 'an article'],
    ['The answer is A mixture', 'an article with a capital'],
    ['Answer: A solution of salt', 'an article after a label'],
    ['A', 'none but this: a lone A', 'A'],
    ['Answer: C–H bonds break', 'a bond'],
    ['Answer: D-glucose', 'a prefix'],
    ['Answer: CO2', 'a formula'],
    ['Answer: C₂H₆', 'a formula with subscripts'],
    ['Answer: E = mc²', 'an equation'],
    ['Answer: B + C', 'a sum'],
    ['Answer: A and C', 'two'],
    ['Answer: A, C', 'two with a comma'],
    ['Answer: B, C and D', 'three'],
    ['Answer: C or D', 'a choice of two'],
    ['Answer: B/C', 'two with a stroke'],
    ['\\boxed{A, C}', 'two in a box'],
    ['\\boxed{C_6H_6}', 'a formula in a box'],
    ['\\boxed{12}', 'a number'],
    ["Answer: D's rule", 'a name'],
    ['Answer: LETTER', 'the form repeated'],
    ['Answer: none of them', 'a word'],
    ['The answer is not B', 'what is denied'],
    ['Is the answer known? B is a field, C a charge.', 'a symbol in prose'],
    ['A) 1 eV\nB) 2 eV\nC) 12 eV\nD) 4 eV', 'the list of options'],
    ['选项C错误', 'what is called wrong'],
    ['Answers vary.', 'a plural'],
  ])('%j: %s', (text, _why, expected: string | null = null) => expect(letter(text)).toBe(expected))
})

describe('thinking', () => {
  it.each([
    ['<think>Answer: B? No.</think>\nAnswer: C', 'C'],
    ['Answer: B, no.</think>\n\n(C)', 'C'],
    ['<think>It may be B.</think><answer>C</answer>', 'C'],
    ['<think>Answer: B', null],
  ])('is not read: %j is %s', (text, expected) => expect(letter(separateReasoning({ text }).answer)).toBe(expected))
})

it('an option that was not offered is an answer', () => expect(letter('Answer: A. No.\nAnswer: E')).toBe('E'))

it('spans point at the letter, also where a long text comes before', () => {
  const filler = 'and so on '.repeat(30_000)
  expect(choice.extract(`${filler}Answer: Ｃ`)).toMatchObject({
    answer: 'C',
    span: [filler.length + 8, filler.length + 9],
  })
  expect(choice.extract(`Answer: C ${filler}`)).toBeNull()
})

const pieces = [
  ...[
    'Answer',
    'answer:',
    'The answer is',
    'If the',
    'boxed{',
    '\\text{',
    '####',
    '答案',
    '选',
    'option',
    'is correct',
  ],
  ...[
    'A',
    'B',
    'C',
    'I',
    'a',
    ')',
    '(',
    '*',
    '_',
    '$',
    '}',
    '{',
    ':',
    '.',
    ',',
    ' ',
    '\n',
    '-',
    '<',
    '】',
    'therefore ',
  ],
]

describe('on any text', () => {
  it('the rule throws nothing, and its span is the letter', () =>
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 60 }), (parts) => {
        const text = parts.join('')
        const found = choice.extract(text)
        if (found !== null) expect(text.slice(...found.span).toUpperCase()).toBe(found.answer)
      }),
      { numRuns: 2000 },
    ))

  it('a last line "Answer: X" is read, whatever comes before', () =>
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces)), fc.constantFrom(...'ABCD'), (parts, key) => {
        expect(letter(`${parts.join('')}\nAnswer: ${key}`)).toBe(key)
      }),
    ))

  // The time limit is generous: quadratic work on these would take hours, not seconds.
  it.each(pieces)(
    'a million characters of %j end',
    (piece) => {
      choice.extract(piece.repeat(Math.ceil(1_000_000 / piece.length)))
      choice.extract(`${piece.repeat(Math.ceil(300_000 / piece.length))}!`)
    },
    60_000,
  )

  it.each([
    ['the answer to ', 20_000],
    [' answer\t', 30_000],
    ['it is A   ', 30_000],
    ['choose choose ', 20_000],
    ['\n\t \t \t', 40_000],
    ['(((***', 40_000],
  ])(
    'so do %j × %d',
    (piece, times) => {
      choice.extract(piece.repeat(times))
    },
    60_000,
  )
})
