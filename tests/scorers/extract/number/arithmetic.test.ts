import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { arithmeticIn, evaluate } from '../../../../scorers/extract/number/arithmetic.ts'
import { exactValue } from '../../../../scorers/extract/number/rational.ts'

describe('a calculation', () => {
  it.each([
    ['3*6', '18'],
    ['3 × 6 eggs', '18'],
    ['3 bags × 6', '18'],
    ['2^{10}', '1024'],
    ['2**10', '1024'],
    ['2³', '8'],
    ['2^{-3}', '0.125'],
    ['\\frac34 \\times 24', '18'],
    ['\\frac{12 eggs}{3}', '4'],
    ['\\frac{1,200}{4} + 1', '301'],
    ['1/3 + 1/3', '2/3'],
    ['0.1 + 0.2', '0.3'],
    ['(3 + 6)\\times2', '18'],
    ['0.75(24)', '18'],
    ['3 times 6', '18'],
    ['20% of 90', '18'],
    ['20-2', '18'],
    ['-3 + 5', '2'],
    ['1{,}080 \\div 60', '18'],
  ])('%j comes to %s', async (passage, value) => {
    const expression = arithmeticIn(passage)
    expect(expression === null ? null : await evaluate(expression)).toBe(value)
  })

  it.each([
    '18',
    '18 eggs',
    '18-20',
    '3/4/2024',
    '12:30',
    '1 2',
    'x + 1',
    'sqrt(4) + 1',
    '3, 4 + 5',
    '',
    '+',
    '1 + '.repeat(99),
  ])('%j is none', (passage) => expect(arithmeticIn(passage)).toBeNull())

  it.each([
    ['2^1000', 'too large an exponent'],
    ['9^9^9', 'a tower'],
    ['(9^60)^60', 'a hidden tower'],
    ['9^(1/2)', 'a root'],
    ['1/0', 'a division by zero'],
    ['3 +', 'cut'],
    [`${'('.repeat(50)}1+1${')'.repeat(50)}`, 'nested too deeply'],
    [`1${'+1'.repeat(200)}`, 'too long'],
    ['f(x) = 1', 'an assignment'],
    ['import("fs")', 'no arithmetic'],
    ['[1, 2] * 3', 'a matrix'],
  ])('%j comes to nothing: it is %s', async (expression) => expect(await evaluate(expression)).toBeNull())

  it('is exact', async () => {
    const whole = fc.integer({ min: 1, max: 1e6 })
    await fc.assert(
      fc.asyncProperty(whole, whole, whole, async (a, b, c) => {
        expect(await evaluate(`${a}*${b}/${c}`)).toBe(
          exactValue({ above: String(BigInt(a) * BigInt(b)), below: String(c) }),
        )
      }),
    )
  })

  it('throws for no text', async () => {
    const pieces = ['1', '18', '+', '-', '*', '/', '^', '(', ')', ' ', '.', '%', ',', '\\frac{', '}', '²', 'eggs', '×']
    const texts = fc
      .array(fc.oneof(fc.constantFrom(...pieces), fc.string()), { maxLength: 30 })
      .map((parts) => parts.join(''))
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        const expression = arithmeticIn(text)
        if (expression !== null) await evaluate(expression)
        await evaluate(text)
      }),
    )
  })
})
