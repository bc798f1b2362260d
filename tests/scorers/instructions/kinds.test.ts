import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Arguments, TextTools } from '../../../scorers/instructions/check.ts'
import { flawOfInstruction, KINDS } from '../../../scorers/instructions/kinds.ts'

const tools: TextTools = { language: () => 'en' }
const check = (kind: string, text: string, args: Arguments = {}) => KINDS[kind]?.check(text, args, tools)

const CASES: readonly (readonly [kind: string, text: string, args: Arguments, followed: boolean])[] = [
  ['length_constraints:number_words', 'One, two-three e\u0301', { num_words: 4, relation: 'at least' }, true],
  ['length_constraints:number_words', 'one two', { num_words: 2, relation: 'less than' }, false],
  [
    'length_constraints:number_sentences',
    'It is. It was. It will be.',
    { num_sentences: 3, relation: 'at least' },
    true,
  ],
  ['length_constraints:number_paragraphs', 'a\n***\nb', { num_paragraphs: 2 }, true],
  ['length_constraints:number_paragraphs', '***\na\n***\nb\n***', { num_paragraphs: 2 }, true],
  ['length_constraints:number_paragraphs', 'a\n***\n***\nb', { num_paragraphs: 2 }, false],
  [
    'length_constraints:nth_paragraph_first_word',
    'a\n\n"Well, b',
    { num_paragraphs: 2, nth_paragraph: 2, first_word: 'well' },
    true,
  ],
  [
    'length_constraints:nth_paragraph_first_word',
    'a\n\nb\n\nc',
    { num_paragraphs: 2, nth_paragraph: 2, first_word: 'b' },
    false,
  ],
  ['length_constraints:nth_paragraph_first_word', 'a', { num_paragraphs: 1, nth_paragraph: 2, first_word: 'a' }, false],
  ['keywords:existence', 'The Harbor sleeps', { keywords: ['harbor', 'SLEEP'] }, true],
  ['keywords:existence', 'The harbor', { keywords: ['harbor', 'boat'] }, false],
  ['keywords:frequency', 'ha ha HAT', { keyword: 'ha', frequency: 3, relation: 'at least' }, true],
  ['keywords:frequency', 'ha ha', { keyword: 'ha', frequency: 2, relation: 'less than' }, false],
  ['keywords:forbidden_words', 'a boathouse', { forbidden_words: ['boat'] }, true],
  ['keywords:forbidden_words', 'a Boat!', { forbidden_words: ['boat'] }, false],
  ['keywords:forbidden_words', 'die Bootsmänner', { forbidden_words: ['Bootsm'] }, true],
  ['keywords:letter_frequency', 'Banana', { letter: 'A', let_frequency: 3, let_relation: 'at least' }, true],
  ['keywords:letter_frequency', '## two', { letter: '#', let_frequency: 3, let_relation: 'less than' }, true],
  [
    'change_case:capital_word_frequency',
    "NASA said IT'S fine",
    { capital_frequency: 3, capital_relation: 'at least' },
    true,
  ],
  [
    'change_case:capital_word_frequency',
    'WELL-KNOWN names',
    { capital_frequency: 2, capital_relation: 'less than' },
    true,
  ],
  ['change_case:english_capital', 'ALL OF IT, 7 TIMES', {}, true],
  ['change_case:english_capital', 'ALL OF it', {}, false],
  ['change_case:english_lowercase', 'all of it', {}, true],
  ['change_case:english_lowercase', '123', {}, false],
  ['punctuation:no_comma', 'none here', {}, true],
  ['punctuation:no_comma', 'one, here', {}, false],
  ['detectable_format:number_bullet_lists', '* a\n  * b\n- c', { num_bullets: 3 }, true],
  ['detectable_format:number_bullet_lists', '** not one\n* one', { num_bullets: 1 }, true],
  ['detectable_format:number_highlighted_sections', '*a* and *b*', { num_highlights: 2 }, true],
  ['detectable_format:number_highlighted_sections', '**a**', { num_highlights: 1 }, true],
  ['detectable_format:number_highlighted_sections', '* a\n* b', { num_highlights: 1 }, false],
  ['detectable_format:multiple_sections', 'Part 1\nx\nPart 2\ny', { section_spliter: 'Part', num_sections: 2 }, true],
  ['detectable_format:multiple_sections', 'PART 1', { section_spliter: 'Part', num_sections: 1 }, false],
  ['detectable_format:title', '<<On boats>>\nText', {}, true],
  ['detectable_format:title', '<< >>', {}, false],
  ['detectable_format:title', '<<On\nboats>>', {}, false],
  ['detectable_format:json_format', '```json\n{"a": [1, NaN]}\n```', {}, true],
  ['detectable_format:json_format', '{"a": "NaN and -Infinity"}', {}, true],
  ['detectable_format:json_format', 'Here it is: {}', {}, false],
  ['detectable_format:constrained_response', 'Well. My answer is no.', {}, true],
  ['detectable_format:constrained_response', 'My answer is No.', {}, false],
  ['detectable_content:number_placeholders', '[name], [], [[date]', { num_placeholders: 3 }, true],
  ['detectable_content:number_placeholders', '[na\nme]', { num_placeholders: 1 }, false],
  ['detectable_content:postscript', 'Bye.\np. s. more', { postscript_marker: 'P.S.' }, true],
  ['detectable_content:postscript', 'Bye.\nPS more', { postscript_marker: 'P.S.' }, false],
  ['detectable_content:postscript', 'P.P.S more', { postscript_marker: 'P.P.S' }, true],
  ['startend:end_checker', '"So it ends. Any questions?"', { end_phrase: 'any questions?' }, true],
  ['startend:end_checker', 'Any questions? No.', { end_phrase: 'Any questions?' }, false],
  ['startend:quotation', ' "All of it." ', {}, true],
  ['startend:quotation', '"', {}, false],
  ['combination:two_responses', 'a ****** b', {}, true],
  ['combination:two_responses', '******\na\n******\na', {}, false],
  ['combination:two_responses', 'a ****** ****** b', {}, false],
  ['combination:repeat_prompt', 'write a line.\n\nHere', { prompt_to_repeat: 'Write a line.' }, true],
  ['combination:repeat_prompt', 'Sure! Write a line.', { prompt_to_repeat: 'Write a line.' }, false],
  ['language:response_language', 'whatever', { language: 'en' }, true],
  ['language:response_language', 'whatever', { language: 'de' }, false],
]

