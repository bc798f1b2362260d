/** The weights of one file in memory, and several sequences that draw replies from them at once. */
import { randomInt } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { basename } from 'node:path'
import type { LlamaContext, LlamaContextSequence, LlamaModel, SequenceEvaluateOptions, Token } from 'node-llama-cpp'
import { ModelError, UsageError } from '../../../results/errors.ts'
import type { Completion, Generation } from '../../../results/schema/schema.ts'
import { unlessAborted } from '../../lib/abort.ts'
import { type LlamaCpp, loadModel } from './llama-cpp.ts'
import { createSlots } from './slots.ts'
import { collectText, tokenBytes } from './token-text.ts'

/** A prompt that leaves a reply no room in the model's context. */
export class ContextOverflow extends ModelError {}

export interface Engine {
  readonly model: LlamaModel
  /** Continues a text, special tokens included. @throws ContextOverflow */
  generate(text: string, generation: Generation, signal?: AbortSignal): Promise<Completion>
  /** Frees the memory; what is under way fails. */
  stop(): Promise<void>
}

interface EngineOptions {
  /** Size of the file. */
  readonly bytes: number
  readonly threads: number | undefined
  readonly sequences: number
}

/** @throws UsageError when the weights or the contexts do not fit the memory */
export async function startEngine(
  path: string,
  options: EngineOptions,
  importLibrary: () => Promise<LlamaCpp>,
): Promise<Engine> {
  const name = basename(path) // what goes into records names no folder of this machine
  const model = await loadModel(path, {}, importLibrary)
  const lanes = await openLanes(model, path, options)
  const contextSize = Math.min(...lanes.map((lane) => lane.contextSize)) // memory may have run short for the last one
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
        // No prefix is kept from the last question: the same prompt gets the same reply, whatever was asked before.
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
        // An aborted step still runs to its end, and nobody waits for it.
        void tokens.return().then(
          () => slots.give(sequence),
          () => undefined,
        )
      }
    },
    stop: () => model.dispose(), // and with it its contexts
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

/** What is absent is drawn from the model's distribution as it is; the library would cut it to 40 tokens and 0.95. */
function sampling({ temperature = 1, topP = 1, seed }: Generation): SequenceEvaluateOptions {
  // The library would take the clock's second, the same for all requests that start in it.
  return { temperature, topP, topK: 0, minP: 0, seed: seed ?? randomInt(2 ** 31) }
}

function tokenize(model: LlamaModel, text: string): Token[] {
  const tokens = model.tokenize(text, true)
  const { bos, shouldPrependBosToken } = model.tokens
  return shouldPrependBosToken && bos !== null && tokens[0] !== bos ? [bos, ...tokens] : tokens
}

/** Tokens a reply may have. Beyond that the library would forget the start of the prompt. */
function roomAfter(prompt: readonly Token[], contextSize: number, name: string): number {
  if (prompt.length === 0) throw new ModelError(`${name}: the prompt is empty`)
  if (prompt.length < contextSize) return contextSize - prompt.length
  throw new ContextOverflow(
    `${name}: the prompt has ${prompt.length} tokens, and the model’s context holds ${contextSize}, reply included`,
    { hint: 'Ask with fewer shots, or a model with a longer context.' },
  )
}

/** Models up to this size gain nothing from several threads on one step: the threads wait for each other. */
const SMALL_MODEL_BYTES = 256 * 2 ** 20

/** Small models: each core works on sequences of its own. Large models: all cores, but one for the rest, work together. */
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

/** The sequences of all lanes, dealt out so that two in a row are on different cores. */
function inTurn(lanes: readonly LlamaContext[]): LlamaContextSequence[] {
  const sequences = lanes.map((lane) => Array.from({ length: lane.totalSequences }, () => lane.getSequence()))
  const longest = Math.max(...sequences.map(({ length }) => length))
  return Array.from({ length: longest }, (_, turn) => sequences.flatMap((lane) => lane[turn] ?? [])).flat()
}
