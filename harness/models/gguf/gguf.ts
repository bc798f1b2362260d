/**
 * Runs models in GGUF files in this process, with llama.cpp: no server, no API key, no network.
 *
 * Chat prompts are rendered with the template of the file; no system message is added. As in the servers of llama.cpp and vLLM,
 * the rendered text is tokenized as a whole. A question that spells out a special token (`<|im_end|>`) therefore contains it.
 */
import { basename } from 'node:path'
import { ModelError, UsageError } from '../../../results/errors.ts'
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
  /** CPU cores to use. Default: as many as make it faster. */
  readonly threads?: number
  /** Requests in flight, each with its own context. Default: 4. */
  readonly sequences?: number
}

/**
 * Reads the file once for its SHA-256. The weights are loaded with the first request and freed by `close`.
 *
 * @param importLibrary stands in for `import('node-llama-cpp')` in tests
 * @throws UsageError when the file does not exist or is not a GGUF file
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

    async checkLikelihoods() {
      // llama.cpp gives the logits of every model that it loads.
    },

    async complete(request, signal) {
      const { prompt, generation, trial, continuations } = request
      const seed = trialSeed(request)
      signal?.throwIfAborted()
      const variables = templateVariables(generation)
      engine ??= startEngine(path, { bytes, threads, sequences }, importLibrary)
      const running = engine
      const { model, generate, measure } = await running
      try {
        const text = typeof prompt === 'string' ? prompt : (await chatTemplateOf(model, path))(prompt, variables)
        if (continuations !== undefined) return await measure(text, continuations, signal)
        return await generate(text, seed === undefined ? generation : { ...generation, seed }, signal)
      } catch (error) {
        if (trial.turn > 1 && error instanceof ContextOverflow) return OVERFLOWED
        signal?.throwIfAborted()
        if (engine === running || error instanceof ModelError) throw error
        throw new ModelError(`${basename(path)} was closed before it replied`, { cause: error })
      }
    },

    unload: stop,
    close: stop,
  }

  async function stop(): Promise<void> {
    const running = engine
    engine = undefined // the next request loads the weights again
    const started = await running?.catch(() => undefined) // a failed start was reported already
    await started?.stop()
  }
}

/** After the first turn, an overflow is due to the model's own earlier replies. */
const OVERFLOWED: Completion = { text: '', finishReason: 'length' }

/**
 * Reads template settings, as vLLM and SGLang do: `{"chat_template_kwargs": {"enable_thinking": false}}`.
 *
 * @throws UsageError for other fields of the extra body, which would have no effect
 */
function templateVariables({ extraBody = {}, reasoningEffort }: Generation): Record<string, unknown> {
  const { chat_template_kwargs: variables = {}, ...unknown } = extraBody
  const [name] = Object.keys(unknown)
  if (name !== undefined) {
    throw new UsageError(`extra body "${name}": not supported by GGUF models`, {
      hint: 'Only chat_template_kwargs is supported. For other fields, serve the file with llama.cpp: llamacpp/MODEL@URL.',
    })
  }
  return { ...(reasoningEffort !== undefined && { reasoning_effort: reasoningEffort }), ...(variables as object) }
}
