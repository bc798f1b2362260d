/** Counts the tokens of a text at `/tokenize`, which vLLM and SGLang have beside `/v1`. */
import type { OpenAI } from 'openai'
import { asObject, parseLooseJson } from '../../../lib/json.ts'
import { rawReply } from '../client.ts'
import type { RequestContext } from '../failure.ts'

/** @returns undefined where the server gives no count */
export type CountTokens = (text: string, signal?: AbortSignal) => Promise<number | undefined>

/** @throws TransportError when no response arrived */
export function tokenCounter(client: OpenAI, { endpoint, model }: RequestContext): CountTokens {
  const url = `${endpoint.url.replace(/\/v1$/, '')}/tokenize`
  return async (prompt, signal) => {
    const reply = await rawReply(client.post(url, { body: { model, prompt }, ...(signal && { signal }) }))
    const { count, tokens } = asObject(parseLooseJson(reply.text)) ?? {}
    if (typeof count === 'number') return count
    return Array.isArray(tokens) ? tokens.length : undefined
  }
}
