/** Runs inference on one GGUF file: the weights in memory, and several sequences in parallel. */
import { randomInt } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { basename } from 'node:path'
import type { LlamaContext, LlamaContextSequence, LlamaModel, SequenceEvaluateOptions, Token } from 'node-llama-cpp'
import { ModelError, UsageError } from '../../../results/errors.ts'
import type { Completion, Generation } from '../../../results/schema/schema.ts'
import { unlessAborted } from '../../lib/abort.ts'
import { measured } from '../measured.ts'
import { logLikelihoods, splitTokens } from './likelihoods.ts'
import { type LlamaCpp, loadModel } from './llama-cpp.ts'
import { createSlots } from './slots.ts'
import { collectText, tokenBytes } from './token-text.ts'

/** The prompt leaves no room for a reply in the model's context. */
export class ContextOverflow extends ModelError {}

export interface Engine {
  readonly model: LlamaModel
  /** Generates the continuation of a text, which may contain special tokens. @throws ContextOverflow */
  generate(text: string, generation: Generation, signal?: AbortSignal): Promise<Completion>
  /** Measures how likely each continuation of a text is. @throws ContextOverflow */
  measure(text: string, continuations: readonly string[], signal?: AbortSignal): Promise<Completion>
  /** Frees the memory; requests in flight fail. */
  stop(): Promise<void>
}

interface EngineOptions {
  /** Size of the file in bytes. */
  readonly bytes: number
  readonly threads: number | undefined
  readonly sequences: number
}

/** @throws UsageError when the weights or the contexts do not fit into memory */
export async function startEngine(
  path: string,
  options: EngineOptions,
  importLibrary: () => Promise<LlamaCpp>,
): Promise<Engine> {
  const name = basename(path) // records contain no paths of this machine
  const model = await loadModel(path, {}, importLibrary)
  const lanes = await openLanes(model, path, options)
  const contextSize = Math.min(...lanes.map((lane) => lane.contextSize)) // a lack of memory may have shrunk the last context
  const slots = createSlots(inTurn(lanes))
  const bytesOf = tokenBytes(model)

  return {
    model,
    async generate(text, generation, signal) {
      const prompt = tokenize(model, text)
      const room = roomAfter(prompt, contextSize, name)
      const limit = Math.min(generation.maxTokens ?? room, room)
      const sequence = await slots.take()
      const startedAt = performance.now()
      const tokens = sequence.evaluate(prompt, sampling(generation))
      try {
        // No prefix cache: the same prompt gets the same reply, whatever came before.
        await sequence.clearHistory()
        const reply = await draw(tokens, limit, collectText(bytesOf, generation.stop ?? []), signal)
        return {
          text: reply.text,
          finishReason: reply.finishReason,
          usage: { inputTokens: prompt.length, outputTokens: reply.outputTokens },
          latencyMs: Math.round(performance.now() - startedAt),
        }
      } catch (error) {
        signal?.throwIfAborted()
        throw new ModelError(`${name}: llama.cpp failed: ${(error as Error).message}`, { cause: error })
      } finally {
        // An aborted step still runs to its end, but is not awaited.
        void tokens.return().then(
          () => slots.give(sequence),
          () => undefined,
        )
      }
    },
    async measure(text, continuations, signal) {
      const encode = (whole: string) => tokenize(model, whole)
      const start = model.tokens.bos ?? model.tokens.eos
      const texts = continuations.map((continuation) => splitTokens(encode, text, continuation, start))
      for (const { context, continuation } of texts) roomAfter([...context, ...continuation], contextSize, name)
      const sequence = await slots.take()
      const startedAt = performance.now()
      const work = logLikelihoods(sequence, texts)
      // An aborted step still runs to its end, but is not awaited.
      void work.catch(() => undefined).then(() => slots.give(sequence))
      const sums = await unlessAborted(work, signal).catch((error: Error) => {
        signal?.throwIfAborted()
        if (error instanceof ModelError) throw error
        throw new ModelError(`${name}: llama.cpp failed: ${error.message}`, { cause: error })
      })
      const likelihoods = continuations.map((text, at) => ({
        text,
        logLikelihood: sums[at] as number,
        tokens: texts[at]?.continuation.length ?? 0,
      }))
      return {
        ...measured(likelihoods),
        usage: {
          inputTokens: texts.reduce((sum, { context, continuation }) => sum + context.length + continuation.length, 0),
          outputTokens: 0,
        },
        latencyMs: Math.round(performance.now() - startedAt),
      }
    },
    stop: () => model.dispose(), // disposes its contexts too
  }
}

