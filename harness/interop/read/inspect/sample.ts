/** One sample of an Inspect log as a trial. */
import { defined } from '../../../../results/defined.ts'
import type { Completion, FinishReason, Prompt, Reading } from '../../../../results/schema/schema.ts'
import type { ForeignOutcome, ForeignTrial } from '../foreign.ts'
import { countIn, type Fields, fieldsOf, isFields, listIn, nameIn, numberIn, textIn } from '../json-fields.ts'
import { contentText, messagesIn, usageIn } from '../messages.ts'

/** Values of Inspect's scorers that are words: correct, incorrect, partial, no answer. */
const WORDS: Readonly<Record<string, number>> = { C: 1, I: 0, P: 0.5, N: 0, yes: 1, true: 1, no: 0, false: 0 }

/** Values by score: that of a scorer, and where it gives several, each as `scorer/name`. */
export function valuesOf(
  sample: Fields,
): ReadonlyMap<string, { readonly value: number | undefined; readonly answer: string | null }> {
  const found = new Map<string, { value: number | undefined; answer: string | null }>()
  for (const [scorer, score] of Object.entries(fieldsOf(sample.scores))) {
    const { value, answer } = fieldsOf(score)
    const read = nameIn(answer) ?? null
    const several = Array.isArray(value) ? Object.entries(value) : isFields(value) ? Object.entries(value) : undefined
    if (several === undefined) found.set(scorer, { value: readValue(value), answer: read })
    for (const [name, one] of several ?? []) found.set(`${scorer}/${name}`, { value: readValue(one), answer: read })
  }
  return found
}

/** @returns undefined for what is no number */
function readValue(value: unknown): number | undefined {
  if (typeof value !== 'string') return numberIn(value)
  const word = WORDS[value] ?? WORDS[value.toLowerCase()]
  if (word !== undefined || value.trim() === '') return word
  return numberIn(Number(value))
}

export function trialOf(sample: Fields, scorer: string): ForeignTrial {
  const attachments = fieldsOf(sample.attachments)
  const whole = (value: unknown) => withAttachments(value, attachments)
  const messages = listIn(whole(sample.messages))
  const output = fieldsOf(whole(sample.output))
  const last = messages.findLastIndex((message) => fieldsOf(message).role === 'assistant')
  const before = messagesIn(last === -1 ? messages : messages.slice(0, last))
  const input = whole(sample.input)
  const prompt: Prompt = before ?? messagesIn(input) ?? textIn(input) ?? ''
  const reply = completionOf(output, fieldsOf(messages[last]))
  const { readings, outcome } = outcomeOf(sample, scorer, reply)
  const asked = (messagesIn(input) ?? []).filter(({ role }) => role === 'user').map(({ content }) => content)
  const metadata = fieldsOf(sample.metadata)
  return {
    id: nameIn(sample.id) ?? '',
    repeat: Math.max(1, countIn(sample.epoch) ?? 1),
    texts: [
      textIn(input) ?? '',
      ...asked,
      ...(before ?? []).filter(({ role }) => role === 'user').map(({ content }) => content),
    ],
    turns: reply === undefined ? [] : [{ prompt, completion: reply }],
    prompt,
    outcome,
    readings,
    ...defined({
      target: nameIn([sample.target].flat()[0]),
      group: textIn(metadata.category) ?? textIn(metadata.subject),
    }),
  }
}

/** Long texts are kept once, and `attachment://<name>` stands for them. */
function withAttachments(value: unknown, attachments: Fields, depth = 8): unknown {
  if (typeof value === 'string') {
    const name = /^attachment:\/\/(.+)$/.exec(value)?.[1]
    return name === undefined ? value : (textIn(attachments[name]) ?? value)
  }
  if (depth === 0 || value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map((one) => withAttachments(one, attachments, depth - 1))
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, withAttachments(one, attachments, depth - 1)]),
  )
}

const REASONS: Readonly<Record<string, FinishReason>> = {
  stop: 'stop',
  max_tokens: 'length',
  model_length: 'length',
  content_filter: 'content-filter',
}

/** @returns undefined where no reply was received */
function completionOf(output: Fields, lastMessage: Fields): Completion | undefined {
  const choice = fieldsOf(listIn(output.choices)[0])
  if (listIn(output.choices).length === 0 && Object.keys(lastMessage).length === 0) return undefined
  const message = isFields(choice.message) ? choice.message : lastMessage
  const seconds = numberIn(output.time)
  return {
    text: textIn(output.completion) ?? contentText(message.content),
    finishReason: REASONS[textIn(choice.stop_reason) ?? ''] ?? 'other',
    ...defined({
      reasoning: reasoningIn(message.content),
      usage: usageIn(fieldsOf(output.usage)),
      model: nameIn(output.model),
      latencyMs: seconds === undefined || seconds < 0 ? undefined : Math.round(seconds * 1000),
    }),
  }
}

function reasoningIn(content: unknown): string | undefined {
  const parts = listIn(content)
    .map(fieldsOf)
    .filter(({ type }) => type === 'reasoning')
  const texts = parts.flatMap(({ reasoning }) => textIn(reasoning) ?? [])
  return texts.length === 0 ? undefined : texts.join('\n')
}

function outcomeOf(sample: Fields, scorer: string, reply: Completion | undefined) {
  const values = valuesOf(sample)
  const readings: Record<string, Reading> = {}
  for (const [name, { value, answer }] of values)
    if (value !== undefined && name !== scorer) readings[name] = { answer, value }
  return { readings, outcome: verdictOf(sample, values.get(scorer), scorer, reply) }
}

function verdictOf(
  { error, limit, invalidation }: Fields,
  score: { readonly value: number | undefined; readonly answer: string | null } | undefined,
  scorer: string,
  reply: Completion | undefined,
): ForeignOutcome {
  if (isFields(error)) return { kind: 'unscored', reason: 'model-error', message: oneLine(error.message) }
  if (invalidation !== undefined && invalidation !== null) {
    return { kind: 'unscored', reason: 'missing', message: 'the sample was invalidated in the log' }
  }
  const cut = isFields(limit) ? `${nameIn(limit.type) ?? 'a'} limit` : undefined
  if (score?.value === undefined) {
    const message = cut === undefined ? `no value by ${scorer}` : `ended by the ${cut}, without a value by ${scorer}`
    return { kind: 'unscored', reason: 'missing', message }
  }
  const flaw =
    cut !== undefined || reply?.finishReason === 'length' ? 'truncated' : reply?.text === '' ? 'empty' : undefined
  return { kind: 'scored', value: score.value, answer: score.answer, ...defined({ flaw }) }
}

const LONGEST_MESSAGE = 300

const oneLine = (text: unknown) => {
  const words = (textIn(text) ?? 'the sample has an error').replace(/\s+/g, ' ').trim()
  return words.length > LONGEST_MESSAGE ? `${words.slice(0, LONGEST_MESSAGE)}…` : words
}
