import fc from 'fast-check'
import { expect, it } from 'vitest'
import { separateReasoning } from '../../../../scorers/extract/reasoning/reasoning.ts'
import { REASONING_FORMATS } from '../../../../scorers/extract/reasoning/reasoning-formats.ts'
import { openingTagOf } from '../../../../scorers/extract/reasoning/unknown-tag.ts'

const tagOf = (text: string, finishReason: 'stop' | 'length' = 'stop') =>
  openingTagOf({ finishReason }, separateReasoning({ text, finishReason }))

it.each([
  ['<musing>17?</musing>18', '<musing>', '</musing>'],
  ['\n<own:musing>\n17?\n</own:musing>\n18', '<own:musing>', '</own:musing>'],
  ['[MUSING]17?[/MUSING]18', '[MUSING]', '[/MUSING]'],
  ['<|begin_of_musing|>17?<|end_of_musing|>18', '<|begin_of_musing|>', '<|end_of_musing|>'],
  ['<|MUSING_START|>17?<|MUSING_END|>18', '<|MUSING_START|>', '<|MUSING_END|>'],
  ['◁musing▷17?◁/musing▷18', '◁musing▷', '◁/musing▷'],
  ['【思考】17?【/思考】18', '【思考】', '【/思考】'],
])('%j opens with %s', (text, open, close) => {
  expect(tagOf(text)).toEqual({ open, close })
  // Cut in the middle, the closing tag is what it would most likely be, or another form of it.
  expect(tagOf(text.slice(0, text.indexOf('17?')), 'length')).toMatchObject({ open })
})

it.each([
  '18',
  '<think>17?</think>18',
  '<answer>18</answer>',
  '<p>18</p>',
  '<h2>Steps</h2>18',
  '<|im_start|>assistant\n18',
  '[PYTHON]18[/PYTHON]',
  '<musing> is not closed. 18',
  'So <musing>17</musing> 18',
  '[1, 2]',
  'x < y > z',
])('%j does not', (text) => expect(tagOf(text)).toBeUndefined())

it('no known format does', () => {
  for (const { example } of REASONING_FORMATS) expect(tagOf(example)).toBeUndefined()
})

it('throws nothing, whatever the text', () =>
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.constantFrom('<', '[', '<|', '◁'), (text, mark) => {
      tagOf(mark + text, 'length')
    }),
  ))
