import { stripVTControlCharacters } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { comparisonSentences, comparisonTable } from '../../../results/report/comparison.ts'
import { drawTable } from '../../../results/report/layout.ts'
import { resultsText } from '../../../results/report/results-text.ts'
import { columnsOf } from '../../../results/words/width.ts'
import { wrapped } from '../../../results/words/wrap.ts'
import { finishedRun, records } from '../../helpers/records.ts'
import { gatedResultsOf } from '../../helpers/results.ts'

const widths = (text: string) => text.split('\n').map((line) => stripVTControlCharacters(line).length)

const HEAD = ['model', 'score', '95% interval', 'correct\nof n', 'unscored']
const ROWS = ['gsm8k · accuracy · protocol chat · rule number', ['base', '61.2%', '58.5 to 63.8', '166 of 200', '0']]
const ALIGN = ['left', 'right', 'right', 'right', 'right'] as const

describe('a table', () => {
  it('keeps its columns where they fit, and in a file or pipe, which has no width', () => {
    const table = drawTable(HEAD, ROWS, ALIGN)
    expect(table).toMatch(/^base +61\.2% +58\.5 to 63\.8 +166 of 200 +0$/m)
    expect(drawTable(HEAD, ROWS, ALIGN, { width: 80 })).toBe(table)
  })

  it('leaves out columns where they do not, those first that it can do without', () => {
    expect(drawTable(HEAD, ROWS, ALIGN, { width: 40, drop: [3, 4] })).toBe(
      [
        'model  score  95% interval  unscored',
        '────────────────────────────────────',
        'gsm8k · accuracy · protocol chat · rule…',
        'base   61.2%  58.5 to 63.8         0',
      ].join('\n'),
    )
    expect(drawTable(HEAD, ROWS, ALIGN, { width: 24 })).toContain('base   61.2%')
  })

  it('cuts names in the middle and texts at their end, and no number', () => {
    const rows = [
      ['a-very-long-name-of-a-model-1', 'a description of many words', '12.34'],
      ['a-very-long-name-of-a-model-2', 'another one', '5.6'],
    ]
    expect(drawTable(['name', 'what', 'score'], rows, ['left', 'left', 'right'], { width: 34 })).toBe(
      [
        'name          what           score',
        '──────────────────────────────────',
        'a-very…del-1  a descriptio…  12.34',
        'a-very…del-2  another one      5.6',
      ].join('\n'),
    )
  })

  it('never wraps, whatever it holds', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '1', '-', 'é', '千', '😀'), maxLength: 30 })
    const table = fc.array(fc.tuple(cell, cell, cell, cell), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(table, fc.integer({ min: 8, max: 120 }), (rows, width) => {
        const text = drawTable(['model', 'what', 'score', 'n'], rows, ['left', 'left', 'right', 'right'], { width })
        for (const line of text.split('\n')) expect(columnsOf(line), line).toBeLessThanOrEqual(width)
      }),
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
    expect(comparisonTable(results.comparisons, { width })).toMatch(/^qwen3.*-1200 +70\.0% .*−30\.0 pp .*unclear$/m)
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
