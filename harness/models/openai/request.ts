/** From a prompt and its settings to the body of a request. */
import type { OpenAI } from 'openai'
import { UsageError } from '../../../results/errors.ts'
import type { Generation } from '../../../results/schema/schema.ts'
import { apiOf, type ModelRequest } from '../model.ts'
import type { Endpoint } from './endpoint.ts'
import { trialSeed } from './trial-seed.ts'

export type ChatBody = OpenAI.ChatCompletionCreateParams
export type CompletionsBody = OpenAI.CompletionCreateParams

/** What a server wants to be told in its own way. */
export interface Dialect {
  /** The model's name at the server. */
  readonly model: string
  /** OpenAI's newer models refuse `max_tokens`; most other servers know nothing else. */
  readonly maxTokensField: 'max_tokens' | 'max_completion_tokens'
  /** Ask for replies word by word; absent: neither that nor the opposite is said. */
  readonly stream?: boolean | undefined
  /** Fields that evalkit adds of its own accord, and that this server has refused. */
  readonly silentOn?: readonly OwnField[] | undefined
}

export type OwnField = 'stream' | 'stream_options'

/** What can be known before a server has said anything. */
export const dialectOf = (model: string, { url }: Endpoint): Dialect => ({
  model,
  maxTokensField: new URL(url).host === 'api.openai.com' ? 'max_completion_tokens' : 'max_tokens',
})

export function chatBody(request: ModelRequest, dialect: Dialect): ChatBody {
  const { model, maxTokensField } = dialect
  const { prompt, generation } = request
  if (typeof prompt === 'string') throw new TypeError('a chat API cannot be asked with plain text')
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

export function completionsBody(request: ModelRequest, dialect: Dialect): CompletionsBody {
  const { model } = dialect
  const { prompt, generation } = request
  if (typeof prompt !== 'string') throw new TypeError('a completions API cannot be asked with messages')
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

/** Some servers refuse what they do not know, or what a model of theirs does not take: only the user says what may be left out. */
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

/** OpenAI's API takes four, and so do servers in its image: a fifth is refused with a 400. */
const MAX_STOPS = 4

/**
 * The stop sequences that a server is told; a reply is cut at all of them when it has come. One that contains another never
 * comes before it, and needs no telling.
 */
const sentStops = (stops: readonly string[]) =>
  [...new Set(stops)]
    .filter((stop) => !stops.some((other) => other !== stop && stop.includes(other)))
    .slice(0, MAX_STOPS)

/** Said either way: some servers stream unless told otherwise. Options of a stream are for a request that asks for one. */
function streaming({ stream, silentOn = [] }: Dialect, omit: readonly string[] = []) {
  if (stream === undefined || silentOn.includes('stream') || omit.includes('stream')) return {}
  return stream && !silentOn.includes('stream_options')
    ? { stream, stream_options: { include_usage: true } }
    : { stream }
}

/** What of a request can be left out, as the server calls it. */
export function optionalFields(request: ModelRequest, dialect: Dialect): string[] {
  const body = apiOf(request) === 'chat' ? chatBody(request, dialect) : completionsBody(request, dialect)
  return Object.keys(body).filter((field) => !REQUIRED_FIELDS.includes(field))
}

/** No request can do without them. */
const REQUIRED_FIELDS: readonly string[] = ['model', 'messages', 'prompt']

/** @throws UsageError for what would change the form of the reply */
function readable(extraBody: Generation['extraBody'] = {}) {
  const misplaced = ['stream', 'n', 'best_of'].find((field) => field in extraBody)
  if (misplaced === undefined) return extraBody
  throw new UsageError(`extra body: "${misplaced}" cannot be set, since one whole reply is read`, {
    hint: 'Leave it away; --repeats draws several replies.',
  })
}
