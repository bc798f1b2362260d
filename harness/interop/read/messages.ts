/** Prompts and replies as other tools log them. */
import { defined } from '../../../results/defined.ts'
import type { Message, Prompt, Usage } from '../../../results/schema/schema.ts'
import { countIn, type Fields, fieldsOf, listIn } from './json-fields.ts'

const ROLES: Readonly<Record<string, Message['role']>> = {
  system: 'system',
  developer: 'system',
  user: 'user',
  assistant: 'assistant',
}

/** Messages of a chat; what a tool said is told as the user's. @returns undefined where the value is no list of messages */
export function messagesIn(value: unknown): Message[] | undefined {
  const messages = listIn(value)
  if (messages.length === 0) return undefined
  const found = messages.flatMap((one): Message[] => {
    const { role, content } = fieldsOf(one)
    return typeof role === 'string' ? [{ role: ROLES[role] ?? 'user', content: contentText(content) }] : []
  })
  return found.length === messages.length ? found : undefined
}

/** The text of a message's content: itself, or its parts of type text. */
export function contentText(content: unknown): string {
  if (typeof content === 'string') return content
  return listIn(content)
    .flatMap((part) => {
      const { type, text } = fieldsOf(part)
      return (type === undefined || type === 'text') && typeof text === 'string' ? [text] : []
    })
    .join('\n')
}

/** The last message of the user, or the whole prompt of a completions API; empty without one. */
export const lastAsked = (prompt: Prompt): string =>
  typeof prompt === 'string' ? prompt : (prompt.findLast(({ role }) => role === 'user')?.content ?? '')

/** Tokens of a reply, by the names that Inspect and EvalScope have for them. */
export function usageIn(usage: Fields): Usage | undefined {
  const tokens = defined({
    inputTokens: countIn(usage.input_tokens),
    outputTokens: countIn(usage.output_tokens),
    reasoningTokens: countIn(usage.reasoning_tokens),
  })
  return Object.keys(tokens).length === 0 ? undefined : tokens
}
