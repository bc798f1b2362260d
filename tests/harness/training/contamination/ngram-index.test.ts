import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type KnownText, NgramIndex } from '../../../../harness/training/contamination/ngram-index.ts'
import { Tokens } from '../../../../harness/training/contamination/tokens.ts'

const SIZES = { words: 13, characters: 20 }
const known = (text: string, id = 'test/0'): KnownText => ({ id, field: 'question', text })

/** The longest stretch of each known text, as `id: words`. */
function found(index: NgramIndex, text: string): Record<string, number> {
  const longest: Record<string, number> = {}
  index.search(new Tokens().read(text), ({ known: { id }, from, to }) => {
    longest[id] = Math.max(longest[id] ?? 0, to - from)
  })
  return longest
}

const QUESTION =
  'A baker bakes 12 loaves each morning and 8 each evening. How many loaves does the baker bake in a week of 7 days?'

describe('a question of a benchmark', () => {
  const index = new NgramIndex([known(QUESTION)], SIZES)

  it.each([
    ['as it is', QUESTION],
    ['in capitals', QUESTION.toUpperCase()],
    ['with other spaces', QUESTION.replaceAll(' ', '\n\t ')],
    ['without its punctuation', QUESTION.replace(/[.?]/g, '')],
    ['within a longer text', `Solve this. ${QUESTION} Think step by step.`],
    ['in part', 'each morning and 8 each evening. How many loaves does the baker bake in a week'],
  ])('is found %s', (_, text) => expect(found(index, text)).toEqual({ 'test/0': 13 }))

  it.each([
    [
      'another question',
      'A gardener plants 12 trees each spring and 8 each autumn. How many trees are planted in 7 years?',
    ],
    ['too few of its words', 'each morning and 8 each evening. How many loaves does the baker'],
    ['nothing', ''],
  ])('is not found in %s', (_, text) => expect(found(index, text)).toEqual({}))
})

it('a short one is found as a whole, and one too short to mean anything is not', () => {
  const index = new NgramIndex(
    [known('Rewrite your last answer in the style of a pirate.'), known('Yes, it is.', 'test/1')],
    SIZES,
  )
  expect(found(index, 'Please: rewrite your last answer in the style of a pirate. Thanks!')).toEqual({ 'test/0': 10 })
  expect(found(index, 'rewrite your last answer in the style of a poet')).toEqual({})
  expect(found(index, 'Yes, it is.')).toEqual({})
})

it('Chinese is searched by its characters', () => {
  const index = new NgramIndex([known('小明有三个苹果，小红有五个苹果，他们一共有多少个苹果？请写出计算过程。')], SIZES)
  expect(found(index, '题目：小明有三个苹果，小红有五个苹果，他们一共有多少个苹果？')).toEqual({ 'test/0': 20 })
  expect(found(index, '小明有三个梨，小红有五个梨，他们一共有多少个梨？')).toEqual({})
})

it('what many samples of one benchmark share is its own phrase', () => {
  const phrase = 'Answer the following question about the passage above in one word and nothing else please'
  const texts = Array.from({ length: 50 }, (_, i) => known(`${phrase}: question number ${i}`, `test/${i}`))
  expect(found(new NgramIndex(texts, SIZES), phrase)).toEqual({})
})

it('finds every n-gram that is there, and none that is not', () => {
  const word = fc.constantFrom('red', 'green', 'blue', 'one', 'two', 'three', 'four', 'cat', 'dog')
  const text = fc.array(word, { minLength: 20, maxLength: 60 })
  fc.assert(
    fc.property(text, text, (first, second) => {
      const index = new NgramIndex([known(first.join(' '))], SIZES)
      const grams = (words: string[]) => words.slice(12).map((_, at) => words.slice(at, at + 13).join(' '))
      const shared = grams(second).filter((gram) => grams(first).includes(gram))
      expect(Object.keys(found(index, second.join(' '))).length).toBe(shared.length > 0 ? 1 : 0)
    }),
  )
})
