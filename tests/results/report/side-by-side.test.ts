import { stripVTControlCharacters } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sideBySide } from '../../../results/report/side-by-side.ts'
import { columnsOf } from '../../../results/words/width.ts'

const NAMES = ['base', 'sft'] as const

describe('two replies side by side', () => {
  it('mark the words in which they differ, and stay level line by line', () => {
    const left = 'Five and seven are twelve.\nSo the answer is 12.\n#### 12'
    const right = 'Five and seven, together, are thirteen.\nSo the answer is 13.\n#### 13'
    expect(sideBySide([left, right], NAMES, { width: 53 }).split('\n')).toEqual([
      'base                      │ sft',
      '──────────────────────────┼──────────────────────────',
      'Five and seven are        │ Five and seven{+,+}',
      '[-twelve-].               │ {+together, +}are',
      '                          │ {+thirteen+}.',
      'So the answer is [-12-].  │ So the answer is {+13+}.',
      '#### [-12-]               │ #### {+13+}',
    ])
  })

  it('have colours instead of brackets where there are colours', () => {
    const text = sideBySide(['twelve', 'ten'], NAMES, { width: 43, colour: true })
    expect(text).not.toMatch(/\[-|\{\+/)
    expect(stripVTControlCharacters(text)).toContain('twelve               │ ten')
  })

  it('have no marks where they have no word in common, or where one is empty', () => {
    expect(sideBySide(['twelve', 'ten'], NAMES, { width: 43 })).toContain('twelve               │ ten')
    expect(sideBySide(['', 'ten'], NAMES, { width: 43 })).toContain(' │ ten')
  })

  it('never wrap, and lose nothing', () => {
    const word = fc.constantFrom(
      'a',
      'seven',
      'twelve',
      '12',
      '千问',
      'anextraordinarilylongwordwithoutaspace',
      '\n',
      ' ',
    )
    const text = fc.array(word, { maxLength: 30 }).map((words) => words.join(' '))
    const letters = (value: string) => value.replace(/\s|\[-|-\]|\{\+|\+\}/g, '')
    fc.assert(
      fc.property(text, text, fc.integer({ min: 30, max: 120 }), (left, right, width) => {
        const [, , ...rows] = sideBySide([left, right], NAMES, { width }).split('\n')
        for (const row of rows) expect(columnsOf(row), row).toBeLessThanOrEqual(width)
        const sides = rows.map((row) => row.split('│'))
        expect(letters(sides.map(([side = '']) => side).join(''))).toBe(letters(left))
        expect(letters(sides.map(([, side = '']) => side).join(''))).toBe(letters(right))
      }),
    )
  })
})
