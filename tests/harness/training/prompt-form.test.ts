import { describe, expect, it } from 'vitest'
import { promptOf } from '../../../harness/training/prompt-form.ts'

const asked = (...contents: string[]) =>
  contents.map((content, index) => ({ role: index % 2 === 0 ? 'user' : 'assistant', content }))

describe('a prompt', () => {
  it.each([
    ['a text', { prompt: 'How many?' }, asked('How many?')],
    ['messages', { messages: [{ role: 'user', content: 'How many?' }] }, asked('How many?')],
    ['messages as a prompt', { prompt: [{ role: 'user', content: 'How many?' }] }, asked('How many?')],
    ['an Alpaca record', { instruction: 'Add.', input: '1 and 2' }, asked('Add.\n\n1 and 2')],
    ['an Alpaca record without input', { instruction: 'Add 1 and 2.', input: '' }, asked('Add 1 and 2.')],
    [
      'an Alpaca record with a history',
      { instruction: 'And 3?', history: [['1 and 2?', '3']] },
      asked('1 and 2?', '3', 'And 3?'),
    ],
    ['a ShareGPT record', { conversations: [{ from: 'human', value: 'How many?' }] }, asked('How many?')],
    ['a row of questions', { question: 'How many?' }, asked('How many?')],
  ])('is read from %s', (_, record, messages) => expect(promptOf(record)).toEqual({ messages }))

  it.each([
    [{ prompt: 'Q', response: 'R' }],
    [{ instruction: 'Q', output: 'R' }],
    [{ question: 'Q', answer: 'R' }],
    [{ messages: asked('Q', 'R') }],
    [
      {
        conversations: [
          { from: 'human', value: 'Q' },
          { from: 'gpt', value: 'R' },
        ],
      },
    ],
  ])('brings its response: %j', (record) => expect(promptOf(record)).toEqual({ messages: asked('Q'), response: 'R' }))

  it('keeps all turns but the last answer', () =>
    expect(promptOf({ messages: asked('A', 'B', 'C', 'D') })).toEqual({
      messages: asked('A', 'B', 'C'),
      response: 'D',
    }))

  it.each([
    [{ messages: [{ role: 'system', content: 'Be brief.' }, ...asked('Q')] }],
    [{ system: 'Be brief.', conversations: [{ from: 'human', value: 'Q' }] }],
    [{ system: 'Be brief.', instruction: 'Q' }],
  ])('keeps the system message of %j', (record) =>
    expect(promptOf(record).messages).toEqual([{ role: 'system', content: 'Be brief.' }, ...asked('Q')]),
  )

  it.each([
    [[1], /not a JSON object/],
    [{ text: 'Q' }, /no prompt/],
    [{ messages: [] }, /no prompt/],
    [{ messages: 'Q' }, /"messages" is not a list/],
    [{ prompt: '  ' }, /the prompt/],
    [{ prompt: 7 }, /not text/],
    [{ messages: [{ role: 'tool', content: 'x' }] }, /message 1 has the role "tool"/],
    [{ messages: [{ content: 'x' }] }, /message 1 has the role undefined/],
    [{ messages: [...asked('A'), ...asked('B')] }, /message 2 has the role user/],
    [
      {
        conversations: [
          { from: 'gpt', value: 'x' },
          { from: 'human', value: 'y' },
        ],
      },
      /message 1 has the role assistant/,
    ],
    [{ messages: [...asked('A'), { role: 'system', content: 'x' }] }, /message 2 has the role system/],
    [{ messages: asked('A', 'B'), response: 'C' }, /also has a "response"/],
    [{ prompt: 'Q', response: ['R'] }, /the response is not text/],
  ])('is refused in %j', (record, message) => expect(() => promptOf(record)).toThrow(message))
})
