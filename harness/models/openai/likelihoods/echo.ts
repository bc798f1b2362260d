/** Replies of a completions API with the log-probability of each token: of the prompt, by `echo`, and of what was generated. */
import type { Usage } from '../../../../results/schema/schema.ts'
import { asObject, type Json } from '../../../lib/json.ts'
import { readUsage } from '../reply.ts'

/** Sends prompts to a completions API. @returns the parsed body of its reply */
export type AskCompletions = (
  prompt: string | readonly string[],
  fields: { readonly maxTokens: number; readonly echo?: true },
  signal?: AbortSignal,
) => Promise<unknown>

/** The text of one prompt and its reply, with a log-probability for each token. */
export interface Echo {
  readonly text: string
  /** Null where a token has none, such as the first. Absent: the server gives none in this form. */
  readonly logProbabilities?: readonly (number | null)[]
}

export interface Echoes {
  /** In the order of the prompts. */
  readonly echoes: readonly Echo[]
  readonly usage?: Usage
  readonly model?: string
}

/** Asks about all prompts with one request. */
export async function echoTogether(
  ask: AskCompletions,
  prompts: readonly string[],
  signal?: AbortSignal,
): Promise<Echoes> {
  return readEchoes(await ask(prompts, { maxTokens: 1, echo: true }, signal))
}

/** Asks about one prompt after another. */
export async function echoEach(ask: AskCompletions, prompts: readonly string[], signal?: AbortSignal): Promise<Echoes> {
  const all: Echoes[] = []
  for (const prompt of prompts) all.push(readEchoes(await ask(prompt, { maxTokens: 1, echo: true }, signal)))
  const total = (name: 'inputTokens' | 'outputTokens') => all.reduce((sum, { usage }) => sum + (usage?.[name] ?? 0), 0)
  const hasUsage = all.every(({ usage }) => usage !== undefined)
  return {
    ...all[0],
    echoes: all.flatMap(({ echoes }) => echoes.slice(0, 1)),
    ...(hasUsage && { usage: { inputTokens: total('inputTokens'), outputTokens: total('outputTokens') } }),
  }
}

/** @param body of any form; a reply without choices has no echoes */
export function readEchoes(body: unknown): Echoes {
  const { choices, model, ...rest } = asObject(body) ?? {}
  const listed = (Array.isArray(choices) ? choices : []).map(asObject).filter((choice) => choice !== undefined)
  const usage = readUsage(rest)
  return {
    echoes: listed.toSorted((a, b) => indexOf(a) - indexOf(b)).map(readEcho),
    ...(usage && { usage }),
    ...(typeof model === 'string' && { model }),
  }
}

const indexOf = ({ index }: Json) => (typeof index === 'number' ? index : 0)

function readEcho({ text, logprobs }: Json): Echo {
  const values = asObject(logprobs)?.token_logprobs
  return {
    text: typeof text === 'string' ? text : '',
    ...(Array.isArray(values) && {
      logProbabilities: values.map((value) => (typeof value === 'number' && Number.isFinite(value) ? value : null)),
    }),
  }
}
