import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Token } from 'node-llama-cpp'
import { describe, expect, it } from 'vitest'
import { bundledFile } from '../../../../benchmarks/bundled.ts'
import { importLlamaCpp, loadModel } from '../../../../harness/models/gguf/llama-cpp.ts'
import { collectText, tokenBytes, type Vocabulary } from '../../../../harness/models/gguf/token-text.ts'
import { temporaryFolder } from '../../../helpers/temporary.ts'

type Kind = 'normal' | 'control' | 'userDefined' | 'byte' | 'unknown' | 'unused'

/** A vocabulary whose tokens are numbered as they stand here. */
function vocabulary(type: string, entries: readonly (readonly [piece: string, kind?: Kind])[]): Vocabulary {
  return {
    vocabularyType: type,
    fileInfo: { metadata: { tokenizer: { ggml: { tokens: entries.map(([piece]) => piece) } } } },
    getTokenAttributes: (token: Token) => ({ [entries[token]?.[1] ?? 'normal']: true }),
    detokenize: ([token]: Token[]) => `<${token}>`,
  } as unknown as Vocabulary
}

function read(model: Vocabulary, tokens: readonly number[], stops: readonly string[] = []): string {
  const text = collectText(tokenBytes(model), stops)
  for (const token of tokens) if (text.add(token as Token)) break
  return text.end()
}

describe('tokens become text', () => {
  it.each([
    ['byte letters', vocabulary('bpe', [['x'], ['Ġ!='], ['Ġy'], ['Ċ'], ['cafÃ©']]), [0, 1, 2, 3, 4], 'x != y\ncafé'],
    ['marked spaces', vocabulary('spm', [['▁▁return'], ['▁a'], ['<0x0A>', 'byte']]), [0, 1, 2], '  return a\n'],
    ['marked spaces in a BPE', vocabulary('bpe', [['▁'], ['▁Ġ'], ['é']]), [0, 1, 2], '  Ġé'],
    ['a character of several tokens', vocabulary('bpe', [['ðŁ'], ['Ĳ'], ['Ļ!']]), [0, 1, 2], '🐙!'],
    [
      'a character of byte tokens',
      vocabulary(
        'spm',
        ['F0', '9F', '90', '99'].map((hex) => [`<0x${hex}>`, 'byte'] as const),
      ),
      [0, 1, 2, 3],
      '🐙',
    ],
    ['a character cut in the middle', vocabulary('bpe', [['a'], ['ðŁ']]), [0, 1], 'a\uFFFD'],
    [
      'no special token',
      vocabulary('bpe', [['a'], ['<|im_end|>', 'control'], ['<unk>', 'unknown'], ['b']]),
      [0, 1, 2, 3],
      'ab',
    ],
    [
      'tokens that users defined, as they are',
      vocabulary('bpe', [
        ['<think>', 'userDefined'],
        ['  ', 'userDefined'],
      ]),
      [0, 1],
      '<think>  ',
    ],
    ['a byte order mark', vocabulary('bpe', [['ï»¿'], ['a']]), [0, 1], '\uFEFFa'],
    ['other kinds by the library', vocabulary('rwkv', [['a'], ['b']]), [0, 1], '<0><1>'],
  ])('%s', (_what, model, tokens, text) => expect(read(model, tokens)).toBe(text))
})

describe('a stop', () => {
  const letters = vocabulary(
    'bpe',
    [...'abcĊ'].map((letter) => [letter] as const),
  )

  it.each([
    ['within one token', ['b'], 'a'],
    ['that spans tokens', ['bc'], 'a'],
    ['that comes first of several', ['c', 'ab'], ''],
    ['that never comes', ['cc'], 'abcaba\n'],
  ])('%s', (_what, stops, text) => expect(read(letters, [0, 1, 2, 0, 1, 0, 3], stops)).toBe(text))

  it('wants nothing more', () => {
    const text = collectText(tokenBytes(letters), ['bc'])
    expect([0, 1, 2].map((token) => text.add(token as Token))).toEqual([false, false, true])
  })
})

it('keeps the spaces that llama.cpp drops for some vocabularies', async ({ skip }) => {
  const path = join(await temporaryFolder(), 'gpt-2.gguf')
  const bytes = await readFile(bundledFile('wordproblems/tiny-base.gguf'))
  await writeFile(path, Buffer.from(bytes.toString('latin1').replace('qwen2', 'gpt-2'), 'latin1'))
  const model = await loadModel(path, { vocabOnly: true }, importLlamaCpp).catch(() => undefined)
  if (model === undefined) return skip('node-llama-cpp cannot be loaded here')
  const text = "if x != y , it 's ' a ' ?"
  const tokens = model.tokenize(text)
  expect(model.detokenize(tokens)).not.toBe(text)
  expect(read(model, tokens)).toBe(text)
  await model.dispose()
})
