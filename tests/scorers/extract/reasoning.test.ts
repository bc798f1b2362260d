import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { separateReasoning } from '../../../scorers/extract/reasoning.ts'

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

  it('gives the answer as a slice of the text, whatever the text', () => {
    const pieces = ['<think>', '</think>', '<answer>', '</answer>', '\n', '```', '`', '"', ' ', '18', 'é😀']
    const texts = fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string())).map((parts) => parts.join(''))
    fc.assert(
      fc.property(texts, (text) => {
        const { answer, start } = separateReasoning({ text })
        expect(text.slice(start, start + answer.length)).toBe(answer)
      }),
    )
  })

  it.each(['<think>', '</think>', '`</think>`', '<answer>', '</answer>', '```\n', '\n', ' '])(
    'takes no more than linear time for %j repeated',
    (piece) => {
      const start = performance.now()
      separateReasoning({ text: `<think></think>${piece.repeat(300_000 / piece.length)}` })
      expect(performance.now() - start).toBeLessThan(5000)
    },
  )
})
