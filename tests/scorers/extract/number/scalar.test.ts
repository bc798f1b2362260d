import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fold } from '../../../../scorers/extract/number/fold.ts'
import { firstScalar, scalarsIn } from '../../../../scorers/extract/number/scalar.ts'

const written = (text: string) => [...scalarsIn(fold(text))].map(({ start, end }) => text.slice(start, end))

describe('a number', () => {
  it.each([
    // plain
    ['18', '18'],
    ['018', '18'],
    ['18.50', '18.5'],
    ['.5', '0.5'],
    ['-0', '0'],
    ['18...', '18'],
    // grouped
    ['1,080', '1080'],
    ['1,080,000.25', '1080000.25'],
    ['1 080', '1080'],
    ['1\u202f080', '1080'],
    ['1’080', '1080'],
    ['1{,}080', '1080'],
    ['1\\,080', '1080'],
    ['1,\\!080', '1080'],
    ['1,00,000', '100000'],
    ['1.080.000', '1080000'],
    ['1.080,50', '1080.5'],
    ['18 000,50', '18000.5'],
    ['12,50', '12.5'],
    ['1.080', '1.08'],
    // signs, currency, units
    ['−5', '-5'],
    ['-$1,080', '-1080'],
    ['$-5', '-5'],
    ['-\\$5', '-5'],
    ['= - 5', '-5'],
    ['negative 5', '-5'],
    ['7-5', '7'],
    ['€5', '5'],
    ['50%', '50'],
    ['18kg', '18'],
    ['Rs.18', '18'],
    ['２，３４５', '2345'],
    ['９，18', '9'],
    ['１８', '18'],
    // fractions
    ['3/4', '0.75'],
    ['1/3', '1/3'],
    ['36/2', '18'],
    ['1 1/2', '1.5'],
    ['\\frac{3}{4}', '0.75'],
    ['-1\\dfrac{3}{4}', '-1.75'],
    ['\\frac34', '0.75'],
    ['2½', '2.5'],
    // powers of ten
    ['1.5e3', '1500'],
    ['1.5 × 10^3', '1500'],
    ['1.5 \\times 10^{-3}', '0.0015'],
    ['2·10³', '2000'],
    ['1.5 million', '1500000'],
    // times
    ['5:00', '5'],
  ])('%s is %s', (text, value) => expect(firstScalar(text)).toBe(value))

  it.each([
    ...[
      'eighteen',
      '12:30',
      '3:4',
      '3/4/2024',
      '12.05.2024',
      '1,2,3',
      '1.2.3',
      '2^10',
      '2**10',
      '2³',
      'x1',
      'x_1',
      'm^2',
    ],
    ...[
      '3/0',
      '\\frac{3}{x}',
      '\\frac{x}{3}',
      '\\sqrt{16}',
      '1e99',
      '9'.repeat(65),
      `0.${'9'.repeat(65)}`,
      '',
      '-',
      '.',
    ],
  ])('%j is none', (text) => expect(firstScalar(text)).toBeNull())

  it.each([
    ['from 1,080 to −5 or ½', ['1,080', '−5', '½']],
    ['Ｔｏｔａｌ：１８', ['１８']],
    ['2\u00a0345 and 3 450', ['2\u00a0345', '3 450']],
  ])('stands in %j where it is written', (text, numbers) => expect(written(text)).toEqual(numbers))

  it('is read as it was before it was put into lowest terms', () => {
    const decimals = fc.tuple(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.integer({ min: 0, max: 15 }))
    fc.assert(
      fc.property(decimals, ([digits, places]) => {
        const value = firstScalar(`${digits}e-${places}`)
        expect(value).not.toBeNull()
        expect(firstScalar(value ?? '')).toBe(value)
      }),
    )
  })
})

describe('fold', () => {
  it('keeps the length of any text', () => {
    const texts = fc.array(fc.nat({ max: 0xffff })).map((units) => String.fromCharCode(...units))
    fc.assert(fc.property(texts, (text) => fold(text).length === text.length))
  })
})
