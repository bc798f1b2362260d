import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Tokens } from '../../../../harness/training/contamination/tokens.ts'

const wordsOf = (text: string) => {
  const tokens = new Tokens().read(text)
  return tokens.words(0, tokens.count)
}

it.each([
  ['Tom has 3 apples.', ['tom', 'has', '3', 'apples']],
  ['  TOM\thas\n3—apples!', ['tom', 'has', '3', 'apples']],
  ['Ｔｏｍ ﬁnds ½', ['tom', 'finds', '1', '2']],
  ['ÉCOLE école', ['école', 'école']],
  ['小明有3个苹果。', ['小', '明', '有', '3', '个', '苹', '果']],
  ['def f(x):\n    return x+1', ['def', 'f', 'x', 'return', 'x', '1']],
  ['', []],
  ['… — !', []],
])('reads %j as %j', (text, words) => expect(wordsOf(text)).toEqual(words))

it('gives equal words equal hashes, whatever stands between them', () => {
  const word = fc.stringMatching(/^[a-zA-Z0-9]{1,12}$/)
  const gap = fc.constantFrom(' ', ', ', '\n\n', ' — ', '. ')
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 40 }), gap, gap, (words, one, other) => {
      const first = new Tokens().read(words.join(one))
      const second = new Tokens().read(words.join(other).toUpperCase())
      expect(first.count).toBe(words.length)
      expect([...second.hashes.subarray(0, second.count)]).toEqual([...first.hashes.subarray(0, first.count)])
    }),
  )
})

it('reads any text, and longer ones than the last', () => {
  const tokens = new Tokens()
  tokens.read('word '.repeat(20_000))
  expect(tokens.count).toBe(20_000)
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      expect(tokens.read(text).count).toBeLessThanOrEqual(tokens.text.length)
    }),
  )
})
