/** The `openai` package on our own transport: the only file that imports it. */
import { APIError, OpenAI } from 'openai'
import type { HttpTransport } from './http-transport.ts'
import type { ChatBody, CompletionsBody } from './openai-request.ts'
import { Rejection } from './rejection.ts'
import { TransportError } from './transport-error.ts'

/**
 * Both give back what came as the body: parsed where the server called it JSON, else as text. The package's own types of
 * replies are hopes.
 *
 * @throws TransportError, Rejection, or SyntaxError for damaged JSON
 */
export interface OpenAiClient {
  chat(body: ChatBody, signal?: AbortSignal): Promise<unknown>
  completions(body: CompletionsBody, signal?: AbortSignal): Promise<unknown>
}

export function openClient(baseURL: string, { fetch }: HttpTransport): OpenAiClient {
  const openai = new OpenAI({
    baseURL,
    fetch,
    maxRetries: 0, // with-retries.ts has its own
    timeout: 2 ** 31 - 1, // and so has the transport
    // Whatever the package would take from OPENAI_* variables is set here: none of it may reach a server of someone else.
    apiKey: 'kept by the transport',
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    logLevel: 'off',
  })
  return {
    chat: (body, signal) => openai.chat.completions.create(body, { signal }).catch(rethrow),
    completions: (body, signal) => openai.completions.create(body, { signal }).catch(rethrow),
  }
}

/** Says in our words what the package has wrapped into its own. */
function rethrow(error: unknown): never {
  if (!(error instanceof APIError)) throw error
  if (error.cause instanceof TransportError) throw error.cause
  if (error.status === undefined) throw error
  const words = error.message.replace(/^\d{3} /, '')
  throw new Rejection(error.status, words, error.code, (name) => error.headers?.get(name))
}
