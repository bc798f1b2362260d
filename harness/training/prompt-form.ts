/** Reads the prompt and response of a record, in any of the common formats. */
import { DatasetError } from '../../results/errors.ts'
import type { Message } from '../../results/schema/schema.ts'

type Json = Readonly<Record<string, unknown>>

export interface PromptText {
  /** An optional system message, then user and assistant messages in turn. The last one is the user's. */
  readonly messages: readonly Message[]
  /** The response that comes with the record. */
  readonly response?: string
}

interface Form {
  readonly field: string
  read(record: Json): PromptText
}

const ROLES: Readonly<Record<string, Message['role']>> = {
  system: 'system',
  user: 'user',
  human: 'user',
  assistant: 'assistant',
  gpt: 'assistant',
}

const FORMS: readonly Form[] = [
  // {"messages": [{"role": "user", "content": "…"}, …]}
  { field: 'messages', read: (record) => conversation(record.messages, 'messages', record) },
  // ShareGPT: {"conversations": [{"from": "human", "value": "…"}, …], "system": "…"}
  { field: 'conversations', read: (record) => conversation(record.conversations, 'conversations', record) },
  // {"prompt": "…"}, or a list of messages
  {
    field: 'prompt',
    read: (record) =>
      Array.isArray(record.prompt) ? conversation(record.prompt, 'prompt', record) : single(record.prompt, record),
  },
  // Alpaca: {"instruction": "…", "input": "…", "output": "…", "history": [["…", "…"]]}
  { field: 'instruction', read: alpaca },
  // Rows of question-and-answer data sets
  { field: 'question', read: (record) => single(record.question, record, record.answer) },
]

const HINT =
  'A record has "messages", "prompt", ShareGPT’s "conversations", Alpaca’s "instruction", or "question" and "answer".'

/** @throws DatasetError for a record in an unknown format; the caller adds file and line */
export function promptOf(value: unknown): PromptText {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    throw new DatasetError('not a JSON object', { hint: HINT })
  }
  const record = value as Json
  const form = FORMS.find(({ field }) => record[field] !== undefined && record[field] !== null)
  if (form === undefined) throw new DatasetError('the record has no prompt', { hint: HINT })
  const { messages, response } = form.read(record)
  refuseOrder(messages)
  return { messages, ...(response !== undefined && response.trim() !== '' && { response }) }
}

function single(prompt: unknown, record: Json, answer?: unknown): PromptText {
  return withResponse([...system(record), { role: 'user', content: text(prompt, 'the prompt') }], record, answer)
}

function alpaca(record: Json): PromptText {
  const input = optionalText(record.input, '"input"')
  const history = Array.isArray(record.history) ? record.history : []
  const earlier = history.flatMap((pair: unknown): Message[] => {
    const [question, answer] = Array.isArray(pair) ? pair : []
    return [
      { role: 'user', content: text(question, '"history"') },
      { role: 'assistant', content: text(answer, '"history"') },
    ]
  })
  const instruction = text(record.instruction, '"instruction"')
  const content = input === undefined || input === '' ? instruction : `${instruction}\n\n${input}`
  return withResponse([...system(record), ...earlier, { role: 'user', content }], record, record.output)
}

/** Reads a conversation. A final assistant message is the response. */
function conversation(turns: unknown, field: string, record: Json): PromptText {
  if (!Array.isArray(turns)) throw new DatasetError(`"${field}" is not a list of messages`, { hint: HINT })
  const messages = turns.map((turn, index) => messageOf(turn, `"${field}", message ${index + 1}`))
  const all = messages[0]?.role === 'system' ? messages : [...system(record), ...messages]
  const last = all.at(-1)
  if (last?.role !== 'assistant') return withResponse(all, record)
  if (record.response !== undefined && record.response !== null) {
    throw new DatasetError(`"${field}" ends with an assistant message, and the record also has a "response"`, {
      hint: 'Keep one of them.',
    })
  }
  return { messages: all.slice(0, -1), response: last.content }
}

function messageOf(turn: unknown, where: string): Message {
  const { role, from, content, value } = (turn ?? {}) as Json
  const name = role ?? from
  const known = typeof name === 'string' && Object.hasOwn(ROLES, name) ? ROLES[name] : undefined
  if (known === undefined) {
    throw new DatasetError(`${where} has the role ${JSON.stringify(name) ?? 'undefined'}`, {
      hint: 'Roles are system, user and assistant, or human and gpt. Tool calls are not supported.',
    })
  }
  return { role: known, content: text(content ?? value, where) }
}

const system = (record: Json): Message[] => {
  const content = optionalText(record.system, '"system"')
  return content === undefined || content === '' ? [] : [{ role: 'system', content }]
}

function withResponse(messages: readonly Message[], record: Json, own?: unknown): PromptText {
  const response = optionalText(record.response ?? own, 'the response')
  return { messages, ...(response !== undefined && { response }) }
}

function text(value: unknown, where: string): string {
  if (typeof value === 'string' && value.trim() !== '') return value
  throw new DatasetError(`${where}: ${value === undefined || value === '' ? 'empty' : 'not text'}`, { hint: HINT })
}

function optionalText(value: unknown, where: string): string | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value === 'string') return value
  throw new DatasetError(`${where} is not text`, { hint: HINT })
}

function refuseOrder(messages: readonly Message[]): void {
  const turns = messages[0]?.role === 'system' ? messages.slice(1) : messages
  const stray = turns.findIndex(({ role }, index) => role !== (index % 2 === 0 ? 'user' : 'assistant'))
  if (stray !== -1) {
    const at = stray + 1 + messages.length - turns.length
    throw new DatasetError(`message ${at} has the role ${turns[stray]?.role}, where the other role is expected`, {
      hint: 'User and assistant messages must alternate, starting with the user, after an optional system message.',
    })
  }
  if (turns.length === 0) throw new DatasetError('the record has no prompt', { hint: HINT })
}
