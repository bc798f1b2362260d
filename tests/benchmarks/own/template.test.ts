import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cellOf, parseTemplate, textOf } from '../../../benchmarks/own/template.ts'

const filled = (text: string, row: Readonly<Record<string, unknown>>) =>
  parseTemplate(text).fill((column) => textOf(row, column))

describe('a template', () => {
  it.each([
    ['{a} and {b}', { a: 'x', b: 2 }, 'x and 2'],
    ['{a}{a}', { a: 'x' }, 'xx'],
    ['a set: {{1, 2}}', {}, 'a set: {1, 2}'],
    ['{{{a}}}', { a: 1 }, '{1}'],
    ['{Question text}', { 'Question text': 'Why?' }, 'Why?'],
    ['{customer.name}', { customer: { name: 'Ada' } }, 'Ada'],
    ['{a.b}', { 'a.b': 'one column', a: { b: 'no' } }, 'one column'],
    ['{list.1}', { list: ['x', 'y'] }, 'y'],
    ['{o}', { o: { n: 10n, list: [1] } }, '{"n":10,"list":[1]}'],
    ['{n} {t} {f}', { n: 9007199254740993n, t: true, f: 0 }, '9007199254740993 true 0'],
    ['{empty}', { empty: '' }, ''],
  ])('%j of %o is %j', (text, row, expected) => expect(filled(text, row)).toBe(expected))

  it('never looks at what stands in a value', () => expect(filled('{a}', { a: '{b} {{' })).toBe('{b} {{'))

  it.each(['{', 'x } y', 'if (x) { y', '{{a}', '{}'])('refuses the single brace of %j', (text) =>
    expect(() => parseTemplate(text)).toThrow(/a single/),
  )

  it.each([
    ['{missing}', {}],
    ['{missing}', { missing: null }],
    ['{a.b.c}', { a: { b: 1 } }],
    ['{constructor}', {}],
    ['{__proto__}', {}],
  ])('%j has no value in %o', (text, row) => expect(() => filled(text, row)).toThrow(/is missing/))

  it('leaves text without braces as it is, and doubled braces single', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const doubled = text.replaceAll('{', '{{').replaceAll('}', '}}')
        expect(filled(doubled, {})).toBe(text)
      }),
    )
  })

  it('tells a column alone from a text with one', () => {
    expect(parseTemplate(' {a} ').column).toBe('a')
    expect(parseTemplate('{a}.').column).toBeUndefined()
    expect(parseTemplate('none').column).toBeUndefined()
  })
})

it('finds no value in what an object inherits', () => expect(cellOf({}, 'toString')).toBeUndefined())
