import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isLoop } from '../../../results/summary/repetition.ts'

const PROSE =
  'Janet sells what is left of the eggs each day. Three are eaten for breakfast and four go into muffins, so of sixteen there ' +
  'remain nine. At two dollars each that makes eighteen dollars. Let me check the sum once more: 16 - 3 - 4 = 9, and 9 * 2 = 18.'

const CODE = `def is_prime(n):
    """Return whether n is a prime number."""
    if n < 2:
        return False
    for factor in range(2, int(n ** 0.5) + 1):
        if n % factor == 0:
            return False
    return True`

const TABLE = Array.from({ length: 40 }, (_, row) => `| ${row} | ${row * 7} | ${(row * 37) % 11} |`).join('\n')

describe('a loop', () => {
  it.each([
    'the the the the the the the the the',
    '!'.repeat(400),
    '的'.repeat(200),
    `${PROSE} ${'So the answer is 18. '.repeat(150)}`,
    `${PROSE}\n${'#### 18\n'.repeat(60)}`,
    'A\n'.repeat(40),
    `${PROSE} `.repeat(12),
  ])('is found in %j', (text) => expect(isLoop(text)).toBe(true))

  it.each(['', '18', '0.000000000000', PROSE, CODE, TABLE, `${PROSE}\n${'-'.repeat(80)}\n#### 18`])(
    'is not found in %j',
    (text) => expect(isLoop(text)).toBe(false),
  )

  it('is found whatever the words, their number and what came before', () =>
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 80 }), fc.string({ maxLength: 300 }), (words, start) => {
        fc.pre(words.trim().length > 0)
        expect(isLoop(`${start}${`${words} `.repeat(Math.ceil(2100 / words.length))}`)).toBe(true)
      }),
    ))

  it('is the same text after text, since nothing is left over from the last one', () => {
    expect([PROSE, 'ha '.repeat(30), PROSE, PROSE].map(isLoop)).toEqual([false, true, false, false])
  })
})
