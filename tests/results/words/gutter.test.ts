import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inGutter } from '../../../results/words/gutter.ts'
import { columnsOf } from '../../../results/words/width.ts'

const rows = (text: string) => text.split('\n')

describe('inGutter', () => {
  it('marks each line, empty ones included', () => expect(inGutter('one\n\n  two')).toBe('│ one\n│\n│   two'))

  it('numbers lines', () =>
    expect(inGutter(`${'a\n'.repeat(9)}b`, { isNumbered: true })).toMatch(/^ 1 │ a\n.*\n 9 │ a\n10 │ b$/s))

  it.each([
    ['at a space', 'the quick brown fox', 14, ['│ the quick', '│ brown fox']],
    ['within a word that is too long', 'abcdefghij', 6, ['│ abcd', '│ efgh', '│ ij']],
    ['by columns, of which some characters take two', '一二三四', 6, ['│ 一二', '│ 三四']],
    ['with a tab as wide as it may become', '\tab', 11, ['│ \ta', '│ b']],
  ])('breaks lines that are wider than the terminal %s', (_, text, width, expected) =>
    expect(rows(inGutter(text, { width }))).toEqual(expected),
  )

  it('begins a broken line with its number, and its rest without', () =>
    expect(rows(inGutter('abcdef\ng', { width: 7, isNumbered: true }))).toEqual(['1 │ abc', '  │ def', '2 │ g']))

  it.each([
    [[2, 3], '│ a\n│ »b«\n│ c'],
    [[0, 5], '│ »a\n│ b\n│ c«'],
    [[1, 4], '│ a»\n│ b\n│ «c'],
    [[2, 2], '│ a\n│ »«b\n│ c'],
  ] as const)('marks the part %j', ([from, to], expected) =>
    expect(inGutter('a\nb\nc', { highlight: { span: [from, to], colour: false } })).toBe(expected),
  )

  it('ends a color with each row', () =>
    expect(inGutter('ab\ncd', { highlight: { span: [1, 4], colour: true } })).toBe(
      '│ a\u001b[7mb\u001b[27m\n│ \u001b[7mc\u001b[27md',
    ))

  it('opens and closes a part once, wherever it is broken', () =>
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', ' ', '\n', '一') }),
        fc.nat(20),
        fc.nat(20),
        fc.integer({ min: 3, max: 12 }),
        (text, one, other, width) => {
          const [from = 0, to = 0] = [one, other].map((at) => Math.min(at, text.length)).sort((a, b) => a - b)
          const shown = inGutter(text, { width, highlight: { span: [from, to], colour: false } })
          expect(shown.replace(/[^»«]/g, '')).toBe('»«')
        },
      ),
    ))

  it('has no row without a mark and none wider than the terminal, and loses nothing but spaces', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 6, max: 40 }), (text, width) => {
        const shown = rows(inGutter(text, { width }))
        for (const row of shown) {
          expect(row).toMatch(/^│(?: |$)/)
          expect(columnsOf(row)).toBeLessThanOrEqual(width)
        }
        const inside = shown.map((row) => row.slice(2)).join('')
        expect(inside.replace(/\s/g, '')).toBe(text.replace(/\s/g, ''))
      }),
    ))
})
