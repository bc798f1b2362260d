/** Replies that come word by word. */
import { once } from 'node:events'
import fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { ModelRequest } from '../../../harness/models/model.ts'
import { openModel } from '../../../harness/models/open.ts'
import { StreamedReply } from '../../../harness/models/openai/stream.ts'
import { parseModelSpec } from '../../../harness/models/spec.ts'
import { by, fakeOpenAi } from '../../helpers/fake-openai.ts'
import { serve } from '../../helpers/file-server.ts'

const REQUEST: ModelRequest = {
  prompt: [{ role: 'user', content: 'hello' }],
  generation: {},
  trial: { sampleId: 'test/0', repeat: 1, turn: 1 },
}

const EVENTS = { 'content-type': 'text/event-stream' }

const event = (data: object | string) => `data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`
const delta = (content: unknown, more: object = {}) =>
  event({ model: 'm-1', choices: [{ delta: { content }, ...more }] })
const END = event({ choices: [{ delta: {}, finish_reason: 'stop' }] })
const USAGE = event({ choices: [], usage: { prompt_tokens: 7, completion_tokens: 3 } })
const WHOLE = delta('Zwölf ') + delta('🍎') + END + USAGE + event('[DONE]')

/** What becomes of a stream sent in these pieces, some milliseconds apart. */
async function streamed(
  pieces: readonly (string | Buffer)[],
  end: 'end' | 'hang' | 'break' = 'end',
  timeoutMs = 30_000,
) {
  const bodies: unknown[] = []
  const origin = await serve(async (request, response) => {
    if (request.method === 'GET') return response.writeHead(404).end()
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    bodies.push(JSON.parse(Buffer.concat(chunks).toString()))
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' })
    for (const piece of pieces) {
      response.write(piece)
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    if (end === 'end') response.end()
    if (end === 'break') response.destroy()
  })
  const model = await openModel(parseModelSpec(`openai/m@${origin}/v1`), {
    api: 'chat',
    stream: true,
    maxRetries: 0,
    env: {},
    timeoutMs,
  })
  onTestFinished(async () => model.close?.())
  const completion = await model.complete(REQUEST)
  return { completion, bodies }
}

describe('a stream', () => {
  it('is asked for with its usage, and read to its end', async () => {
    const { completion, bodies } = await streamed([WHOLE])
    expect(bodies).toEqual([expect.objectContaining({ stream: true, stream_options: { include_usage: true } })])
    expect(completion).toMatchObject({
      text: 'Zwölf 🍎',
      finishReason: 'stop',
      model: 'm-1',
      usage: { inputTokens: 7, outputTokens: 3 },
      firstTokenMs: expect.any(Number),
    })
  })

  it('may be cut anywhere on its way, within a character too', async () => {
    const bytes = Buffer.from(WHOLE)
    const pieces = Array.from({ length: Math.ceil(bytes.length / 7) }, (_, i) => bytes.subarray(7 * i, 7 * i + 7))
    expect((await streamed(pieces)).completion).toMatchObject({ text: 'Zwölf 🍎', usage: { outputTokens: 3 } })
  })

  it('keeps thinking apart', async () => {
    const thinking = event({ choices: [{ delta: { reasoning_content: 'three times four' } }] })
    expect((await streamed([thinking, delta('12'), END])).completion).toMatchObject({
      text: '12',
      reasoning: 'three times four',
    })
  })

  it('may be empty where the model had nothing to say', async () => {
    const usage = event({ choices: [], usage: { prompt_tokens: 7, completion_tokens: 1 } })
    expect((await streamed([delta(''), END, usage])).completion).toMatchObject({ text: '', finishReason: 'stop' })
  })

  it('that our clock cuts after words had come is the model’s own: truncated', async () => {
    expect((await streamed([delta('Zwölf '), delta('Äpf')], 'hang', 400)).completion).toMatchObject({
      text: 'Zwölf Äpf',
      finishReason: 'timeout',
    })
  })

  it.each([
    ['breaks off', [delta('Zwölf ')], 'break', /connection broke/],
    ['ends too early', [delta('Zwölf ')], 'end', /the stream ended before the reply did/],
    ['says nothing until time is up', [': still here\n\n'], 'hang', /no whole reply within 0.4 s/],
    ['ends in an error', [delta('Zw'), event({ error: { message: 'out of memory' } })], 'end', /out of memory/],
    ['has no words, though tokens were spent', [delta(null), END, USAGE], 'end', /without content/],
    ['is not UTF-8', [delta('Zw'), Buffer.from([0xff, 0xfe])], 'end', /not UTF-8/],
  ] as const)('is asked for again when it %s', async (_, pieces, end, message) => {
    const error = await streamed(pieces, end, end === 'hang' ? 400 : 30_000).catch((reason) => reason)
    expect(error).toMatchObject({ name: 'ModelError', retryable: true, message: expect.stringMatching(message) })
  })

  it('need not be one: a server may answer in one piece', async () => {
    const origin = await serve((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ choices: [{ message: { content: '12' }, finish_reason: 'stop' }] }))
    })
    const options = { api: 'chat' as const, stream: true, maxRetries: 0, env: {} }
    const model = await openModel(parseModelSpec(`openai/m@${origin}/v1`), options)
    onTestFinished(async () => model.close?.())
    expect(await model.complete(REQUEST)).toMatchObject({ text: '12', finishReason: 'stop' })
  })
})

it('is asked for without what the user says the server refuses', async () => {
  const server = await fakeOpenAi(by((response) => response.writeHead(200, EVENTS).end(WHOLE)))
  const model = await openModel(parseModelSpec(`openai/m@${server.url}`), { api: 'chat', stream: true, env: {} })
  onTestFinished(async () => model.close?.())
  await model.complete({ ...REQUEST, generation: { omit: ['stream_options'] } })
  expect(server.requests[0]?.body).toMatchObject({ stream: true })
  expect(server.requests[0]?.body).not.toHaveProperty('stream_options')
})

it('leaves its connection to the next request', async () => {
  const sockets = new Set<unknown>()
  let ended: Promise<unknown> | undefined
  const server = await fakeOpenAi(
    by((response) => {
      sockets.add(response.socket)
      ended = once(response, 'finish')
      response.writeHead(200, EVENTS).write(WHOLE)
      setTimeout(() => response.end(), 20)
    }),
  )
  const model = await openModel(parseModelSpec(`openai/m@${server.url}`), { api: 'chat', stream: true, env: {} })
  onTestFinished(async () => model.close?.())
  for (let i = 0; i < 3; i++) {
    await model.complete(REQUEST)
    await ended
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  expect(sockets.size).toBe(1)
})

it('reads a completions API’s stream', () => {
  const reply = new StreamedReply()
  reply.feed(event({ choices: [{ text: '4' }] }) + event({ choices: [{ text: '2', finish_reason: 'length' }] }))
  expect(reply.body).toMatchObject({ choices: [{ message: { content: '42' }, finish_reason: 'length' }] })
})

it('never throws, whatever comes', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.string(), fc.json().map(event), fc.constant(WHOLE))), (pieces) => {
      const reply = new StreamedReply()
      for (const piece of pieces) reply.feed(piece)
      expect(typeof reply.isWhole).toBe('boolean')
      expect(() => JSON.stringify(reply.body)).not.toThrow()
    }),
  )
})
