import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PRESETS } from '../../../harness/models/openai/presets.ts'
import { assertDistinctLabels, parseModelSpec } from '../../../harness/models/spec.ts'
import { UsageError } from '../../../results/errors.ts'

const failure = (text: string): UsageError => {
  try {
    parseModelSpec(text)
  } catch (error) {
    if (error instanceof UsageError) return error
    throw error
  }
  throw new Error(`${text} was read`)
}

describe('a model spec', () => {
  it.each([
    ['openai/gpt-4.1', { label: 'gpt-4.1', provider: 'openai', name: 'gpt-4.1', urls: [] }],
    ['sft=vllm/org/my-sft', { label: 'sft', provider: 'vllm', name: 'org/my-sft', urls: [] }],
    ['vllm/org/my-sft', { label: 'my-sft', provider: 'vllm', name: 'org/my-sft', urls: [] }],
    ['ollama/llama3:8b', { label: 'llama3-8b', provider: 'ollama', name: 'llama3:8b', urls: [] }],
    ['openai/ft:gpt-4o:a@b', { label: 'ft-gpt-4o-a-b', provider: 'openai', name: 'ft:gpt-4o:a@b', urls: [] }],
    ['vllm/a=b', { label: 'a-b', provider: 'vllm', name: 'a=b', urls: [] }],
    ['x=vllm/a=b', { label: 'x', provider: 'vllm', name: 'a=b', urls: [] }],
    ['vllm/模型', { label: 'vllm', provider: 'vllm', name: '模型', urls: [] }],
    [
      'openai/m@http://localhost:8000/v1/',
      { label: 'm', provider: 'openai', name: 'm', urls: ['http://localhost:8000/v1'] },
    ],
    ['openai/m@HTTPS://Host.example', { label: 'm', provider: 'openai', name: 'm', urls: ['https://host.example'] }],
    ['openai/a@b@http://h/v1', { label: 'a-b', provider: 'openai', name: 'a@b', urls: ['http://h/v1'] }],
    [
      'openai/m@http://h1/v1,http://h2/v1',
      { label: 'm', provider: 'openai', name: 'm', urls: ['http://h1/v1', 'http://h2/v1'] },
    ],
    ['replay/answers.v2.jsonl', { label: 'answers.v2', provider: 'replay', name: 'answers.v2.jsonl', urls: [] }],
    ['replay//data/x.jsonl', { label: 'x', provider: 'replay', name: '/data/x.jsonl', urls: [] }],
    ['replay/x@http://h/y.jsonl', { label: 'y', provider: 'replay', name: 'x@http://h/y.jsonl', urls: [] }],
    ['base=gguf/C:\\m.gguf', { label: 'base', provider: 'gguf', name: 'C:\\m.gguf', urls: [] }],
    ['gguf/C:\\models\\m=1.gguf', { label: 'm-1', provider: 'gguf', name: 'C:\\models\\m=1.gguf', urls: [] }],
    ['gguf/.gguf', { label: '.gguf', provider: 'gguf', name: '.gguf', urls: [] }],
  ])('reads %s', (text, spec) => expect(parseModelSpec(text)).toEqual(spec))

  it.each([
    ['gpt-4o', 'model "gpt-4o": no provider', /provider\/model/],
    ['', 'model "": no provider', /provider\/model/],
    ['opnai/gpt-4o', 'unknown provider "opnai"', /^Did you mean "openai"\? Providers: openai, vllm,/],
    ['azure/gpt-4o', 'unknown provider "azure"', /openai\/MODEL@URL/],
    ['constructor/x', 'unknown provider "constructor"', /Providers/],
    ['my model=openai/x', 'label "my model"', /provider\/model/],
    ['=openai/x', 'label ""', /provider\/model/],
    ['openai/', 'openai/: no model', /provider\/model/],
    ['openai/@http://h/v1', 'openai/: no model', /provider\/model/],
    ['replay/', 'replay/: no file', /provider\/model/],
    ['openai/m@http://', 'not an http:// or https:// address', /localhost/],
    ['openai/m@http://h/v1,', 'not an http:// or https:// address', /localhost/],
    ['openai/m@http://h/v1,ftp://h2', 'not an http:// or https:// address', /localhost/],
    ['openai/m@http://h/v1,http://h/v1/', 'the same address twice', undefined],
    ['openai/m@http://h/v1/chat/completions', 'ends in "/chat/completions"', /base address: http:\/\/h\/v1$/],
    ['openai/m@', 'no address after the "@"', /variable set .*openai\/m@http:\/\/localhost:8000\/v1$/],
    ['openai/m@/v1', 'no address after the "@"', /variable set/],
    ['vllm/m@:8000/v1', 'no address after the "@"', /variable set/],
    ['vllm/m@http:///v1', 'no host after "//"', /variable set/],
    ['vllm/m@http://localhost:/v1', 'no port after ":"', /variable set/],
  ])('refuses %s', (text, message, hint) => {
    const error = failure(text)
    expect(error.message).toContain(message)
    if (hint !== undefined) expect(error.hint).toMatch(hint)
  })

  it.each([
    'openai/m@https://user:CANARY@host/v1',
    'openai/m@https://CANARY@host/v1',
    'openai/m@https://host/v1?key=CANARY',
    'openai/m@https://host/v1#CANARY',
    'openai/m@https://user:CANARY@ho st/v1',
    'openai/m@https://ho st/v1?key=CANARY',
    'openai/m@https://host/v1,https://user:CANARY@host2/v1',
  ])('refuses %s and does not repeat the secret', (text) => {
    const error = failure(text)
    expect(`${error.message} ${error.hint}`).not.toContain('CANARY')
  })

  it('keeps every part that was put into it', () => {
    const label = fc.stringMatching(/^[A-Za-z0-9._-]{1,12}$/)
    const provider = fc.constantFrom(...Object.keys(PRESETS))
    // An "@" before nothing, a port or a path is what an unset variable leaves.
    const name = fc.stringMatching(/^[A-Za-z0-9@=:._/-]{1,30}$/).filter((text) => !/@([/:]|$)/.test(text))
    const host = fc.stringMatching(/^[a-z][a-z0-9]{0,8}(:[1-9][0-9]{3})?(\/[a-zA-Z0-9._-]{1,5}[a-z]){0,2}$/)
    const url = fc.tuple(fc.constantFrom('http://', 'https://'), host).map((parts) => parts.join(''))
    fc.assert(
      fc.property(label, provider, name, fc.uniqueArray(url, { maxLength: 3 }), (label, provider, name, urls) => {
        const text = `${label}=${provider}/${name}${urls.length > 0 ? `@${urls.join(',')}` : ''}`
        expect(parseModelSpec(text)).toEqual({ label, provider, name, urls })
      }),
    )
  })

  it('takes any text as a path after replay/', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (path) => {
        expect(parseModelSpec(`replay/${path}`).name).toBe(path)
        expect(parseModelSpec(`replay/${path}`).label).toMatch(/^[A-Za-z0-9._-]+$/)
      }),
    )
  })

  it('is read or refused with a UsageError, whatever it is', () => {
    const text = fc.oneof(fc.string(), fc.stringMatching(/^[a=]*(openai|replay|x)?\/*m?@?(https?:\/\/)?[a@?#,/]*$/))
    fc.assert(
      fc.property(text, (spec) => {
        try {
          expect(parseModelSpec(spec).label).toMatch(/^[A-Za-z0-9._-]+$/)
        } catch (error) {
          expect(error).toBeInstanceOf(UsageError)
        }
      }),
    )
  })
})

describe('labels', () => {
  it('may all be different', () => assertDistinctLabels(['openai/a', 'openai/b', 'c=openai/a'].map(parseModelSpec)))

  it('may not be the same twice', () => {
    const specs = ['vllm/one/sft', 'vllm/two/sft'].map(parseModelSpec)
    expect(() => assertDistinctLabels(specs)).toThrow('two models are called "sft": vllm/one/sft and vllm/two/sft')
  })
})

it.each([
  'vllm/x@u:p4ss@host:8000',
  'vllm/x@u:p4ss@host/v1',
  'vllm/x@u:p4ss@localhost',
  'vllm/x@p4ss@gpu.lab',
  'vllm/x@p4ss@10.0.0.7:8000',
  'user:p4ss@host/v1',
  'user:p4ss@host',
  'http://u:p4ss@host/v1',
  'openai/http://u:p4ss@host/v1',
  'replay/http://u:p4ss@host/x.jsonl',
  'vllm/x@https://a/v1,https://u:p4ss@b/v1',
])('takes no credentials in any form, and does not repeat them: %s', (text) => {
  const refused = (() => {
    try {
      return JSON.stringify(parseModelSpec(text))
    } catch (error) {
      const { name, message, hint } = error as Error & { hint?: string }
      return name === 'UsageError' ? `${message} ${hint}` : 'p4ss'
    }
  })()
  expect(refused).not.toContain('p4ss')
})

it.each([
  'ollama/llama3:8b@latest',
  'ollama/llama3:8b@sha256:0a1b',
  'vllm/org/m@main',
  'openai/@cf/m:8b@https://h/v1',
  'gguf/C:\\m@1.gguf',
])('takes a name with a tag and a revision: %s', (text) =>
  expect(parseModelSpec(text).name).toBe(text.replace(/^\w+\//, '').replace(/@https:.*/, '')),
)
