/** From the body of a reply to a completion. Nothing that a server sends is taken on trust. */
import { ModelError } from '../../results/errors.ts'
import type { Completion, FinishReason, Usage } from '../../results/schema.ts'
import { clip } from './clip.ts'
import { asObject, type Json, nonEmpty } from './json.ts'
import { errorIn } from './server-error.ts'

/**
 * @param body what the server sent: parsed, or as text where it did not call it JSON
 * @throws ModelError for a reply that holds no answer, for a cause that is not the model itself
 */
export function readReply(body: unknown, safe: MadeSafe = (words) => words): Completion {
  const choice = findChoice(body, safe)
  // A completions API has its text where a chat API has a message.
  const message = asObject(choice.message) ?? { content: choice.text }
  const content = readContent(message.content)
  const reasoning = nonEmpty(message.reasoning_content) ?? nonEmpty(message.reasoning) ?? content.reasoning
  const refusal = nonEmpty(message.refusal)
  const finishReason = FINISH_REASONS[String(choice.finish_reason)] ?? 'other'
  const usage = readUsage(asObject(asObject(body)?.usage))
  const model = nonEmpty(asObject(body)?.model)

  const saidOtherwise = reasoning !== undefined || refusal !== undefined || hasItems(message.tool_calls)
  const hadNothingToSay = finishReason === 'length' || (usage?.outputTokens ?? Infinity) <= 1
  if (content.text === undefined && !saidOtherwise && !hadNothingToSay) throw unreadable('a reply without content')
  return {
    text: content.text ?? '',
    ...(reasoning !== undefined && { reasoning }),
    ...(refusal !== undefined && { refusal }),
    finishReason,
    ...(usage !== undefined && { usage }),
    ...(model !== undefined && { model: safe(model) }),
  }
}

/** The words of each server that mean what OpenAI calls "stop" and "length". */
const FINISH_REASONS: Readonly<Record<string, FinishReason>> = {
  stop: 'stop',
  eos: 'stop',
  eos_token: 'stop',
  stop_sequence: 'stop',
  length: 'length',
}

/** Takes out of a server's words what must not be repeated: some servers repeat the key. */
type MadeSafe = (words: string) => string

function findChoice(body: unknown, safe: MadeSafe): Json {
  if (typeof body === 'string') throw unreadable(`"${clip(safe(body), 60)}" instead of JSON`)
  const { choices } = asObject(body) ?? {}
  const choice = Array.isArray(choices) ? asObject(choices[0]) : undefined
  // Gateways report a failure behind them inside a reply that looks fine.
  const failure = errorIn(body) ?? errorIn(choice)
  if (failure !== undefined) throw unreadable(inPlaceOfReply(failure.message, safe))
  if (choice === undefined) throw unreadable('a reply without choices')
  if (choice.finish_reason === 'error') throw unreadable(inPlaceOfReply('', safe))
  if (choice.finish_reason === 'content_filter') throw new ModelError('the provider’s content filter cut the reply off')
  return choice
}

const unreadable = (found: string) => new ModelError(`the server sent ${found}`, { retryable: true })

const inPlaceOfReply = (words: string, safe: MadeSafe) => `an error in place of a reply: "${clip(safe(words), 200)}"`

/** Content is text, or parts such as `[{type: 'thinking', thinking: […]}, {type: 'text', text: '…'}]`. */
function readContent(content: unknown): { readonly text?: string; readonly reasoning?: string } {
  if (typeof content === 'string') return { text: content }
  if (!Array.isArray(content)) return {}
  const parts = content.map((part) => asObject(part) ?? {})
  const reasoning = nonEmpty(parts.map(({ thinking }) => joined(thinking)).join(''))
  return { text: joined(parts), ...(reasoning !== undefined && { reasoning }) }
}

function joined(parts: unknown): string {
  if (!Array.isArray(parts)) return nonEmpty(parts) ?? ''
  return parts.map((part) => nonEmpty(asObject(part)?.text) ?? '').join('')
}

function readUsage(usage: Json | undefined): Usage | undefined {
  if (usage === undefined) return undefined
  const details = asObject(usage.completion_tokens_details) ?? usage
  const counts = {
    inputTokens: usage.prompt_tokens,
    outputTokens: usage.completion_tokens,
    reasoningTokens: details.reasoning_tokens,
  }
  return Object.fromEntries(
    Object.entries(counts).filter(([, count]) => Number.isSafeInteger(count) && Number(count) >= 0),
  )
}

const hasItems = (value: unknown): boolean => Array.isArray(value) && value.length > 0
