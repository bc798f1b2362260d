/** What a benchmark of one's own asks: one message, a conversation that is given, or turns that are sent one after another. */
import type { SampleDraft } from '../benchmark.ts'
import type { OwnDeclaration } from './declaration.ts'
import { type Field, fieldAt, fieldError, type Source } from './source.ts'

/** Fills one field from a row. */
export type Fill = (field: Field) => string

export interface OwnPrompt {
  readonly fields: readonly Field[]
  draft(fill: Fill): Pick<SampleDraft, 'turns' | 'history'>
}

/** @throws UsageError unless there is exactly one of the three, and the user has the last word */
export function ownPrompt({ prompt, messages, turns }: OwnDeclaration, source: Source): OwnPrompt {
  const given = Object.entries({ prompt, messages, turns }).filter(([, value]) => value !== undefined)
  if (given.length !== 1) {
    const found = given.length === 0 ? 'there is none' : `there are ${given.map(([name]) => name).join(' and ')}`
    throw fieldError(
      source,
      given[1] === undefined ? [] : [given[1][0]],
      `needs one of prompt, messages and turns, and ${found}`,
      'A single question is a prompt, such as prompt: "{question}".',
    )
  }
  if (messages !== undefined) return conversation(messages, source)
  const fields = (turns ?? [prompt ?? '']).map((text, at) =>
    fieldAt(source, turns === undefined ? ['prompt'] : ['turns', String(at)], text.trimEnd()),
  )
  return { fields, draft: (fill) => ({ turns: fields.map(fill) }) }
}

function conversation(messages: NonNullable<OwnDeclaration['messages']>, source: Source): OwnPrompt {
  const last = messages.length - 1
  const place = ['messages', String(last)]
  if (messages[last]?.role !== 'user') {
    throw fieldError(source, place, 'the last message must be the user’s, which the model answers')
  }
  const fields = messages.map(({ content }, at) =>
    fieldAt(source, ['messages', String(at), 'content'], content.trimEnd()),
  )
  return {
    fields,
    draft(fill) {
      const history = messages.slice(0, last).map(({ role }, at) => ({ role, content: fill(fields[at] as Field) }))
      return { turns: [fill(fields[last] as Field)], ...(history.length > 0 && { history }) }
    },
  }
}
