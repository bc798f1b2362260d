/** Reads the body of a reply to a completion. Whatever a server sends may be malformed. */
import { ModelError } from '../../../results/errors.ts'
import type { Completion, FinishReason, Usage } from '../../../results/schema/schema.ts'
import { clip } from './clip.ts'
import { CONTEXT_HINT } from './context-overflow.ts'
import { type Ending, type EndingFamily, endingOf } from './finish-reasons.ts'
import { asObject, type Json, nonEmpty } from './json.ts'
import { MessageContent } from './message-content.ts'
import { rejectionIn } from './rejection.ts'

/** Takes out of a server's words what must not be repeated: some servers repeat the key. */
type MadeSafe = (words: string) => string

/**
 * @param body what the server sent: parsed, or as text where it is no JSON
 * @throws Rejection for an error in place of a reply; ModelError for any other that is not whole, unless a token limit cut it
 */
export function readReply(body: unknown, safe: MadeSafe = (words) => words): Completion {
  if (typeof body === 'string') throw unreadable(`"${clip(safe(body), 60)}" instead of JSON`)
  // Gateways report a failure behind them inside a reply that looks fine.
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
    ...(unknownParts.length > 0 && { unknownParts: unknownParts.map((type) => clip(safe(type), 40)) }),
  }
}

/** Tells the user of parts that may hold something, and that nothing was made of. */
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

/** `filter` and `broken` are no completions. */
const FINISH_REASONS: Readonly<Record<EndingFamily, FinishReason>> = {
  stop: 'stop',
  length: 'length',
  tool: 'other',
  none: 'other',
  filter: 'content-filter',
  broken: 'other',
}

/** The first choice of a body, or of one event of a stream. */
export function choiceOf(body: unknown): Json | undefined {
  const choices = asObject(body)?.choices
  if (!Array.isArray(choices)) return undefined
  // Of several they may come in any order.
  return asObject(choices.find((choice) => asObject(choice)?.index === 0) ?? choices[0])
}

/** A completions API has its text where a chat API has a message. */
function messageOf(choice: Json): Json {
  const { message, delta, text, content } = choice
  return asObject(message) ?? asObject(delta) ?? { content: text ?? content ?? message ?? delta }
}

function refuseBroken({ family, word = '', detail }: Ending, safe: MadeSafe): void {
  const shown = clip(safe(word), 60)
  const words = detail === undefined ? '' : `: "${clip(safe(detail), 200)}"`
  if (family === 'filter') {
    const reason = word === 'content_filter' ? '' : ` ("${shown}")`
    throw new ModelError(`the provider’s content filter cut the reply off${reason}${words}`)
  }
  if (family === 'broken') throw unreadable(`a reply that it broke off: finish reason "${shown}"${words}`)
}

/** Tells a model that had nothing to say from a server that lost what it said. */
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
  const parts = message.unknownParts.map((type) => `"${clip(type, 40)}"`).join(', ')
  throw unreadable(`a reply without content${parts === '' ? '' : ` but for parts of type ${parts}`}`)
}

/** So many may be marks that servers leave out of the text: the end of the turn, and a stray one before it. */
const FEW_TOKENS = 2

const lostTokens = ({ outputTokens = 0, reasoningTokens = 0 }: Usage = {}) => outputTokens - reasoningTokens

const unreadable = (found: string) => new ModelError(`the server sent ${found}`, { retryable: true })

/** OpenAI's names, and those of Anthropic and of OpenAI's responses; llama.cpp counts in `timings` as well. */
function readUsage({ usage: stated, timings }: Json): Usage | undefined {
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
