import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clippedEnd, shortened, shortenedAlike } from '../../../results/words/shorten.ts'
import { columnsOf } from '../../../results/words/width.ts'

describe('a name that is too long', () => {
  it.each([
    ['sft', 10, 'sft'],
    ['qwen3-8b-sft-ckpt-1200', 11, 'qwen3…-1200'],
    ['千问模型一二三四', 9, '千问…三四'],
    ['sft', 1, '…'],
  ])('%j becomes, in %d columns, %j', (name, width, expected) => expect(shortened(name, width)).toBe(expected))

  it('never takes more columns than there are', () => {
    const text = fc.string({ unit: 'grapheme' })
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 30 }), (name, width) => {
        expect(columnsOf(shortened(name, width))).toBeLessThanOrEqual(Math.max(width, 1))
      }),
    )
  })

  it('stays different from its neighbours where it can', () => {
    const names = [
      'llama-3.1-8b-lr1e5-epoch3-final',
      'llama-3.1-8b-lr5e5-epoch3-final',
      'llama-3.1-8b-lr9e5-epoch3-final',
    ]
    const cuts = shortenedAlike(names, 16)
    expect(new Set(cuts).size).toBe(3)
    for (const cut of cuts) expect(columnsOf(cut)).toBeLessThanOrEqual(16)
  })

  it('keeps the beginning of a text', () => expect(clippedEnd('a long description', 9)).toBe('a long d…'))
})

it.each([
  ['abc', 3],
  ['\u001b[31mabc\u001b[39m', 3],
  ['千问', 4],
  ['é', 1],
  ['e\u0301', 1],
  ['😀', 2],
  ['█░', 2],
])('%j takes %d columns', (text, columns) => expect(columnsOf(text)).toBe(columns))
