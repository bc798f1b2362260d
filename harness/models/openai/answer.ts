/** Reads the response to a chat or completions request, streamed or not. */

import { parseJson, parseLooseJson } from '../../lib/json.ts'
import type { EventText } from './http-body.ts'
import type { HttpReply } from './http-exchange.ts'
import { StreamedReply } from './stream.ts'
import { TransportError } from './transport-error.ts'

/** A response whose content is not validated yet. */
export interface Answer {
  /** Parsed JSON, assembled from events if streamed; otherwise text. */
  readonly body: unknown
  /** Time to first token, reasoning included; streams only. */
  readonly firstTokenMs?: number
  /** Whether the reply was cut off by `--timeout` after its first token. */
  readonly isCut?: true
}

/** Time to wait for the usage after a finish reason. */
const GRACE_MS = 2_000

/**
 * @param startedAt time of the request, by `performance.now()`
 * @throws TransportError for a stream that breaks off; SyntaxError for invalid JSON
 */
export async function readAnswer(reply: HttpReply, startedAt: number): Promise<Answer> {
  return reply.events === undefined ? { body: bodyOf(reply) } : readEvents(reply.events, startedAt)
}

async function readEvents(events: EventText, startedAt: number): Promise<Answer> {
  const reply = new StreamedReply()
  let first: { readonly firstTokenMs: number } | undefined
  const answer = () => ({ body: reply.body, ...first })
  try {
    for await (const text of events) {
      reply.feed(text)
      if (reply.hasWords) first ??= { firstTokenMs: Math.round(performance.now() - startedAt) }
      if (reply.progress === 'ended') return answer()
      if (reply.progress === 'ending') events.endWithin(GRACE_MS)
    }
  } catch (error) {
    const failure = error instanceof TransportError ? error.failure : undefined
    // A reply that was complete before the connection was lost is kept, and so is text cut off by `--timeout`.
    if (failure !== undefined && failure !== 'aborted' && reply.progress !== 'open') return answer()
    if (failure === 'timeout' && reply.hasWords) return { ...answer(), isCut: true }
    throw error
  }
  reply.end()
  if (!reply.isWhole) throw new TransportError('lost', 'the stream ended before the reply did')
  return answer()
}

/** Parses JSON, whatever the content type. @throws SyntaxError for invalid JSON */
function bodyOf({ headers, text }: HttpReply): unknown {
  const body = parseLooseJson(text)
  // Some frameworks encode JSON twice.
  if (typeof body === 'string') return parseJson(body) ?? body
  if (body !== undefined) return body
  return isJson(headers['content-type']) || /^\s*[{[]/.test(text) ? JSON.parse(text) : text
}

/** Matches JSON content types: `application/json; charset=utf-8`, `application/problem+json`. */
const isJson = (type = '') => /^[^;]*[/+]json\b/i.test(type)
