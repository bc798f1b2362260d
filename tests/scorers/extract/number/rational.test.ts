import fc from 'fast-check'
import * as mathjs from 'mathjs'
import { describe, expect, it } from 'vitest'
import { exactValue, sameNumber } from '../../../../scorers/extract/number/rational.ts'

describe('exactValue', () => {
  it.each([
    [{ plain: '1,080.50' }, '1080.5'],
    [{ plain: '12,5' }, '12.5'],
    [{ plain: '.5' }, '0.5'],
    [{ whole: '1', above: '3', below: '4' }, '1.75'],
    [{ above: '2', below: '6' }, '1/3'],
    [{ vulgar: '⅓', negative: true }, '-1/3'],
    [{ plain: '1.5', exponent: 3 }, '1500'],
    [{ plain: '1.5', exponent: -3 }, '0.0015'],
  ])('of %j is %s', (parts, value) => expect(exactValue(parts)).toBe(value))

  it.each([
    { above: '1', below: '0' },
    { plain: '1', exponent: 31 },
    { plain: '1'.repeat(65) },
    { plain: '1'.repeat(60), exponent: 30 },
  ])('of %j is out of bounds', (parts) => expect(exactValue(parts)).toBeNull())

  it('is the same for equal fractions', () => {
    const positive = fc.integer({ min: 1, max: 1e6 })
    fc.assert(
      fc.property(positive, positive, positive, (above, below, factor) => {
        const parts = { above: String(above), below: String(below) }
        const expanded = { above: String(above * factor), below: String(below * factor) }
        expect(exactValue(expanded)).toBe(exactValue(parts))
      }),
    )
  })
})

describe('sameNumber', () => {
  it.each([
    ['18', '18', true],
    ['18', '18.0', true],
    ['0.75', '3/4', true],
    ['0.3333333333333333', '1/3', false],
    ['9007199254740993', '9007199254740992', false],
    ['-3', '3', false],
  ])('of %s and %s is %s', (a, b, same) => expect(sameNumber(a, b)).toBe(same))
})

describe('mathjs, which computes with exact fractions as well, agrees', () => {
  const fraction = fc.tuple(fc.integer({ min: -1e6, max: 1e6 }), fc.integer({ min: 1, max: 1e6 }))
  const written = ([above, below]: readonly [number, number]) => `${above}/${below}`

  it('on what is equal', () => {
    fc.assert(
      fc.property(fraction, fraction, fc.integer({ min: 1, max: 9 }), (a, b, factor) => {
        const again = [a[0] * factor, a[1] * factor] as const
        expect(sameNumber(written(a), written(again))).toBe(true)
        expect(sameNumber(written(a), written(b))).toBe(mathjs.equal(mathjs.fraction(...a), mathjs.fraction(...b)))
      }),
    )
  })

  it('on decimals', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e9 }), fc.integer({ min: 0, max: 6 }), (digits, exponent) => {
        const value = exactValue({ plain: String(digits), exponent: -exponent }) ?? ''
        expect(sameNumber(value, mathjs.fraction(`${digits}/${10 ** exponent}`).toFraction())).toBe(true)
        expect(mathjs.equal(mathjs.fraction(value), mathjs.fraction(digits, 10 ** exponent))).toBe(true)
      }),
    )
  })
})
