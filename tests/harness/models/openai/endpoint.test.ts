import { describe, expect, it } from 'vitest'
import { findEndpoints } from '../../../../harness/models/openai/endpoint.ts'
import { parseModelSpec } from '../../../../harness/models/spec.ts'

const KEYS = { OPENAI_API_KEY: 'sk-provider', EVALKIT_API_KEY: 'sk-own', DEEPSEEK_API_KEY: 'sk-deepseek' }

const find = (spec: string, env: Record<string, string>) =>
  findEndpoints(parseModelSpec(spec), env).map(({ url, key, keyVariable }) => ({ url, key, keyVariable }))

describe('the key of an endpoint', () => {
  it.each([
    ['openai/m', 'https://api.openai.com/v1', 'sk-provider'],
    ['deepseek/m', 'https://api.deepseek.com/v1', 'sk-deepseek'],
    ['openai/m@https://api.openai.com/v1', 'https://api.openai.com/v1', 'sk-provider'],
    ['openai/m@https://api.openai.com.evil.example/v1', 'https://api.openai.com.evil.example/v1', 'sk-own'],
    ['openai/m@http://api.openai.com/v1', 'http://api.openai.com/v1', 'sk-own'],
    ['openai/m@http://localhost:8000/v1', 'http://localhost:8000/v1', 'sk-own'],
    ['deepseek/m@https://api.openai.com/v1', 'https://api.openai.com/v1', 'sk-own'],
    ['vllm/m', 'http://localhost:8000/v1', 'sk-own'],
    ['ollama/m@http://gpu:11434/v1', 'http://gpu:11434/v1', 'sk-own'],
  ])('%s goes to %s with %s', (spec, url, key) => expect(find(spec, KEYS)).toMatchObject([{ url, key }]))

  it('is found for each address by itself', () => {
    const keys = find('openai/m@https://api.openai.com/v1,http://gpu:8000/v1', KEYS).map(({ key }) => key)
    expect(keys).toEqual(['sk-provider', 'sk-own'])
  })

  it('is needed for a hosted provider alone', () => {
    expect(() => find('openai/m', {})).toThrow('openai/m requires an API key, but OPENAI_API_KEY is not set')
    expect(() => find('groq/m', { GROQ_API_KEY: ' ' })).toThrow('GROQ_API_KEY is not set')
    expect(find('openai/m@http://localhost:8000/v1', { OPENAI_API_KEY: 'sk-provider' })).toEqual([
      { url: 'http://localhost:8000/v1', key: undefined, keyVariable: 'EVALKIT_API_KEY' },
    ])
  })

  it('follows OPENAI_BASE_URL, which the same user has set', () => {
    const env = { ...KEYS, OPENAI_BASE_URL: 'http://proxy:4000/v1/' }
    expect(find('openai/m', env)).toMatchObject([{ url: 'http://proxy:4000/v1', key: 'sk-provider' }])
    expect(find('openai/m', { OPENAI_BASE_URL: 'http://proxy:4000/v1' })).toMatchObject([{ key: undefined }])
    expect(find('openai/m@http://other/v1', env)).toMatchObject([{ key: 'sk-own' }])
    expect(() => find('openai/m', { OPENAI_BASE_URL: 'proxy' })).toThrow('address "proxy"')
  })

  it('is trimmed, and refused unseen when it cannot be sent', () => {
    expect(find('openai/m', { OPENAI_API_KEY: ' sk-1\n' })).toMatchObject([{ key: 'sk-1' }])
    expect(() => find('openai/m', { OPENAI_API_KEY: 'sk-1\nsk-2' })).toThrow(
      /^OPENAI_API_KEY holds characters(?!.*sk-)/,
    )
  })
})