describe('each kind', () => {
  it.each(CASES)('%s, about %j with %j: %s', (kind, text, args, followed) => {
    expect(flawOfInstruction(kind, args)).toBeUndefined()
    expect(check(kind, text, args)).toMatchObject({ followed, found: expect.stringMatching(/\S/) })
  })

  it('is tried above, all 25 of them', () => {
    expect(new Set(CASES.map(([kind]) => kind))).toEqual(new Set(Object.keys(KINDS)))
    expect(Object.keys(KINDS)).toHaveLength(25)
  })

  it.each([
    ['keywords:letter_frequency', 'Eel.', { letter: 'e', let_frequency: 1, let_relation: 'less than' }, '"e": 2 times'],
    ['keywords:frequency', 'One word', { keyword: 'word', frequency: 2, relation: 'at least' }, '"word": 1 time'],
  ])('%s says how often, in words', (kind, text, args, words) => {
    expect(check(kind, text, args)?.found).toMatch(new RegExp(`^${words}; asked for: (at least|less than) \\d$`))
  })

  it('counts a text without a language as following', () => {
    const none: TextTools = { ...tools, language: () => null }
    expect(KINDS['language:response_language']?.check('123', { language: 'sw' }, none).followed).toBe(true)
  })

  it('judges any text whatever it is, and in no time', () => {
    const hostile = ['[', '<', '*', '\n', '-', '"', '\\"', ' \n', '******', '<<', 'p.'].map((part) =>
      part.repeat(20_000),
    )
    for (const [kind, , args] of CASES) {
      for (const text of hostile) expect(check(kind, text, args)).toBeDefined()
      fc.assert(
        fc.property(fc.string({ unit: 'binary' }), (text) => {
          expect(check(kind, text, args)).toBeDefined()
        }),
        { numRuns: 20 },
      )
    }
  }, 120_000)
})

describe('an instruction that cannot be checked', () => {
  it.each([
    ['keywords:rhyme', {}, /"keywords:rhyme" is no kind of instruction/],
    ['toString', {}, /is no kind of instruction/],
    ['length_constraints:number_words', { relation: 'at least' }, /"num_words" is missing, and must be a whole number/],
    ['length_constraints:number_words', { num_words: '7', relation: 'at least' }, /"num_words" is "7"/],
    ['keywords:existence', { keywords: [] }, /must be a list of texts that are regular expressions/],
    ['keywords:existence', { keywords: ['(a'] }, /must be a list of texts that are regular expressions/],
  ])('%s with %j is told in a clause', (kind, args, message) => expect(flawOfInstruction(kind, args)).toMatch(message))
})
