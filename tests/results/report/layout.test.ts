import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import { comparisonSentences, comparisonTable } from '../../../results/report/comparison.ts'
import { drawTable } from '../../../results/report/layout.ts'
import { resultsText } from '../../../results/report/results.ts'
import { wrapped } from '../../../results/words/wrap.ts'
import { finishedRun, records } from '../../helpers/records.ts'
import { gatedResultsOf } from '../../helpers/results.ts'

const widths = (text: string) => text.split('\n').map((line) => stripVTControlCharacters(line).length)

const HEAD = ['model', 'score', '95 % interval', 'correct\nof n', 'unscored']
const ROWS = ['gsm8k · accuracy · protocol chat · rule number', ['base', '61.2 %', '58.5 to 63.8', '166 of 200', '0']]
const ALIGN = ['left', 'right', 'right', 'right', 'right'] as const

describe('a table', () => {
  it('keeps its columns where they fit, and in a file or pipe, which has no width', () => {
    const table = drawTable(HEAD, ROWS, ALIGN)
    expect(table).toMatch(/^base +61\.2 % +58\.5 to 63\.8 +166 of 200 +0$/m)
    expect(drawTable(HEAD, ROWS, ALIGN, { width: 80 })).toBe(table)
  })

  it('has a paragraph for each row where they do not', () => {
    expect(drawTable(HEAD, ROWS, ALIGN, { width: 40 })).toBe(
      [
        'gsm8k · accuracy · protocol chat · rule',
        '  number',
        'base',
        '  score 61.2 % ·',
        '    95 % interval 58.5 to 63.8 ·',
        '    correct of n 166 of 200 · unscored 0',
      ].join('\n'),
    )
  })

  it('leaves out cells that hold nothing', () => {
    expect(drawTable(['a', 'b', 'c'], [['x', '', 'long enough']], ['left', 'left', 'left'], { width: 15 })).toBe(
      'x\n  c long enough',
    )
  })
})

describe.each([40, 60, 80])('on %i columns', (width) => {
  it('every report stays within the terminal, but for commands to be copied', async () => {
    const base = await finishedRun('qwen3-8b-base', records('1111111111'))
    const sft = await finishedRun('qwen3-8b-sft-checkpoint-1200', records('1111111000'))
    const results = await gatedResultsOf({}, base, sft)
    for (const colour of [false, true]) {
      const { gate, ...compared } = results
      const texts = [results, compared].map((each) => resultsText(each, { width, colour }))
      for (const line of texts.flatMap((text) => text.split('\n'))) {
        if (!line.includes('evalkit show'))
          expect(stripVTControlCharacters(line).length, line).toBeLessThanOrEqual(width)
      }
    }
    expect(comparisonTable(results.comparisons, { width })).toContain('qwen3-8b-sft-checkpoint-1200')
    expect(
      Math.max(...widths(comparisonSentences(results.comparisons, { width }).split('\n')[0] ?? '')),
    ).toBeLessThanOrEqual(width)
  })
})

it('wraps sentences to 100 columns however wide the terminal is, colours not counted', () => {
  const words = 'word '.repeat(60).trim()
  expect(Math.max(...widths(wrapped(words, '', { width: 300 }).join('\n')))).toBeLessThanOrEqual(100)
  const coloured = `\u001b[31m${'x'.repeat(60)}\u001b[39m ${'y'.repeat(30)}`
  expect(wrapped(coloured)).toHaveLength(1)
})
