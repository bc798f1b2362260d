import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { separateReasoning } from '../../../../scorers/extract/reasoning/reasoning.ts'
import { type Marker, REASONING_FORMATS } from '../../../../scorers/extract/reasoning/reasoning-formats.ts'
import { cpuMs } from '../../../helpers/cpu-time.ts'

const FENCED = 'Write it so:\n```xml\n<think>\nhow\n</think>\n```\nThe answer is 18.'

describe('separateReasoning', () => {
  it.each([
    // text, answer, thinking
    ['#### 18', '#### 18', undefined],
    ['<think>9 or 10?</think>18', '18', '9 or 10?'],
    ['<think>\n9 or 10?\n</think>\n\n18', '\n\n18', '9 or 10?'],
    ['\n  <thinking>9?</thinking> 18', ' 18', '9?'],
    ['<think>\n\n</think>\n\n18', '\n\n18', ''],
    ['9 or 10?\n</think>\n18', '\n18', '9 or 10?'],
    ['<think>a</think> then\n<think>b</think>18', '18', 'a</think> then\n<think>b'],
    ['<think>one <think>two</think> three</think>18', '18', 'one <think>two</think> three'],
    ['<think>```python\nprint(1)</think>18', '18', '```python\nprint(1)'],
    ['<think>I must close with `</think>` first.</think>18', '18', 'I must close with `</think>` first.'],
    ['<think>I must close with "</think>" first.</think>18', '18', 'I must close with "</think>" first.'],
    ['<think>Is it 9?</think>```\n18\n```', '```\n18\n```', 'Is it 9?'],
    ['<think>9?</think><answer>18</answer>', '18', '9?'],
    ['<think>9?</think>\n<answer>\n18\n', '\n18\n', '9?'],
    ['<think>in <answer> tags?</think>18', '18', 'in <answer> tags?'],
  ])('takes %j apart', (text, answer, thinking) => {
    const reply = separateReasoning({ text })
    expect(reply).toEqual({
      answer,
      start: text.lastIndexOf(answer),
      ...(thinking !== undefined && { thinking }),
      unclosed: false,
    })
  })

  it.each([
    ['<answer>17</answer> or rather <answer>18</answer>', '18'],
    ['So: <answer>18</answer> dollars', '18'],
    ['I put 18 into `<answer>` tags.', 'I put 18 into `<answer>` tags.'],
    ['I put 18 into <answer> tags.', 'I put 18 into <answer> tags.'],
  ])('unwraps %j as %j', (text, answer) => expect(separateReasoning({ text }).answer).toBe(answer))

  it.each([
    'Some models write <think> before they think. 18',
    'Some models write `<think>` and `</think>`. 18',
    'Put it between `<think>…</think>`. 18',
    'It ends with "</think>". 18',
    FENCED,
    '```\n<think>\n```\n18',
  ])('takes the mention in %j for what it is', (text) => {
    expect(separateReasoning({ text })).toEqual({ answer: text, start: 0, unclosed: false })
  })

  it.each([
    '<think>',
    '<think>\nThe answer is 18.',
    '18\n<thinking>\nor not',
    '<think>a</think>\n<think>The answer is 18.',
  ])('finds no answer in %j, whose thinking never ends', (text) =>
    expect(separateReasoning({ text })).toMatchObject({ answer: '', start: text.length, unclosed: true }),
  )

  it('takes thinking from a field of its own', () => {
    const reply = separateReasoning({ text: '#### 18', reasoning: '9 or 10?' })
    expect(reply).toEqual({ answer: '#### 18', start: 0, thinking: '9 or 10?', unclosed: false })
  })

  describe('by the table of formats', () => {
    const stopped = 'stop' as const

    it.each(REASONING_FORMATS)('reads $example ($models)', ({ example }) => {
      const { answer, thinking, unclosed } = separateReasoning({ text: example, finishReason: stopped })
      expect({ answer: answer.trim(), unclosed }).toEqual({ answer: '18', unclosed: false })
      expect(thinking).toContain('17?')
      expect(thinking).not.toContain('18')
    })

    it.each(REASONING_FORMATS)('finds no answer where $example is cut in its reasoning', ({ example }) => {
      const text = example.slice(0, example.indexOf('17?') + 3)
      expect(separateReasoning({ text, finishReason: 'length' })).toMatchObject({ answer: '', unclosed: true })
    })

    it.each(REASONING_FORMATS)('finds $example after white space', ({ example }) =>
      expect(separateReasoning({ text: `\n \n${example}` }).answer.trim()).toBe('18'),
    )

    it.each(REASONING_FORMATS)('ends the reasoning of $example only with its own marker', ({ example, open }) => {
      const [start, rest] = [example.slice(0, example.indexOf('17?')), example.slice(example.indexOf('17?'))]
      const other = [open].flat().includes('<reflection>') ? 'think' : 'reflection'
      const text = `${start}<${other}>#### 16</${other}>\n${rest}`
      expect(separateReasoning({ text, finishReason: stopped }).answer.trim()).toBe('18')
    })
  })

  it.each([
    ['<THINK>17?</THINK>18', '18'],
    ['<think duration="3s">17?</think >18', '18'],
    ['&lt;think&gt;17?&lt;/think&gt;18', '18'],
    ['<think/>\n18', '\n18'],
    ['<thinking>17?</thinking>18', '18'],
    ['[think]17?[/think]18', '18'],
    ['Okay. <think>17?</think>18', '18'],
    ['<|start|>assistant<|channel|>analysis<|message|>17?<|end|><|start|>assistant<|channel|>final<|message|>18', '18'],
    ['<|channel|>final<|message|>18<|return|>', '18'],
    ['Here’s my thinking process: 17? Here’s my response: 18', ' 18'],
    ['Thinking Process:\n\n1. 17?\n</think>\n\n18', '\n\n18'],
    ['<thinking>17?</thinking>\n<output>\n18\n</output>', '\n18\n'],
    ['<think>17?</think><|begin_of_box|>18<|end_of_box|>', '18'],
    ['It is <|begin_of_box|>18<|end_of_box|>.', '18'],
    // A block that nothing follows comes after the answer, and a marker after the answer is one too many.
    ['#### 18\n<reflection>Checked: 17 is wrong.</reflection>', '#### 18\n'],
    ['<think>17</think>The answer is 18.</think>', 'The answer is 18.'],
    ['<think>17</think></think>\n18', '\n18'],
    // Reasoning that left a fence open.
    ['<think>x\n```python\n17\n</think>\n```\n18\n```', '\n```\n18\n```'],
    ['Draft:\n```python\n17\n</think>\n```python\n18\n```', '\n```python\n18\n```'],
  ])('reads %j as %j', (text, answer) => {
    expect(separateReasoning({ text, finishReason: 'stop' })).toMatchObject({ answer, unclosed: false })
  })

  it.each([
    'Okay. <think>The answer is 18.',
    '<think>a</think> #### 18\n<think>or',
    '[THINK]#### 18',
    '<|channel|>analysis<|message|>#### 18<|end|>',
    '<|channel>thought\n#### 18',
    'analysisThe answer is 18.',
    '```thinking\n#### 18\n',
  ])('finds no answer in %j, even if the server says that it ended', (text) =>
    expect(separateReasoning({ text, finishReason: 'stop' })).toMatchObject({ answer: '', unclosed: true }),
  )

  it.each([
    'Thinking Process: 9 + 9. #### 18',
    '## Thinking\n\n9 + 9\n#### 18',
    'Here is my thought process:\n#### 18',
  ])('takes %j for an outline where the model ended it, for reasoning where it was cut', (text) => {
    expect(separateReasoning({ text, finishReason: 'stop' })).toMatchObject({ answer: text, unclosed: false })
    expect(separateReasoning({ text, finishReason: 'length' })).toMatchObject({ answer: '', unclosed: true })
  })

  it.each([
    'The analysis of it: 18',
    'analysis of the case gives 18',
    'Thought is free. 18',
    'Reasoning: 9 + 9 = 18',
    'It ends with </think> as asked. 18',
    '#### 18\n\nI closed it with </think>.',
    '18\n```\n</think>\n```',
    'Step 1. [think] hard. 18',
    '#### 18\n\n(My steps stand in <think> tags.)',
    'Use <reasoning> for steps. 18',
    '<details>\n18\n</details>',
    'a[think] = 18',
    '# The <answer>17</answer> of yesterday\n18',
    'x = 18  // as in <answer>17</answer>',
    '```xml\n<answer>17</answer>\n```\n18',
    'print("<answer>17</answer>")\n18',
    'Answer: 18\n<answer></answer>',
    '<output>17</output> and then 18',
  ])('leaves %j as it is', (text) =>
    expect(separateReasoning({ text, finishReason: 'stop' })).toEqual({ answer: text, start: 0, unclosed: false }),
  )

  it('gives the answer as a slice of the text, whatever the text', () => {
    const words = (marker: Marker | readonly Marker[]) => [marker].flat().filter((one) => typeof one === 'string')
    const markers = REASONING_FORMATS.flatMap(({ open, close, frame, example }) => [
      ...words(open),
      ...words(close),
      ...(frame ?? []),
      example,
    ])
    const pieces = [
      ...markers,
      'Okay. ',
      '<think/>',
      '<think>',
      '</think>',
      '<answer>',
      '</answer>',
      '\n',
      '```',
      '`',
      '"',
      ' ',
      '18',
      'é😀',
    ]
    const texts = fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string())).map((parts) => parts.join(''))
    fc.assert(
      fc.property(texts, (text) => {
        const { answer, start } = separateReasoning({ text })
        expect(text.slice(start, start + answer.length)).toBe(answer)
      }),
    )
  })

  // The limit is generous: quadratic work on these would take minutes.
  const repeated = REASONING_FORMATS.flatMap(({ example }) => [example, example.slice(0, example.indexOf('17?'))])
  const pieces = [
    '</think>',
    '`</think>`',
    '<answer>',
    '</answer>',
    '```\n',
    '```\n</think>\n',
    '\n',
    ' ',
    '<',
    '&lt;',
    '<|',
  ]
  it.each([...repeated, ...pieces, '<think ', '. <think', '*', '#', '[', 'a<reflection>', '18<answer>" '])(
    'takes no more than linear time for %j repeated',
    (piece) => {
      for (const lead of ['', 'x', '<think></think>']) {
        const text = `${lead}${piece.repeat(300_000 / piece.length)}`
        expect(cpuMs(() => separateReasoning({ text }))).toBeLessThan(5000)
      }
    },
  )
})
