import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, describe, expect, it } from 'vitest'
import { bundledFile } from '../../../../benchmarks/bundled.ts'
import { type GgufOptions, openGguf } from '../../../../harness/models/gguf/gguf.ts'
import { importLlamaCpp, loadModel } from '../../../../harness/models/gguf/llama-cpp.ts'
import type { Model } from '../../../../harness/models/model.ts'
import { ModelError, UsageError } from '../../../../results/errors.ts'
import type { Generation, Prompt } from '../../../../results/schema/schema.ts'
import { temporaryFolder } from '../../../helpers/temporary.ts'

const tiny = (name: string) => bundledFile(`wordproblems/${name}.gguf`)
const DIRECT = tiny('tiny-sft-direct')
const GREEDY: Generation = { temperature: 0, maxTokens: 120 }

const questions = (await readFile(bundledFile('wordproblems/wordproblems-test.jsonl'), 'utf8'))
  .split('\n', 10)
  .map((line): string => JSON.parse(line).question)
const [FIRST = ''] = questions

const obstacle = await loadModel(DIRECT, { vocabOnly: true }, importLlamaCpp).then(
  (model) => void model.dispose(),
  (error) => (error as Error).message,
)
const describeHere = describe.skipIf(obstacle !== undefined)
if (obstacle !== undefined) console.warn(`GGUF models are not tested here: ${obstacle}`)

const opened = new Map<string, Promise<Model>>()
afterAll(async () => {
  for (const model of opened.values()) await (await model).close?.()
})

/** Loading costs more than asking: tests share their models. */
function open(path: string, options: GgufOptions = { api: 'chat' }): Promise<Model> {
  const key = JSON.stringify([path, options])
  const model = opened.get(key) ?? openGguf({ label: 'tiny', name: path }, options)
  opened.set(key, model)
  return model
}

const user = (content: string): Prompt => [{ role: 'user', content }]

const ask = (
  model: Model,
  prompt: Prompt,
  generation = GREEDY,
  { turn = 1, repeat = 1, signal = undefined as AbortSignal | undefined } = {},
) => model.complete({ prompt, generation, trial: { sampleId: 'wordproblems/0', repeat, turn } }, signal)

