import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseServe } from '../../../../harness/models/serve/serve-spec.ts'
import { splitWords } from '../../../../harness/models/serve/words.ts'
import { UsageError } from '../../../../results/errors.ts'
import { shellWord } from '../../../../results/words/shell.ts'

describe('words', () => {
  it.each([
    ['vllm  --dtype half', ['vllm', '--dtype', 'half']],
    ["a 'b c' d", ['a', 'b c', 'd']],
    ['a "b \\"c\\" \\n" d', ['a', 'b "c" \\n', 'd']],
    ['a\\ b c\\', ['a b', 'c\\']],
    [`--x='{"a": 1}'"y"z`, ['--x={"a": 1}yz']],
    ["'' x", ['', 'x']],
    ['  ', []],
  ])('of %j are %j', (text, words) => expect(splitWords(text)).toEqual(words))

  it('are those that were quoted for a shell', () =>
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' })), (words) => {
        expect(splitWords(words.map(shellWord).join(' '))).toEqual(words)
      }),
    ))

  it.each(["a 'b", 'a "b', 'a "b\\"'])('are none of %j, where a quote is not closed', (text) =>
    expect(() => splitWords(text)).toThrow(/is not closed/),
  )
})

describe('--serve', () => {
  it('names a preset', () =>
    expect(parseServe('vllm')).toEqual({ text: 'vllm', preset: 'vllm', environment: {}, words: [] }))

  it('gives a preset flags and variables', () =>
    expect(parseServe('CUDA_VISIBLE_DEVICES=0,1 VLLM_USE_V1=1 vllm --max-model-len 8192')).toMatchObject({
      preset: 'vllm',
      environment: { CUDA_VISIBLE_DEVICES: '0,1', VLLM_USE_V1: '1' },
      words: ['--max-model-len', '8192'],
    }))

  it('is a command line, which may start with the name of a preset', () => {
    const line = 'vllm serve {checkpoint} --port {port}'
    expect(parseServe(line)).toEqual({ text: line, environment: {}, words: line.split(' ') })
  })

  it.each(["sh -c 'serve {checkpoint} {port} | tee log'", 'serve {checkpoint} {port} --stop "a|b" --end \\;'])(
    'may have what a shell would interpret in quotes: %j',
    (text) => expect(parseServe(text).words.join(' ')).toMatch(/[|;]/),
  )

  it.each([
    ['vlm', /no such preset/, /vllm/],
    ['', /names no server/, /Presets: vllm/],
    ['A=1', /names no server/, /Presets/],
    ['vllm serve x', /only flags may follow/, /--max-model-len/],
    ['vllm --port 8000', /evalkit sets --port itself/, /Leave it out/],
    ['sglang --model-path=x', /evalkit sets --model-path itself/, /Leave it out/],
    ['llama-server -a x', /evalkit sets -a itself/, /Leave it out/],
    ['serve {checkpoint}', /has no \{port\}/, /\{port\}/],
    ['serve --port {port}', /has no \{checkpoint\}/, /\{checkpoint\}/],
    ['vllm --dtype half | tee log', /no shell runs it, and "\|" means nothing/, /quotes/],
    ['cd /srv && ./serve {checkpoint} {port}', /no shell runs it, and "&"/, /sh -c '/],
    ['serve {checkpoint} {port} > log', /no shell runs it, and ">"/, /sh -c '/],
    ['serve {checkpoint} {port} {nam}', /\{nam\} is no placeholder/, /Did you mean "name"|\{name\}/],
  ])('cannot be %j', (text, message, hint) => {
    let error: unknown
    try {
      parseServe(text)
    } catch (thrown) {
      error = thrown
    }
    expect(error).toBeInstanceOf(UsageError)
    expect((error as UsageError).message).toMatch(message)
    expect((error as UsageError).hint).toMatch(hint)
  })
})
