/**
 * Models in GGUF files, run in this process by llama.cpp: no server, no key, no network.
 *
 * A chat prompt is the file's own template and nothing more: no system message is added. As in llama.cpp's, vLLM's and
 * other servers, the rendered text is tokenized as a whole, so that it is exactly what the model was trained on; a
 * question that spells out a special token (`<|im_end|>`) therefore becomes that token.
 */
import { basename } from 'node:path'
import { UsageError } from '../../../results/errors.ts'
import type { Completion, Generation } from '../../../results/schema/schema.ts'
import type { Model } from '../model.ts'
import { trialSeed } from '../openai/trial-seed.ts'
import type { ModelSpec } from '../spec.ts'
import { chatTemplateOf } from './chat-template.ts'
import { ContextOverflow, type Engine, startEngine } from './engine.ts'
import { identifyGguf } from './file.ts'
import { importLlamaCpp, loadModel } from './llama-cpp.ts'

export interface GgufOptions {
  readonly api: 'chat' | 'completions'
  /** Cores to compute on; as many as make it faster when absent. */
  readonly threads?: number
  /** Requests worked on at once, each with a context of its own. Default: 4. */
  readonly sequences?: number
}

/**
 * Reads the file once for its sha256; the weights are loaded with the first question and freed by `close`.
 *
 * @param importLibrary stands in for `import('node-llama-cpp')` in tests
 * @throws UsageError when the file is not there, or is no GGUF
 */
export async function openGguf(
  spec: Pick<ModelSpec, 'label' | 'name'>,
  options: GgufOptions,
  importLibrary = importLlamaCpp,
): Promise<Model> {
  const { label, name: path } = spec
  const { api, threads, sequences = 4 } = options
  const { sha256, bytes } = await identifyGguf(path)
  let engine: Promise<Engine> | undefined

  return {
    facts: { label, provider: 'gguf', name: basename(path), api, version: `sha256:${sha256}` },
    capacity: () => sequences,

    async check({ api: asked = api }) {
      const model = await loadModel(path, { vocabOnly: true }, importLibrary)
      try {
        if (asked === 'chat') await chatTemplateOf(model, path)
      } finally {
        await model.dispose()
      }
    },

    async complete(request, signal) {
      const { prompt, generation, trial } = request
      const seed = trialSeed(request)
      signal?.throwIfAborted()
      const variables = templateVariables(generation)
      engine ??= startEngine(path, { bytes, threads, sequences }, importLibrary)
      const { model, generate } = await engine
      const text = typeof prompt === 'string' ? prompt : (await chatTemplateOf(model, path))(prompt, variables)
      try {
        return await generate(text, seed === undefined ? generation : { ...generation, seed }, signal)
      } catch (error) {
        if (trial.turn > 1 && error instanceof ContextOverflow) return OVERFLOWED
        throw error
      }
    },

    unload: stop,
    close: stop,
  }

  async function stop(): Promise<void> {
    const running = engine
    engine = undefined // the next request loads the weights again
    const started = await running?.catch(() => undefined) // a failure to start has been reported already
    await started?.stop()
  }
}

/** After the first turn it is the model's own earlier words that leave no room. */
const OVERFLOWED: Completion = { text: '', finishReason: 'length' }

/**
 * What vLLM and SGLang hand to a template as well: `{"chat_template_kwargs": {"enable_thinking": false}}`.
 *
 * @throws UsageError for anything else in the extra body: a setting must not be dropped in silence
 */
function templateVariables({ extraBody = {}, reasoningEffort }: Generation): Record<string, unknown> {
  const { chat_template_kwargs: variables = {}, ...unknown } = extraBody
  const [name] = Object.keys(unknown)
  if (name !== undefined) {
    throw new UsageError(`extra body "${name}": a GGUF model cannot take it`, {
      hint: 'Of an extra body only chat_template_kwargs reaches a GGUF model. For the rest, serve the file with llama.cpp: llamacpp/MODEL@URL.',
    })
  }
  return { ...(reasoningEffort !== undefined && { reasoning_effort: reasoningEffort }), ...(variables as object) }
}
