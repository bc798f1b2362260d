/** Parses the response to a completion request, which may be malformed in any way. */
import { ModelError } from '../../../results/errors.ts'
import type { Completion, FinishReason, Usage } from '../../../results/schema/schema.ts'
import { visibleLine } from '../../../results/visible.ts'
import { asObject, type Json, nonEmpty } from '../../lib/json.ts'
import { CONTEXT_HINT } from './context-overflow.ts'
import { type Ending, endingOf } from './finish-reasons.ts'
import type { EndingFamily } from './finish-words.ts'
import { MessageContent } from './message-content.ts'
import { rejectionIn } from './rejection.ts'

/** Removes secrets from server messages: some servers repeat the key. */
type MadeSafe = (words: string) => string

/** The text of a reply, its reasoning and its refusal likewise. */
export function withSafeText(completion: Completion, safe: MadeSafe): Completion {
  const { text, reasoning, refusal } = completion
  return {
    ...completion,
    text: safe(text),
    ...(reasoning !== undefined && { reasoning: safe(reasoning) }),
    ...(refusal !== undefined && { refusal: safe(refusal) }),
  }
}

/**
 * @param body parsed JSON, or text
 * @throws Rejection for an error instead of a reply; ModelError for an incomplete reply, unless a token limit cut it off
 */
export function readReply(body: unknown, safe: MadeSafe = (words) => words): Completion {
  if (typeof body === 'string') throw unreadable(`"${visibleLine(safe(body), 60)}" instead of JSON`)
  // Gateways report upstream failures inside a normal response.
  const rejection = rejectionIn(body)
  if (rejection !== undefined) throw rejection
  const choice = choiceOf(body)
  if (choice === undefined) throw unreadable('a reply without choices')
  const message = new MessageContent().add(messageOf(choice))
  const ending = endingOf(choice)
  refuseBroken(ending, safe)
  const usage = readUsage(asObject(body) ?? {})
  refuseEmpty(message, ending, usage)
  const model = nonEmpty(asObject(body)?.model)
  const { text = '', reasoning, refusal, unknownParts } = message
  return {
    text,
    ...(reasoning !== undefined && { reasoning }),
    ...(refusal !== undefined && { refusal }),
    finishReason: FINISH_REASONS[ending.family],
    ...(usage !== undefined && { usage }),
    ...(model !== undefined && { model: safe(model) }),
    ...(unknownParts.length > 0 && { unknownParts: unknownParts.map((type) => visibleLine(safe(type), 40)) }),
  }
}

/** Notes parts of unknown types, which were ignored. */
export function noticeUnknownParts(
  { unknownParts = [] }: Completion,
  label: string,
  tell?: (sentence: string) => void,
) {
  for (const type of unknownParts) {
    tell?.(
      `${label}: replies hold parts of type "${type}", which evalkit does not know: text in them is read, the rest is not`,
    )
  }
}

/** Finish reasons of completions; `filter` and `broken` are errors. */
const FINISH_REASONS: Readonly<Record<EndingFamily, FinishReason>> = {
  stop: 'stop',
  length: 'length',
  tool: 'other',
  none: 'other',
  filter: 'content-filter',
  broken: 'other',
}

/** The first choice of a response, or of one stream event. */
export function choiceOf(body: unknown): Json | undefined {
  const choices = asObject(body)?.choices
  if (!Array.isArray(choices)) return undefined
  // Several choices may come in any order.
  return asObject(choices.find((choice) => asObject(choice)?.index === 0) ?? choices[0])
}

/** A completions API has `text` where a chat API has `message`. */
function messageOf(choice: Json): Json {
  const { message, delta, text, content } = choice
  return asObject(message) ?? asObject(delta) ?? { content: text ?? content ?? message ?? delta }
}

function refuseBroken({ family, word = '', detail }: Ending, safe: MadeSafe): void {
  const shown = visibleLine(safe(word), 60)
  const words = detail === undefined ? '' : `: "${visibleLine(safe(detail), 200)}"`
  if (family === 'filter') {
    const reason = word === 'content_filter' ? '' : ` ("${shown}")`
    throw new ModelError(`the provider’s content filter cut the reply off${reason}${words}`)
  }
  if (family === 'broken') throw unreadable(`a reply that it broke off: finish reason "${shown}"${words}`)
}

/** Distinguishes an empty reply of the model from one that the server lost. */
function refuseEmpty(message: MessageContent, { family }: Ending, usage: Usage | undefined): void {
  const { text, reasoning, refusal, callsTool } = message
  if (family === 'length' && !message.hasWords && usage?.outputTokens === 0) {
    throw new ModelError('the prompt fills the context: the server had no room for one token of a reply', {
      tooLong: true,
      hint: CONTEXT_HINT,
    })
  }
  if (text || refusal !== undefined || callsTool) return
  if (family === 'none')
    throw unreadable(`a reply without ${reasoning === undefined ? 'content' : 'an answer'} and without a finish reason`)
  if (reasoning !== undefined) return
  if (text !== undefined) {
    const lost = family === 'length' ? 0 : lostTokens(usage)
    if (lost > FEW_TOKENS) throw unreadable(`an empty reply, though it counts ${lost} tokens of text`)
    return
  }
  if (family === 'length' || (usage?.outputTokens ?? Infinity) <= 1) return
  const parts = message.unknownParts.map((type) => `"${visibleLine(type, 40)}"`).join(', ')
  throw unreadable(`a reply without content${parts === '' ? '' : ` but for parts of type ${parts}`}`)
}

/** Output tokens of an empty reply: the end-of-turn token, and possibly a stray one before it. */
const FEW_TOKENS = 2

const lostTokens = ({ outputTokens = 0, reasoningTokens = 0 }: Usage = {}) => outputTokens - reasoningTokens

const unreadable = (found: string) => new ModelError(`the server sent ${found}`, { retryable: true })

/** Token counts, in the fields of OpenAI, Anthropic, OpenAI's Responses API, and llama.cpp's `timings`. */
export function readUsage({ usage: stated, timings }: Json): Usage | undefined {
  const usage = asObject(stated)
  const predicted = asObject(timings)?.predicted_n
  if (usage === undefined) return isCount(predicted) ? { outputTokens: predicted } : undefined
  const details = asObject(usage.completion_tokens_details) ?? asObject(usage.output_tokens_details) ?? usage
  const counts = {
    inputTokens: usage.prompt_tokens ?? usage.input_tokens,
    outputTokens: usage.completion_tokens ?? usage.output_tokens,
    reasoningTokens: details.reasoning_tokens,
  }
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => isCount(count)))
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0
