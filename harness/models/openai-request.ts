/** From a prompt and its settings to the body of a request. */
import type { OpenAI } from 'openai'
import { UsageError } from '../../results/errors.ts'
import type { Generation } from '../../results/schema.ts'
import type { Endpoint } from './endpoint.ts'
import type { ModelRequest } from './model.ts'
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
}

/** What can be known before a server has said anything. */
export const dialectOf = (model: string, { url }: Endpoint): Dialect => ({
  model,
  maxTokensField: new URL(url).host === 'api.openai.com' ? 'max_completion_tokens' : 'max_tokens',
})

export function chatBody(request: ModelRequest, { model, maxTokensField, stream }: Dialect): ChatBody {
  const { prompt, generation } = request
  if (typeof prompt === 'string') throw new TypeError('a chat API cannot be asked with plain text')
  const { maxTokens, reasoningEffort, extraBody, omit } = generation
  return without(omit, {
    model,
    messages: prompt,
    ...sampling(request),
    ...(maxTokens !== undefined && { [maxTokensField]: maxTokens }),
    ...(reasoningEffort !== undefined && { reasoning_effort: reasoningEffort as OpenAI.ReasoningEffort }),
    ...streaming(stream),
    ...readable(extraBody),
  })
}

export function completionsBody(request: ModelRequest, { model, stream }: Dialect): CompletionsBody {
  const { prompt, generation } = request
  if (typeof prompt !== 'string') throw new TypeError('a completions API cannot be asked with messages')
  const { maxTokens, reasoningEffort, extraBody, omit } = generation
  return without(omit, {
    model,
    prompt,
    ...sampling(request),
    ...(maxTokens !== undefined && { max_tokens: maxTokens }),
    ...(reasoningEffort !== undefined && { reasoning_effort: reasoningEffort }),
    ...streaming(stream),
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

/** Said either way: some servers stream unless told otherwise. */
function streaming(stream: boolean | undefined) {
  if (stream === undefined) return {}
  return stream ? { stream, stream_options: { include_usage: true } } : { stream }
}

/** @throws UsageError for what would change the form of the reply */
function readable(extraBody: Generation['extraBody'] = {}) {
  const misplaced = ['stream', 'n', 'best_of'].find((field) => field in extraBody)
  if (misplaced === undefined) return extraBody
  throw new UsageError(`extra body: "${misplaced}" cannot be set, since one whole reply is read`, {
    hint: 'Leave it away; --repeats draws several replies.',
  })
}
