import { describe, expect, it } from 'vitest'
import { drawTable, painter, wrapped } from '../../../results/report/layout.ts'

describe('drawTable', () => {
  it('rules off the head, aligns the columns, and lets a text stand across', () => {
    const table = drawTable(['model', 'output\ntokens'], ['gsm8k', ['base', '7'], ['sft', '1,319']], ['left', 'right'])
    expect(table.split('\n')).toEqual([
      '       output',
      'model  tokens',
      '─────────────',
      'gsm8k',
      'base        7',
      'sft     1,319',
    ])
  })

  it('keeps rows together whose cells have several lines, and is not widened by a text', () => {
    const table = drawTable(['a', 'b'], [['1\n2', '3'], 'a text of its own', ['4', '5']], ['left', 'right'])
    expect(table.split('\n')).toEqual(['a  b', '────', '1  3', '2', 'a text of its own', '4  5'])
  })

  it('does not count escape codes as columns', () => {
    const paint = painter(true)
    expect(drawTable(['a', 'b'], [[paint('red', 'long'), '1']], ['left', 'left']).split('\n')[0]).toBe('a     b')
  })
})

describe('painter', () => {
  it('leaves text as it is where no colour is asked for', () => expect(painter(false)('red', 'text')).toBe('text'))

  it('colours also where nothing is a terminal', () => {
    expect(painter(true)('red', 'text')).toBe('\u001b[31mtext\u001b[39m')
  })
})

describe('wrapped', () => {
  it('keeps lines within 100 columns, and a number with its unit', () => {
    const lines = wrapped(`${'word '.repeat(18)}is 12.3 % and more`, '  ')
    expect(lines).toEqual([`  ${'word '.repeat(18)}is`, '    12.3 % and more'])
  })

  it.each([['short'], ['x'.repeat(150)]])('leaves %j on one line', (text) => expect(wrapped(text)).toEqual([text]))
})
