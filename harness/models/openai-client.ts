/**
 * Chat and completions requests, straight over our own transport.
 *
 * The `openai` package gives the types of what is sent, and not the client: through it a run of GSM8K took 165–177 MiB
 * and 0.67 ms of CPU time a trial instead of 0.48, most of them in headers and options that never differ here.
 */
import type { HttpReply } from './http-exchange.ts'
import type { HttpTransport } from './http-transport.ts'
import type { ChatBody, CompletionsBody } from './openai-request.ts'
import { errorOf, Rejection } from './rejection.ts'
import { TransportError } from './transport-error.ts'

/** What came: nothing is known of it yet. */
export interface Answer {
  /** Parsed where the server called it JSON, else text; put together where it came as a stream. */
  readonly body: unknown
  /** Until the first of the model's words, thinking included; streams only. */
  readonly firstTokenMs?: number
  /** Our clock ran out after some of the model's words had come. */
  readonly isCut?: true
}

/** Both throw TransportError, Rejection, or SyntaxError for damaged JSON. */
export interface OpenAiClient {
  chat(body: ChatBody, signal?: AbortSignal): Promise<Answer>
  completions(body: CompletionsBody, signal?: AbortSignal): Promise<Answer>
}

/** @param stream ask for replies word by word */
export function openClient(baseUrl: string, transport: HttpTransport, stream = false): OpenAiClient {
  async function send(path: string, body: object, signal?: AbortSignal, onEvents?: (text: string) => void) {
    const request = { method: 'POST', body: JSON.stringify(body), signal, onEvents }
    const reply = await transport.send(`${baseUrl}/${path}`, request)
    if (reply.status < 200 || reply.status >= 300) throw rejectionOf(reply)
    return reply
  }

  async function inOnePiece(path: string, body: object, signal?: AbortSignal): Promise<Answer> {
    return { body: bodyOf(await send(path, body, signal)) }
  }

  async function asStream(path: string, body: object, signal?: AbortSignal): Promise<Answer> {
    const { StreamedReply } = await import('./streamed-reply.ts')
    const reply = new StreamedReply()
    const startedAt = performance.now()
    let first: { firstTokenMs: number } | undefined
    const hear = (text: string) => {
      reply.feed(text)
      if (reply.hasWords) first ??= { firstTokenMs: Math.round(performance.now() - startedAt) }
    }
    try {
      const whole = await send(path, { ...body, stream: true, stream_options: { include_usage: true } }, signal, hear)
      if (!isEvents(whole)) return { body: bodyOf(whole) }
    } catch (error) {
      const isLate = error instanceof TransportError && error.failure === 'timeout'
      if (isLate && reply.hasWords) return { body: reply.body, ...first, isCut: true }
      throw error
    }
    if (!reply.isWhole) throw new TransportError('lost', 'the stream ended before the reply did')
    return { body: reply.body, ...first }
  }

  const post = stream ? asStream : inOnePiece

  return {
    chat: (body, signal) => post('chat/completions', body, signal),
    completions: (body, signal) => post('completions', body, signal),
  }
}

const bodyOf = (reply: HttpReply): unknown => (isJson(reply) ? JSON.parse(reply.text) : reply.text)

const isEvents = ({ headers }: HttpReply) => /^text\/event-stream\b/i.test(headers['content-type'] ?? '')

/** `application/json; charset=utf-8`, `application/problem+json` */
const isJson = ({ headers }: HttpReply) => /^[^;]*[/+]json\b/i.test(headers['content-type'] ?? '')

function rejectionOf({ status, headers, text }: HttpReply): Rejection {
  return new Rejection(status, errorOf(text), (name) => headers[name]?.toString())
}
