/**
 * Chat and completions requests, straight over our own transport.
 *
 * The `openai` package gives the types of what is sent, and not the client: through it a run of GSM8K took 165–177 MiB
 * and 0.67 ms of CPU time a trial instead of 0.48, most of them in headers and options that never differ here.
 */
import type { HttpReply } from './http-exchange.ts'
import type { HttpTransport } from './http-transport.ts'
import { asObject, nonEmpty, parseJson } from './json.ts'
import type { ChatBody, CompletionsBody } from './openai-request.ts'
import { Rejection } from './rejection.ts'

/**
 * Both give back what came as the body: parsed where the server called it JSON, else as text. Nothing is known of it yet.
 *
 * @throws TransportError, Rejection, or SyntaxError for damaged JSON
 */
export interface OpenAiClient {
  chat(body: ChatBody, signal?: AbortSignal): Promise<unknown>
  completions(body: CompletionsBody, signal?: AbortSignal): Promise<unknown>
}

export function openClient(baseUrl: string, transport: HttpTransport): OpenAiClient {
  async function post(path: string, body: object, signal?: AbortSignal): Promise<unknown> {
    const reply = await transport.send(`${baseUrl}/${path}`, { method: 'POST', body: JSON.stringify(body), signal })
    if (reply.status < 200 || reply.status >= 300) throw rejectionOf(reply)
    return isJson(reply) ? JSON.parse(reply.text) : reply.text
  }

  return {
    chat: (body, signal) => post('chat/completions', body, signal),
    completions: (body, signal) => post('completions', body, signal),
  }
}

/** `application/json; charset=utf-8`, `application/problem+json` */
const isJson = ({ headers }: HttpReply) => /^[^;]*[/+]json\b/i.test(headers['content-type'] ?? '')

function rejectionOf({ status, headers, text }: HttpReply): Rejection {
  const code = asObject(asObject(parseJson(text))?.error)?.code
  return new Rejection(status, serverWords(text), code, (name) => headers[name]?.toString())
}

/** What a server says of its failure: the message of an error body in OpenAI's form, else the whole of it. */
export function serverWords(text: string): string {
  const body = asObject(parseJson(text))
  return nonEmpty(asObject(body?.error)?.message) ?? nonEmpty(body?.error) ?? nonEmpty(body?.message) ?? text
}
