/** A server of which a share of the replies is broken, in all the ways that servers have of it, one after the other. */
import type { ServerResponse } from 'node:http'
import { by, chatReply, type FakeAnswer, type FakeOpenAi, fakeOpenAi, raw, status } from './fake-openai.ts'

const JSON_TYPE = { 'content-type': 'application/json' }
const HTML = '<html><head><title>502 Bad Gateway</title></head><body><h1>502</h1></body></html>'

/** What a reply that is broken off would be read as, were it scored. */
const HALF = 'Half of it is #### -5'

const half = (choice: object, body: object = {}) => chatReply({ content: HALF }, choice, body)
const sent = (body: object): FakeAnswer => raw(200, JSON_TYPE, JSON.stringify(body))
const cut = (body: string) =>
  by((response) => {
    response.writeHead(200, { ...JSON_TYPE, 'content-length': body.length })
    response.write(body.slice(0, 60), () => response.socket?.resetAndDestroy())
  })

/** Each may be mended by asking again. */
export const BROKEN: Readonly<Record<string, () => FakeAnswer>> = {
  'finish reason abort': () => half({ finish_reason: 'abort' }),
  'finish reason error': () => half({ finish_reason: 'error', error: { message: 'Upstream idle', code: 502 } }),
  'finish reason cancelled': () => half({ finish_reason: 'cancelled' }),
  'no resources': () => half({ finish_reason: 'insufficient_system_resource' }),
  'a reason of its own': () => half({ finish_reason: 'preempted' }),
  'an error beside the choice': () => half({}, { error: { message: 'Provider returned error', code: 503 } }),
  'an error in words': () => sent({ error: 'worker died' }),
  'an error of FastChat': () => raw(400, JSON_TYPE, '{"object":"error","message":"NETWORK ERROR","code":50004}'),
  'an error of MiniMax': () => sent({ base_resp: { status_code: 1002, status_msg: 'rate limit' } }),
  'an error of Anthropic': () => sent({ type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }),
  'a nested error': () => status(500, 'litellm.InternalServerError: {"error": {"message": "boom"}}'),
  'no choices': () => sent({ choices: [] }),
  'null content': () => chatReply({ content: null }, {}, { usage: null }),
  'an empty body': () => raw(200, JSON_TYPE, ''),
  'half a document': () => raw(200, JSON_TYPE, JSON.stringify(chatReply({ content: HALF })).slice(0, 60)),
  'a page': () => raw(200, { 'content-type': 'text/html' }, HTML),
  'a proxy’s page': () => raw(502, { 'content-type': 'text/html' }, HTML),
  'a reset': () => by((response) => response.socket?.resetAndDestroy()),
  'a reset within': () => cut(JSON.stringify(chatReply({ content: HALF }))),
  'a limit until an epoch': () =>
    status(429, 'Slow down', {
      'x-ratelimit-limit-requests': '6000',
      'x-ratelimit-remaining-requests': '0',
      'x-ratelimit-reset-requests': `${Math.ceil(Date.now() / 1000)}`,
    }),
  'a wait that is none': () => status(429, 'Slow down', { 'retry-after': 'soon', 'retry-after-ms': '-5' }),
  'a wait that is over': () => status(503, 'Loading', { 'retry-after': new Date(0).toUTCString() }),
}

/** Events as they are, then the end of the connection. */
const events = (...pieces: readonly string[]) =>
  by((response) => response.writeHead(200, { 'content-type': 'text/event-stream' }).end(pieces.join('')))
const data = (body: object | string) => `data: ${typeof body === 'string' ? body : JSON.stringify(body)}\n\n`
const piece = (delta: object, finish_reason: string | null = null) =>
  data({ model: 'served-model', choices: [{ index: 0, delta, finish_reason }] })
const begun = piece({ content: HALF })
const DONE = data('[DONE]')

export const BROKEN_STREAMS: Readonly<Record<string, () => FakeAnswer>> = {
  ...BROKEN,
  'an error line': () => events(begun, 'error: {"code":500,"message":"context shift is disabled"}\n\n', DONE),
  'an error event': () => events(begun, 'event: error\ndata: {"message":"engine died"}\n\n'),
  'an error object': () => events(begun, data({ error: { message: 'CUDA error', code: 500 } }), DONE),
  'an error of vLLM': () => events(begun, data({ object: 'error', message: 'EngineDeadError', code: 500 }), DONE),
  'an error in plain text': () => events(begun, 'Internal Server Error\n\n', DONE),
  'an abort': () => events(begun, piece({}, 'abort'), DONE),
  'an end without a word': () => events(begun),
  'a reset between events': () =>
    by((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(begun, () => response.socket?.resetAndDestroy())
    }),
}

/** Whole replies in shapes of their own: none of them may cost anything. */
const ODD: readonly ((text: string) => FakeAnswer)[] = [
  (text) => chatReply({ content: text }),
  (text) => chatReply({ content: [{ type: 'text', text }] }),
  (text) => raw(200, { 'content-type': 'text/plain' }, JSON.stringify(chatReply({ content: text }))),
  (text) => raw(200, JSON_TYPE, `\uFEFF${JSON.stringify(chatReply({ content: text }, { finish_reason: 'eos' }))}`),
  (text) => closing((response) => response.writeHead(200, JSON_TYPE).end(JSON.stringify(chatReply({ content: text })))),
]

const ODD_STREAMS: readonly ((text: string) => FakeAnswer)[] = [
  (text) => events(piece({ role: 'assistant', content: '' }), piece({ content: text }), piece({}, 'stop'), DONE),
  (text) => events(piece({ content: [{ type: 'text', text }] }), piece({}, 'stop'), DONE),
  (text) => events(piece({ content: text }), DONE),
  (text) =>
    by((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(piece({ content: text }) + piece({}, 'stop') + DONE) // and the connection stays open
    }),
  (text) =>
    closing((response) =>
      response
        .writeHead(200, { 'content-type': 'text/event-stream', 'keep-alive': 'timeout=5' })
        .end(piece({ content: text }) + piece({}, 'stop') + DONE),
    ),
]

/** Promises to keep the connection, and closes it. */
const closing = (act: (response: ServerResponse) => void) =>
  by((response) => {
    response.on('finish', () => response.socket?.end())
    act(response)
  })

interface BrokenOpenAi extends FakeOpenAi {
  /** How often each way was taken. */
  readonly counts: ReadonlyMap<string, number>
}

/** @param every one reply in so many is broken, the next ones of that question are whole */
export async function brokenOpenAi(solve: (question: string) => string, every = 5): Promise<BrokenOpenAi> {
  const counts = new Map<string, number>()
  const asked = new Map<string, number>()
  let questions = 0
  const server = await fakeOpenAi(({ body }) => {
    const question = body.messages[0].content
    const isStream = body.stream === true
    const ways = Object.entries(isStream ? BROKEN_STREAMS : BROKEN)
    const place = asked.get(question) ?? questions++
    asked.set(question, place)
    const turn = Math.floor(place / every)
    const [name = '', broken] = ways[turn % ways.length] ?? []
    const key = `${question} ${name}`
    if (place % every === 0 && broken !== undefined && !asked.has(key)) {
      asked.set(key, 1)
      counts.set(name, (counts.get(name) ?? 0) + 1)
      return broken()
    }
    const odd = isStream ? ODD_STREAMS : ODD
    return (odd[place % odd.length] as (text: string) => FakeAnswer)(solve(question))
  })
  return { ...server, counts }
}
