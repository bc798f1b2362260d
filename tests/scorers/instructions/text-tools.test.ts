import { describe, expect, it } from 'vitest'
import { detectLanguage } from '../../../scorers/instructions/language-detector.ts'
import { isLower, isPythonJson, isUpper } from '../../../scorers/instructions/python-text.ts'
import { countSentences } from '../../../scorers/instructions/sentences.ts'
import { wordTokens } from '../../../scorers/instructions/word-tokens.ts'

describe('sentences', () => {
  it.each([
    ['', 0],
    ['No mark at all', 1],
    ['It rains. It pours! Does it end?', 3],
    ['"Stop!" he cried. Nobody did.', 3],
    ['Dr. Ada Moore met Mr. Bell at 5 p.m. in Leeds.', 1],
    ['They left at 5 p.m. The rest stayed.', 2],
    ['1. Boil water.\n2. Add tea.', 4],
    ['1. boil water, 2. add tea', 1],
    ['The value is 3.14 here. Fine.', 2],
    ['So … it went... and went... The end.', 2],
    ['John F. Kennedy spoke. J. R. Doe listened.', 2],
    ['Wow!!! Really?! Yes.', 3],
  ])('of %j: %d', (text, count) => expect(countSentences(text)).toBe(count))
})

describe('languages', () => {
  it.each([
    ['The harbor was quiet, and the boats lay still until the morning came.', 'en'],
    ['Der Hafen war still, und die Boote lagen ruhig, bis der Morgen kam.', 'de'],
    ['Le port était calme et les bateaux dormaient jusqu’au matin.', 'fr'],
    ['港は静かで、船は朝まで動かなかった。', 'ja'],
    ['बंदरगाह शांत था और नावें सुबह तक स्थिर रहीं।', 'hi'],
    ['Гавань была тихой, и лодки стояли неподвижно до утра.', 'ru'],
    ['항구는 조용했고 배들은 아침까지 가만히 있었다.', 'ko'],
    ['בנמל היה שקט והסירות עמדו עד הבוקר', 'he'],
  ])('%j is %s, each time', (text, language) => {
    expect(detectLanguage(text)).toBe(language)
    expect(detectLanguage(text)).toBe(language)
  })

  it.each(['', '123 456', '!!! ???', 'https://example.org/a'])('%j has none', (text) =>
    expect(detectLanguage(text)).toBeNull(),
  )
})

describe('words', () => {
  it.each([
    ["IT'S A WELL-KNOWN FACT.", ['IT', "'S", 'A', 'WELL-KNOWN', 'FACT.']],
    ["don't, CANNOT; 1,000 at 12:30", ['do', "n't", 'CAN', 'NOT', '1,000', 'at', '12:30']],
    ['**BOLD**--(so)', ['BOLD', 'so']],
  ])('of %j', (text, words) => expect(wordTokens(text)).toEqual(words))
})

describe('texts as Python sees them', () => {
  it('tells the case of letters and no others', () => {
    expect([isUpper('A1!'), isUpper('Aa'), isUpper('1'), isLower('a1!'), isLower('ǅ')]).toEqual([
      true,
      false,
      false,
      true,
      false,
    ])
  })

  it('reads the JSON that Python reads', () => {
    expect(['[NaN]', '-Infinity', '{"a": "\\"NaN"}', '{}'].every(isPythonJson)).toBe(true)
    expect(['', 'nan', '{a: 1}', '"a', "{'a': 1}"].some(isPythonJson)).toBe(false)
  })
})
