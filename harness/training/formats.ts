/** Formats of training records. */
import type { Message } from '../../results/schema/schema.ts'
import type { Format } from './choices.ts'

/** @param messages the prompt; the last one is the user's */
export function trainingRecord(format: Format, messages: readonly Message[], response: string): object {
  return WRITERS[format](messages, response)
}

type Writer = (messages: readonly Message[], response: string) => object

const FROM = { system: 'system', user: 'human', assistant: 'gpt' } as const

const WRITERS: Readonly<Record<Format, Writer>> = {
  messages: (messages, response) => ({ messages: [...messages, { role: 'assistant', content: response }] }),
  sharegpt: (messages, response) => ({
    conversations: [
      ...messages.map(({ role, content }) => ({ from: FROM[role], value: content })),
      { from: 'gpt', value: response },
    ],
  }),
  alpaca(messages, response) {
    const system = messages.find(({ role }) => role === 'system')?.content
    const turns = messages.filter(({ role }) => role !== 'system').map(({ content }) => content)
    const history = Array.from({ length: (turns.length - 1) / 2 }, (_, i) => [turns[2 * i], turns[2 * i + 1]])
    return {
      ...(system !== undefined && { system }),
      ...(history.length > 0 && { history }),
      instruction: turns.at(-1) ?? '',
      input: '',
      output: response,
    }
  },
}
