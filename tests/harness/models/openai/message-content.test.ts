import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Json } from '../../../../harness/lib/json.ts'
import { MessageContent } from '../../../../harness/models/openai/message-content.ts'

const read = (...messages: Json[]) => {
  const content = new MessageContent()
  for (const message of messages) content.add(message)
  return content
}

describe('the content of a message', () => {
  it.each<[string, unknown, Partial<MessageContent>]>([
    ['a text', '18', { text: '18' }],
    ['an empty text', '', { text: '' }],
    ['null', null, { text: undefined }],
    ['an empty list', [], { text: '' }],
    ['a list of texts', ['So ', '18.'], { text: 'So 18.' }],
    ['an object', { text: '18' }, { text: '18' }],
    [
      'an object of parts',
      { role: 'model', parts: [{ text: 'hm', thought: true }, { text: '18' }] },
      { text: '18', reasoning: 'hm' },
    ],
    [
      'parts of text',
      [
        { type: 'text', text: '1' },
        { type: 'output_text', text: '8' },
      ],
      { text: '18' },
    ],
    [
      'Bedrock’s reasoning',
      [{ reasoningContent: { reasoningText: { text: 'hm' } } }, { text: '18' }],
      { text: '18', reasoning: 'hm' },
    ],
    ['a tool call without a type', [{ toolUse: { name: 'f' } }], { callsTool: true, unknownParts: [] }],
    ['parts without a type', [{ text: '18' }], { text: '18' }],
    ['text with a value', [{ type: 'text', text: { value: '18', annotations: [] } }], { text: '18' }],
    [
      'Mistral’s thinking',
      [
        { type: 'thinking', thinking: [{ type: 'text', text: 'hm' }] },
        { type: 'text', text: '18' },
      ],
      { text: '18', reasoning: 'hm' },
    ],
    [
      'Anthropic’s thinking',
      [
        { type: 'thinking', thinking: 'hm', signature: 'x' },
        { type: 'text', text: '18' },
      ],
      { text: '18', reasoning: 'hm' },
    ],
    [
      'redacted thinking',
      [
        { type: 'redacted_thinking', data: 'x' },
        { type: 'text', text: '18' },
      ],
      { text: '18', reasoning: undefined, unknownParts: [] },
    ],
    [
      'reasoning',
      [
        { type: 'reasoning', reasoning: 'hm' },
        { type: 'text', text: '18' },
      ],
      { text: '18', reasoning: 'hm' },
    ],
    [
      'reasoning as text',
      [
        { type: 'reasoning_text', text: 'hm' },
        { type: 'output_text', text: '18' },
      ],
      { text: '18', reasoning: 'hm' },
    ],
    [
      'a summary of reasoning',
      [
        { type: 'reasoning', summary: [{ type: 'summary_text', text: 'hm' }] },
        { type: 'text', text: '18' },
      ],
      { text: '18', reasoning: 'hm' },
    ],
    ['a refusal', [{ type: 'refusal', refusal: 'No.' }], { text: undefined, refusal: 'No.' }],
    [
      'a call of a tool',
      [{ type: 'tool_use', name: 'calc', input: {} }],
      { text: undefined, callsTool: true, unknownParts: [] },
    ],
    [
      'a part of a new kind',
      [{ type: 'text', text: '18' }, { type: 'hologram', data: 'x' }, { type: 'hologram' }],
      { text: '18', unknownParts: ['hologram'] },
    ],
    ['a part of a new kind with text', [{ type: 'stanza', text: '18' }], { text: '18', unknownParts: ['stanza'] }],
    [
      'parts of new kinds only',
      [{ type: 'image_url', image_url: {} }],
      { text: undefined, unknownParts: ['image_url'] },
    ],
    ['a number', 18, { text: '18' }],
  ])('may be %s', (_what, content, expected) => expect(read({ content })).toMatchObject(expected))

  it.each<[string, Json]>([
    ['reasoning_content', { reasoning_content: 'hm' }],
    ['reasoning', { reasoning: 'hm' }],
    ['thinking', { thinking: 'hm' }],
    ['reasoning_details', { reasoning_details: [{ type: 'reasoning.text', text: 'hm' }] }],
    ['reasoning_details with a summary', { reasoning_details: [{ type: 'reasoning.summary', summary: 'hm' }] }],
    ['thinking_blocks', { thinking_blocks: [{ type: 'thinking', thinking: 'hm', signature: 'x' }] }],
    ['a list of texts', { reasoning_content: ['h', 'm'] }],
    ['an object', { reasoning: { text: 'hm' } }],
    ['two fields that say the same', { reasoning: 'hm', reasoning_content: 'hm' }],
    ['an empty field beside one that is not', { reasoning_content: '', reasoning: 'hm' }],
  ])('leaves reasoning apart: %s', (_field, fields) => {
    expect(read({ content: '18', ...fields })).toMatchObject({ text: '18', reasoning: 'hm' })
  })

  it('is the same whole and in pieces', () => {
    const words = fc.array(fc.string(), { minLength: 1, maxLength: 6 })
    const forms = fc.constantFrom<(text: string) => Json>(
      (content) => ({ content }),
      (text) => ({ content: [{ type: 'text', text }] }),
      (text) => ({ content: [text] }),
    )
    fc.assert(
      fc.property(words, words, forms, (said, thought, form) => {
        const pieces = [...thought.map((reasoning) => ({ reasoning })), ...said.map(form)]
        const whole = read({ ...form(said.join('')), reasoning: thought.join('') })
        expect({ ...read(...pieces) }).toEqual({ ...whole })
      }),
    )
  })

  it('is not doubled by a last message that repeats it, and grows by one that goes on', () => {
    const content = read({ content: 'So ', reasoning: 'hm' }, { content: '18' })
    content.catchUp({ content: 'So 18.', reasoning: 'hm' })
    expect(content).toMatchObject({ text: 'So 18.', reasoning: 'hm' })
    content.catchUp({ content: [{ type: 'text', text: ' Yes.' }] })
    expect(content.text).toBe('So 18. Yes.')
  })

  it('never makes it throw, whatever comes', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('content', 'reasoning', 'refusal', 'tool_calls'), fc.jsonValue()),
        (message) => void read(message),
      ),
    )
    const deep = JSON.parse(`${'['.repeat(5_000)}${']'.repeat(5_000)}`)
    expect(() => read({ content: deep, reasoning: deep })).not.toThrow()
  })
})