describeHere('a GGUF model', () => {
  it.each([
    ['tiny-base', '#### 22', 4],
    ['tiny-sft-direct', 'First there are 47+34=81.\nThen 81-11=70 are left.\n#### 70', 30],
    [
      'tiny-sft-think',
      'Thinking: Add 34, then take away 11.\nFirst there are 47+34=81.\nThen 81-11=70 are left.\n#### 70',
      44,
    ],
  ])('answers the bare question through its own template: %s', async (name, text, outputTokens) => {
    const reply = await ask(await open(tiny(name)), user(FIRST))
    expect(reply).toEqual({
      text,
      finishReason: 'stop',
      usage: { inputTokens: 34, outputTokens },
      latencyMs: expect.any(Number),
    })
  })

  it.each(['tiny-base', 'tiny-sft-direct', 'tiny-sft-think'])(
    'says the same alone and among others: %s',
    async (name) => {
      const alone = await open(tiny(name), { api: 'chat', sequences: 1 })
      const among = await open(tiny(name))
      const one = []
      for (const question of questions) one.push((await ask(alone, user(question))).text)
      const many = await Promise.all(questions.map((question) => ask(among, user(question))))
      expect(many.map(({ text }) => text)).toEqual(one)
    },
  )

  it('names itself by its file and content, and no folder of this machine', async () => {
    expect((await open(DIRECT)).facts).toEqual({
      label: 'tiny',
      provider: 'gguf',
      name: 'tiny-sft-direct.gguf',
      api: 'chat',
      version: 'sha256:f422b26eeac012c4e1e82b115ac11e0cb8224a4ff83a0a065e573fbcf44d8786',
    })
  })

  it('passes its check', async () =>
    expect((await open(DIRECT)).check?.({ sampleIds: [], allIds: [], repeats: 1 })).resolves.toBeUndefined())

  it('continues plain text when asked for completions', async () => {
    const chat = await ask(await open(DIRECT), user(FIRST))
    const completions = await open(DIRECT, { api: 'completions' })
    const reply = await ask(completions, `<|im_start|>user\n${FIRST}<|im_end|>\n<|im_start|>assistant\n`)
    expect({ ...reply, latencyMs: 0 }).toEqual({ ...chat, latencyMs: 0 })
  })

  it('stops before a stop that spans tokens', async () => {
    const reply = await ask(await open(DIRECT), user(FIRST), { ...GREEDY, stop: ['never', '\nThen 81'] })
    expect(reply).toMatchObject({ text: 'First there are 47+34=81.', finishReason: 'stop' })
  })

  it('is cut at the most tokens it may use', async () => {
    const reply = await ask(await open(DIRECT), user(FIRST), { temperature: 0, maxTokens: 5 })
    expect(reply).toMatchObject({ text: 'First there are 4', finishReason: 'length', usage: { outputTokens: 5 } })
  })

  it('is cut where its context ends', async () => {
    const completions = await open(DIRECT, { api: 'completions' })
    const reply = await ask(completions, '1'.repeat(2045), { temperature: 0 })
    expect(reply).toMatchObject({ finishReason: 'length', usage: { inputTokens: 2045, outputTokens: 3 } })
  })

  it('draws the same reply from the same seed, and others for further repeats', async () => {
    const model = await open(DIRECT)
    const drawn = { temperature: 1.5, maxTokens: 40, seed: 1 }
    const repeats = await Promise.all([1, 1, 2, 3, 4].map((repeat) => ask(model, user(FIRST), drawn, { repeat })))
    const texts = repeats.map(({ text }) => text)
    expect(texts[1]).toBe(texts[0])
    expect(new Set(texts).size).toBeGreaterThan(2)
  })

  it('draws different replies without a seed, though they start in the same second', async () => {
    const model = await open(DIRECT)
    const drawn = await Promise.all(
      Array.from({ length: 6 }, () => ask(model, user(FIRST), { maxTokens: 40, temperature: 1.5 })),
    )
    expect(new Set(drawn.map(({ text }) => text)).size).toBeGreaterThan(1)
  })

  it('refuses a prompt longer than its context, with the numbers', async () => {
    const asked = ask(await open(DIRECT), user('1'.repeat(3000)))
    await expect(asked).rejects.toThrow(
      'tiny-sft-direct.gguf: the prompt has 3008 tokens, and the model’s context 2048',
    )
    await expect(asked).rejects.toMatchObject({ retryable: false, fatal: false })
    await expect(asked).rejects.toBeInstanceOf(ModelError)
  })

  it('is out of room when its own earlier turns have filled the context', async () => {
    const reply = await ask(await open(DIRECT), user('1'.repeat(3000)), GREEDY, { turn: 2 })
    expect(reply).toEqual({ text: '', finishReason: 'length' })
  })

  it('ends at once when aborted, and answers the next question', async () => {
    const model = await open(DIRECT)
    const stopped = new Error('stopped')
    const asked = ask(model, user('1'.repeat(1000)), { temperature: 2 }, { signal: AbortSignal.abort(stopped) })
    await expect(asked).rejects.toBe(stopped)
    const controller = new AbortController()
    const begun = ask(model, user('1'.repeat(1000)), { temperature: 2 }, { signal: controller.signal })
    setTimeout(() => controller.abort(stopped), 20)
    await expect(begun).rejects.toBe(stopped)
    expect((await ask(model, user(FIRST))).text).toMatch(/#### 70$/)
  })

  it.each(['loading', 'answering'])('fails what is under way when it is closed while %s', async (state) => {
    const model = await openGguf({ label: 'tiny', name: DIRECT }, { api: 'chat' })
    if (state === 'answering') await ask(model, user('1'), { maxTokens: 1 })
    const asked = ask(model, user('1'.repeat(1000)), { temperature: 2 })
    const failed = expect(asked).rejects.toThrow(ModelError)
    await model.close?.()
    await failed
  })

  it('lets the process end once it is closed', async () => {
    const script = join(await temporaryFolder(), 'ask.mjs')
    await writeFile(
      script,
      `const { openGguf } = await import(${JSON.stringify(new URL('../../../../harness/models/gguf/gguf.ts', import.meta.url).href)})
      const model = await openGguf({ label: 'tiny', name: ${JSON.stringify(DIRECT)} }, { api: 'chat' })
      const prompt = [{ role: 'user', content: ${JSON.stringify(FIRST)} }]
      const trial = { sampleId: 'a', repeat: 1, turn: 1 }
      const { text } = await model.complete({ prompt, generation: { temperature: 0 }, trial })
      await model.close()
      console.log(text)`,
    )
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [script], { timeout: 110_000 })
    expect([stdout, stderr]).toEqual([expect.stringMatching(/#### 70\n$/), ''])
  })

  it('takes no extra body but what its template reads', async () => {
    const model = await open(DIRECT)
    const asked = ask(model, user(FIRST), { ...GREEDY, extraBody: { top_k: 5 } })
    await expect(asked).rejects.toMatchObject({
      name: 'UsageError',
      message: 'extra body "top_k": not supported by GGUF models',
    })
    const harmless = { chat_template_kwargs: { enable_thinking: false } }
    await expect(ask(model, user(FIRST), { ...GREEDY, extraBody: harmless })).resolves.toMatchObject({
      finishReason: 'stop',
    })
  })
})

describe('a file that is no model', () => {
  it.each([
    ['text', 'Hello', 'not a GGUF file (it starts with "Hell")'],
    ['nothing', '', 'not a GGUF file (it is empty)'],
    ['the start of the magic', 'GG', 'not a GGUF file (it starts with "GG")'],
  ])('is refused: %s', async (_what, content, message) => {
    const path = join(await temporaryFolder(), 'model.gguf')
    await writeFile(path, content)
    await expect(openGguf({ label: 'a', name: path }, { api: 'chat' })).rejects.toMatchObject({
      name: 'UsageError',
      message: `${path}: ${message}`,
    })
  })

  it('is refused: a folder', async () => {
    const path = await temporaryFolder()
    await expect(openGguf({ label: 'a', name: path }, { api: 'chat' })).rejects.toThrow(`${path}: it is a folder`)
  })

  it('is refused: one that is not there', async () => {
    const opening = openGguf({ label: 'a', name: 'nowhere/model.gguf' }, { api: 'chat' })
    await expect(opening).rejects.toMatchObject({
      name: 'UsageError',
      message: 'nowhere/model.gguf: there is no such file',
    })
  })
})

describeHere('a damaged or foreign model file', () => {
  /** A copy of a tiny model with something else in it. */
  async function altered(change: (bytes: Buffer) => Buffer): Promise<Model> {
    const path = join(await temporaryFolder(), basename(DIRECT))
    await writeFile(path, change(await readFile(DIRECT)))
    return openGguf({ label: 'a', name: path }, { api: 'chat' })
  }
  const replaced = (from: string, to: string) => (bytes: Buffer) =>
    Buffer.from(bytes.toString('latin1').replaceAll(from, to), 'latin1')

  it.each([
    [
      'cut short',
      (bytes: Buffer) => bytes.subarray(0, 1_000_000),
      /data is not within the file bounds, model is corrupted or incomplete$/,
    ],
    [
      'cut within its head',
      (bytes: Buffer) => bytes.subarray(0, 24),
      /tiny-sft-direct.gguf: llama.cpp cannot load it: /,
    ],
    ['of an unknown kind', replaced('llama', 'lxxxx'), /: unknown model architecture: 'lxxxx'$/],
  ])('fails its check: %s', async (_what, change, message) => {
    const model = await altered(change)
    const checked = model.check?.({ sampleIds: [], allIds: [], repeats: 1 })
    await expect(checked).rejects.toThrow(message)
    await expect(checked).rejects.toBeInstanceOf(UsageError)
    await model.close?.()
  })

  it('fails its check: without a chat template', async () => {
    const model = await altered(replaced('tokenizer.chat_template', 'tokenizer.Chat_template'))
    await expect(model.check?.({ sampleIds: [], allIds: [], repeats: 1 })).rejects.toMatchObject({
      message: expect.stringContaining('the file has no chat template'),
      hint: expect.stringContaining('--api completions'),
    })
  })
})

describe('without node-llama-cpp', () => {
  it('says how to install it', async () => {
    const missing = Object.assign(new Error("Cannot find package 'node-llama-cpp' imported from …"), {
      code: 'ERR_MODULE_NOT_FOUND',
    })
    const model = await openGguf({ label: 'a', name: DIRECT }, { api: 'chat' }, () => Promise.reject(missing))
    for (const attempt of [model.check?.({ sampleIds: [], allIds: [], repeats: 1 }), ask(model, user(FIRST))]) {
      await expect(attempt).rejects.toBeInstanceOf(UsageError)
      await expect(attempt).rejects.toMatchObject({
        message: 'GGUF models require node-llama-cpp, which is not installed',
        hint: expect.stringMatching(/npm install .*node-llama-cpp@\d+\.\d+\.\d+/),
      })
    }
    await model.close?.()
  })
})
