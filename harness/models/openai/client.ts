/**
 * Chat and completions requests, straight over our own transport.
 *
 * The `openai` package gives the types of what is sent, and not the client: through it a run of GSM8K took 165–177 MiB
 * and 0.67 ms of CPU time a trial instead of 0.48, most of them in headers and options that never differ here.
 */
import type { EventSink } from './http-body.ts'
import type { HttpReply } from './http-exchange.ts'
import { parseJson, parseLooseJson } from './json.ts'
import { errorOf, Rejection } from './rejection.ts'
import type { ChatBody, CompletionsBody } from './request.ts'
import type { StreamedReply } from './stream.ts'
import type { HttpTransport } from './transport.ts'
import { TransportError } from './transport-error.ts'

/** What came: nothing is known of it yet. */
export interface Answer {
  /** Parsed where it is JSON, put together where it came as a stream; else text. */
  readonly body: unknown
  /** Until the first of the model's words, reasoning included; streams only. */
  readonly firstTokenMs?: number
  /** Our clock ran out after some of the model's words had come. */
  readonly isCut?: true
}

/** Both throw TransportError, Rejection, or SyntaxError for damaged JSON. */
export interface OpenAiClient {
  chat(body: ChatBody, signal?: AbortSignal): Promise<Answer>
  completions(body: CompletionsBody, signal?: AbortSignal): Promise<Answer>
}

export function openClient(baseUrl: string, transport: HttpTransport): OpenAiClient {
  async function post(path: string, body: ChatBody | CompletionsBody, signal?: AbortSignal): Promise<Answer> {
    const events = new ReplyEvents()
    if (body.stream === true) await events.load()
    try {
      const request = { method: 'POST', body: JSON.stringify(body), signal, events }
      const reply = await transport.send(`${baseUrl}/${path}`, request)
      if (reply.status < 200 || reply.status >= 300) throw rejectionOf(reply)
      return reply.isStream ? await events.end() : { body: bodyOf(reply) }
    } catch (error) {
      const saved = error instanceof TransportError ? events.savedFrom(error) : undefined
      if (saved === undefined) throw error
      return saved
    }
  }

  return {
    chat: (body, signal) => post('chat/completions', body, signal),
    completions: (body, signal) => post('completions', body, signal),
  }
}

/** The events of one reply. Some servers stream unasked: their reader is loaded when the first event comes. */
class ReplyEvents implements EventSink {
  readonly #startedAt = performance.now()
  #reply: StreamedReply | undefined
  #loading: Promise<void> | undefined
  /** What came before the reader was there. */
  #early = ''
  #first: { readonly firstTokenMs: number } | undefined

  get progress(): EventSink['progress'] {
    return this.#reply?.progress ?? 'open'
  }

  load(): Promise<void> {
    this.#loading ??= import('./stream.ts').then(({ StreamedReply }) => {
      this.#reply = new StreamedReply()
      if (this.#early !== '') this.feed(this.#early)
    })
    return this.#loading
  }

  feed(text: string): Promise<void> | undefined {
    if (this.#reply === undefined) {
      this.#early += text
      return this.load()
    }
    this.#reply.feed(text)
    if (this.#reply.hasWords) this.#first ??= { firstTokenMs: Math.round(performance.now() - this.#startedAt) }
    return undefined
  }

  /** @throws TransportError unless the server said that the reply is whole, or what went wrong with it */
  async end(): Promise<Answer> {
    await this.load()
    this.#reply?.end()
    if (!this.#reply?.isWhole) throw new TransportError('lost', 'the stream ended before the reply did')
    return { body: this.#reply.body, ...this.#first }
  }

  /** @returns what may be kept of a reply whose connection failed: one that was whole, or that our clock cut */
  savedFrom({ failure }: TransportError): Answer | undefined {
    const reply = this.#reply
    if (reply === undefined || failure === 'aborted') return undefined
    if (reply.progress !== 'open') return { body: reply.body, ...this.#first }
    return failure === 'timeout' && reply.hasWords ? { body: reply.body, ...this.#first, isCut: true } : undefined
  }
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

export function rejectionOf({ status, headers, text, proxy }: HttpReply): Rejection {
  return new Rejection(status, errorOf(text), (name) => headers[name]?.toString(), proxy)
}
