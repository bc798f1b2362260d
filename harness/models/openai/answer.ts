/** Reads the reply to a chat or completions request, in one piece or as a stream of events. */
import type { EventText } from './http-body.ts'
import type { HttpReply } from './http-exchange.ts'
import { parseJson, parseLooseJson } from './json.ts'
import { StreamedReply } from './stream.ts'
import { TransportError } from './transport-error.ts'

/** What came: nothing is known of it yet. */
export interface Answer {
  /** Parsed where it is JSON, put together where it came as a stream; else text. */
  readonly body: unknown
  /** From the request to the first of the model's words, reasoning included; streams only. */
  readonly firstTokenMs?: number
  /** Our clock ran out after some of the model's words had come. */
  readonly isCut?: true
}

/** So long the usage may take that follows a finish reason. */
const GRACE_MS = 2_000

/**
 * @param startedAt when the request was sent, on the clock of `performance`
 * @throws TransportError for a stream that breaks off; SyntaxError for damaged JSON
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
    // A reply that was whole before the connection broke is kept, and so are the words that our clock cut.
    if (failure !== undefined && failure !== 'aborted' && reply.progress !== 'open') return answer()
    if (failure === 'timeout' && reply.hasWords) return { ...answer(), isCut: true }
    throw error
  }
  reply.end()
  if (!reply.isWhole) throw new TransportError('lost', 'the stream ended before the reply did')
  return answer()
}

/** Parses whatever parses, under any content type. @throws SyntaxError for JSON that is damaged */
function bodyOf({ headers, text }: HttpReply): unknown {
  const body = parseLooseJson(text)
  // Some frameworks encode JSON twice.
  if (typeof body === 'string') return parseJson(body) ?? body
  if (body !== undefined) return body
  return isJson(headers['content-type']) || /^\s*[{[]/.test(text) ? JSON.parse(text) : text
}

/** `application/json; charset=utf-8`, `application/problem+json` */
const isJson = (type = '') => /^[^;]*[/+]json\b/i.test(type)