interface Reply extends Pick<Completion, 'text' | 'finishReason'> {
  readonly outputTokens: number
}

async function draw(
  tokens: AsyncGenerator<Token, void>,
  limit: number,
  text: ReturnType<typeof collectText>,
  signal: AbortSignal | undefined,
): Promise<Reply> {
  for (let outputTokens = 0; outputTokens < limit; outputTokens++) {
    const next = await unlessAborted(tokens.next(), signal)
    if (next.done) return { text: text.end(), finishReason: 'stop', outputTokens }
    if (text.add(next.value)) return { text: text.end(), finishReason: 'stop', outputTokens: outputTokens + 1 }
  }
  return { text: text.end(), finishReason: 'length', outputTokens: limit }
}

/** Sampling settings. Absent settings leave the distribution unchanged; the library's defaults are top-k 40 and top-p 0.95. */
function sampling({ temperature = 1, topP = 1, seed }: Generation): SequenceEvaluateOptions {
  // The library's default seed is the time in seconds, equal for all requests of a second.
  return { temperature, topP, topK: 0, minP: 0, seed: seed ?? randomInt(2 ** 31) }
}

function tokenize(model: LlamaModel, text: string): Token[] {
  const tokens = model.tokenize(text, true)
  const { bos, shouldPrependBosToken } = model.tokens
  return shouldPrependBosToken && bos !== null && tokens[0] !== bos ? [bos, ...tokens] : tokens
}

/** Maximum tokens of a reply. Beyond it the library would shift the start of the prompt out of the context. */
function roomAfter(prompt: readonly Token[], contextSize: number, name: string): number {
  if (prompt.length === 0) throw new ModelError(`${name}: the prompt is empty`)
  if (prompt.length < contextSize) return contextSize - prompt.length
  throw new ContextOverflow(
    `${name}: the prompt has ${prompt.length} tokens, and the model’s context ${contextSize}, reply included`,
    { hint: 'Use fewer shots, or a model with a longer context.' },
  )
}

/** Size in bytes up to which several threads per step do not help: they wait for each other. */
const SMALL_MODEL_BYTES = 256 * 2 ** 20

/** Divides the cores. Small models: each core runs its own sequences. Large models: all cores but one work together. */
async function openLanes(model: LlamaModel, path: string, options: EngineOptions): Promise<LlamaContext[]> {
  const { bytes, sequences, threads } = options
  const cores = availableParallelism()
  const isSmall = bytes <= SMALL_MODEL_BYTES
  const lanes = isSmall ? Math.min(threads ?? cores, sequences) : 1
  const threadsEach = isSmall ? 1 : (threads ?? Math.max(1, cores - 1))
  const contexts: LlamaContext[] = []
  try {
    for (let lane = 0; lane < lanes; lane++) {
      const share = Math.floor((sequences + lane) / lanes)
      contexts.push(await model.createContext({ sequences: share, threads: threadsEach }))
    }
    return contexts
  } catch (error) {
    await model.dispose()
    throw new UsageError(`${path}: no memory for ${sequences} contexts: ${(error as Error).message}`, {
      hint: 'Use a smaller quantization of the model, or a machine with more memory.',
      cause: error,
    })
  }
}

/** Interleaves the sequences of all lanes, so that two in a row run on different cores. */
function inTurn(lanes: readonly LlamaContext[]): LlamaContextSequence[] {
  const sequences = lanes.map((lane) => Array.from({ length: lane.totalSequences }, () => lane.getSequence()))
  const longest = Math.max(...sequences.map(({ length }) => length))
  return Array.from({ length: longest }, (_, turn) => sequences.flatMap((lane) => lane[turn] ?? [])).flat()
}
