/** Builds the body of a request from a prompt and its settings. */
import type { OpenAI } from 'openai'
import { UsageError } from '../../../results/errors.ts'
import type { Generation } from '../../../results/schema/schema.ts'
import { apiOf, type ModelRequest } from '../model.ts'
import type { Endpoint } from './endpoint.ts'
import { trialSeed } from './trial-seed.ts'

export type ChatBody = OpenAI.ChatCompletionCreateParams
export type CompletionsBody = OpenAI.CompletionCreateParams

/** The request dialect of a server. */
export interface Dialect {
  /** Name of the model at the server. */
  readonly model: string
  /** Name of the token limit: OpenAI's newer models refuse `max_tokens`, most other servers know only that. */
  readonly maxTokensField: 'max_tokens' | 'max_completion_tokens'
  /** Whether to stream. Absent: the field is not sent. */
  readonly stream?: boolean | undefined
  /** Fields added by evalkit that this server has refused. */
  readonly silentOn?: readonly OwnField[] | undefined
  /** Learned from refusals of another model on the same server. */
  readonly isTaught?: boolean
}

/** What a server's refusals taught its models. */
export interface TaughtDialect {
  dialect?: Pick<Dialect, 'maxTokensField' | 'silentOn'>
}

export type OwnField = 'stream' | 'stream_options'

/** The dialect before the first response. */
export const dialectOf = (model: string, { url }: Endpoint): Dialect => ({
  model,
  maxTokensField: new URL(url).host === 'api.openai.com' ? 'max_completion_tokens' : 'max_tokens',
})

/** @throws TypeError for a prompt that is no messages @throws UsageError for extra fields that would change the form of the response */
export function chatBody(request: ModelRequest, dialect: Dialect): ChatBody {
  const { model, maxTokensField } = dialect
  const { prompt, generation } = request
  if (typeof prompt === 'string') throw new TypeError('a chat API requires messages')
  const { maxTokens, reasoningEffort, extraBody, omit } = generation
  return without(omit, {
    model,
    messages: prompt,
    ...sampling(request),
    ...(maxTokens !== undefined && { [maxTokensField]: maxTokens }),
    ...(reasoningEffort !== undefined && { reasoning_effort: reasoningEffort as OpenAI.ReasoningEffort }),
    ...streaming(dialect, omit),
    ...readable(extraBody),
  })
}

/** @throws TypeError for a prompt that is no text @throws UsageError likewise */
export function completionsBody(request: ModelRequest, dialect: Dialect): CompletionsBody {
  const { model } = dialect
  const { prompt, generation } = request
  if (typeof prompt !== 'string') throw new TypeError('a completions API requires text')
  const { maxTokens, reasoningEffort, extraBody, omit } = generation
  return without(omit, {
    model,
    prompt,
    ...sampling(request),
    ...(maxTokens !== undefined && { max_tokens: maxTokens }),
    ...(reasoningEffort !== undefined && { reasoning_effort: reasoningEffort }),
    ...streaming(dialect, omit),
    ...readable(extraBody),
  })
}

/** Removes fields that the user omits: some servers refuse unknown fields, or fields that a model does not support. */
function without<Body extends object>(names: readonly string[] = [], body: Body): Body {
  if (names.length === 0) return body
  return Object.fromEntries(Object.entries(body).filter(([name]) => !names.includes(name))) as Body
}

function sampling(request: ModelRequest) {
  const { temperature, topP, stop } = request.generation
  const seed = trialSeed(request)
  return {
    ...(temperature !== undefined && { temperature }),
    ...(topP !== undefined && { top_p: topP }),
    ...(seed !== undefined && { seed }),
    ...(stop !== undefined && { stop: sentStops(stop) }),
  }
}

/** OpenAI and compatible servers accept four stop sequences, and refuse a fifth with a 400. */
const MAX_STOPS = 4

/**
 * The stop sequences to send; the reply is cut at all of them after it arrives. One that contains another is redundant.
 */
const sentStops = (stops: readonly string[]) =>
  [...new Set(stops)]
    .filter((stop) => !stops.some((other) => other !== stop && stop.includes(other)))
    .slice(0, MAX_STOPS)

/** Fields for streaming. `stream: false` is sent too: some servers stream by default. */
function streaming({ stream, silentOn = [] }: Dialect, omit: readonly string[] = []) {
  if (stream === undefined || silentOn.includes('stream') || omit.includes('stream')) return {}
  return stream && !silentOn.includes('stream_options')
    ? { stream, stream_options: { include_usage: true } }
    : { stream }
}

/** Names of the fields that can be left out. */
export function optionalFields(request: ModelRequest, dialect: Dialect): string[] {
  const body = apiOf(request) === 'chat' ? chatBody(request, dialect) : completionsBody(request, dialect)
  return Object.keys(body).filter((field) => !REQUIRED_FIELDS.includes(field))
}

/** Fields that every request requires. */
const REQUIRED_FIELDS: readonly string[] = ['model', 'messages', 'prompt']

/** @throws UsageError for fields that would change the form of the response */
function readable(extraBody: Generation['extraBody'] = {}) {
  const misplaced = ['stream', 'n', 'best_of'].find((field) => field in extraBody)
  if (misplaced === undefined) return extraBody
  throw new UsageError(`extra body: "${misplaced}" cannot be set: evalkit reads one reply per request`, {
    hint: 'Leave it out; --repeats requests several replies.',
  })
}
