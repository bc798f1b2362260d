/** Servers in this process that get ready step by step. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { json } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { untilReady } from '../../../../harness/models/serve/readiness.ts'
import { serve } from '../../../helpers/file-server.ts'

type Reply = readonly [status: number, body: object]

/** @param replies by path, one after the other; the last one stays. @returns its origin, and what it was asked */
async function server(replies: Readonly<Record<string, readonly Reply[]>>) {
  const asked: string[] = []
  const bodies: unknown[] = []
  const origin = await serve(async (request: IncomingMessage, response: ServerResponse) => {
    const path = request.url ?? ''
    const count = asked.filter((one) => one === path).length
    asked.push(path)
    if (request.method === 'POST') bodies.push(await json(request))
    const known = replies[path] ?? [[404, {}]]
    const [status, body] = known[Math.min(count, known.length - 1)] as Reply
    response.writeHead(status).end(JSON.stringify(body))
  })
  return { origin, asked, bodies }
}

const CHAT = '/v1/chat/completions'
const TOKEN: Reply = [200, { choices: [{ message: { content: 'Hi' } }] }]
const list = (...names: string[]): Reply => [200, { data: names.map((id) => ({ id })) }]
const ready = (origin: string, name?: string, api: 'chat' | 'completions' = 'chat') =>
  untilReady({ origin, api, ...(name !== undefined && { name }) }, AbortSignal.timeout(5000))

describe('a server is ready', () => {
  it('when it is healthy, lists the model and has generated one token', async () => {
    const replies = {
      '/health': [
        [503, {}],
        [200, {}],
      ],
      '/v1/models': [[500, {}], list('x', 'sft')],
      [CHAT]: [[503, {}], TOKEN],
    }
    const { origin, asked, bodies } = await server(replies as never)
    expect(await ready(origin, 'sft')).toEqual({ kind: 'ready', name: 'sft' })
    expect(asked).toEqual(['/health', '/health', '/v1/models', '/v1/models', CHAT, CHAT])
    expect(bodies[0]).toMatchObject({ model: 'sft', max_tokens: 1 })
  })

  it('without a path for its health, and without a list of models', async () => {
    const { origin } = await server({ [CHAT]: [TOKEN] })
    expect(await ready(origin, 'sft')).toEqual({ kind: 'ready', name: 'sft' })
  })

  it('under the name that it lists, where it was told none', async () => {
    const { origin, bodies } = await server({ '/v1/models': [list('its-own')], '/v1/completions': [TOKEN] })
    expect(await ready(origin, undefined, 'completions')).toEqual({ kind: 'ready', name: 'its-own' })
    expect(bodies[0]).toMatchObject({ model: 'its-own', prompt: expect.any(String) })
  })
})

describe('a server is not waited for', () => {
  it('when it refuses the first request', async () => {
    const { origin } = await server({ [CHAT]: [[400, { error: 'no template' }]] })
    expect(await ready(origin, 'sft')).toEqual({ kind: 'refused', status: 400, reply: '{"error":"no template"}' })
  })

  it('when it answers with something else than a completion', async () => {
    const { origin } = await server({ [CHAT]: [[200, { error: 'overloaded' }]] })
    expect(await ready(origin, 'sft')).toEqual({ kind: 'refused', status: 200, reply: '{"error":"overloaded"}' })
  })

  it('when it fails again and again', async () => {
    const { origin, asked } = await server({ [CHAT]: [[500, {}]] })
    expect(await ready(origin, 'sft')).toMatchObject({ kind: 'refused', status: 500 })
    expect(asked.filter((path) => path === CHAT)).toHaveLength(5)
  })

  it('when it goes on listing other models', async () => {
    const { origin } = await server({ '/v1/models': [list('other')] })
    expect(await ready(origin, 'sft')).toEqual({ kind: 'unlisted', names: ['other'] })
  })

  it('once it has ended', async () => {
    const { origin } = await server({ '/health': [[503, {}]] })
    const ended = new AbortController()
    const death = new Error('it has ended')
    setTimeout(() => ended.abort(death), 150)
    await expect(untilReady({ origin, api: 'chat' }, ended.signal)).rejects.toBe(death)
  })
})
