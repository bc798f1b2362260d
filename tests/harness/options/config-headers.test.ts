import { describe, expect, it } from 'vitest'
import { modelNamed } from '../../../harness/options/model-choices.ts'

const withHeader = (model: string, value: string) => ({ models: { sft: { model, headers: { 'X-Token': value } } } })

describe('a header of the config', () => {
  it.each([
    ['openai/m@https://example.org/v1', `\${OPENAI_API_KEY}`, 'api.openai.com', 'example.org'],
    ['openai/m', `Bearer \${GROQ_API_KEY}`, 'api.groq.com', 'api.openai.com'],
    ['vllm/m', `\${OPENAI_API_KEY}`, 'api.openai.com', 'localhost:8000'],
    [
      'openai/m@https://api.openai.com/v1,https://example.org/v1',
      `\${OPENAI_API_KEY}`,
      'api.openai.com',
      'example.org',
    ],
    [
      'openai/m@https://api.openai.com.example.org/v1',
      `\${OPENAI_API_KEY}`,
      'api.openai.com',
      'api.openai.com.example.org',
    ],
  ])('of %s takes no %s', (model, value, owner, other) => {
    const refused = `config file, model sft, header X-Token: ${/\$\{\w+\}/.exec(value)?.[0]} is the key of ${owner}, not of ${other}`
    expect(() => modelNamed('sft', withHeader(model, value))).toThrow(refused)
  })

  it.each([
    ['openai/m', `\${OPENAI_API_KEY}`],
    ['openai/m@https://api.openai.com/v1', `\${OPENAI_API_KEY}`],
    ['vllm/m@https://gateway.example.org/v1', `\${GATEWAY_TOKEN}`],
    ['vllm/m', 'plain'],
  ])('of %s may be %s', (model, value) =>
    expect(modelNamed('sft', withHeader(model, value)).headers).toEqual({ 'X-Token': value }),
  )

  it('is not sent for another model of the same label', () =>
    expect(modelNamed('sft=vllm/m@https://example.org/v1', withHeader('vllm/m', `\${TOKEN}`)).headers).toBeUndefined())
})
