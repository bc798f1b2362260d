import type { ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { serve } from './file-server.ts'

export interface FakeRequest {
  readonly method: string
  /** Below the base address: `/chat/completions`. */
  readonly path: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  // biome-ignore lint/suspicious/noExplicitAny: a test looks at whatever was sent
  readonly body: any
}

/** A chat reply's content, a body to send as JSON, or what `status`, `raw` and `by` make. */
export type FakeAnswer = string | object

export interface FakeOpenAi {
  /** Base address. */
  readonly url: string
  /** In the order they came, but for those to `/models`. */
  readonly requests: readonly FakeRequest[]
}

interface FakeOptions {
  /** What is said to `GET /models`. */
  models?: FakeAnswer
}

/** A server for one test; `answer` gets each request to a chat or completions endpoint, and its number from 1. */
export async function fakeOpenAi(
  answer: string | object | ((request: FakeRequest, call: number) => FakeAnswer | Promise<FakeAnswer>),
  options: FakeOptions = {},
): Promise<FakeOpenAi> {
  const requests: FakeRequest[] = []
  const origin = await serve(async (incoming, response) => {
    const { method = '', headers } = incoming
    const path = (incoming.url ?? '').replace('/v1', '')
    const sent = await text(incoming)
    if (path === '/models') return respond(response, options.models ?? status(404, 'Not Found'))
    const request = { method, path, headers, body: sent === '' ? undefined : JSON.parse(sent) }
    const call = requests.push(request)
    respond(response, typeof answer === 'function' ? await answer(request, call) : answer)
  })
  return { url: `${origin}/v1`, requests }
}

/** An answer with a status and OpenAI's form of an error. */
export function status(
  code: number,
  message: string,
  headers: Record<string, string> = {},
  fields: object = {},
): FakeAnswer {
  return raw(
    code,
    { 'content-type': 'application/json', ...headers },
    JSON.stringify({ error: { message, ...fields } }),
  )
}

/** An answer byte by byte. */
export const raw = (code: number, headers: Record<string, string | number>, body: string | Buffer): FakeAnswer =>
  by((response) => response.writeHead(code, headers).end(body))

/** An answer that does what it likes with the response. */
export const by = (act: (response: ServerResponse) => void): FakeAnswer => new Act(act)

class Act {
  readonly run: (response: ServerResponse) => void

  constructor(run: (response: ServerResponse) => void) {
    this.run = run
  }
}

/** A chat reply, with the fields of its choice and of its message changed. */
export function chatReply(message: object, choice: object = {}, body: object = {}): object {
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    model: 'served-model',
    choices: [{ index: 0, message: { role: 'assistant', ...message }, finish_reason: 'stop', ...choice }],
    usage: { prompt_tokens: 12, completion_tokens: 34, total_tokens: 46 },
    ...body,
  }
}

function respond(response: ServerResponse, answer: FakeAnswer): void {
  if (answer instanceof Act) {
    answer.run(response)
    return
  }
  const body = typeof answer === 'string' ? chatReply({ content: answer }) : answer
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
