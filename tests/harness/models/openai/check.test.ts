import type { ServerResponse } from 'node:http'
import { describe, expect, it } from 'vitest'
import { openModel } from '../../../../harness/models/open.ts'
import { parseModelSpec } from '../../../../harness/models/spec.ts'
import { by, chatReply, type FakeAnswer, fakeOpenAi, raw, status } from '../../../helpers/fake-openai.ts'
import { serve } from '../../../helpers/file-server.ts'

async function check(models: FakeAnswer, { name = 'my-model', provider = 'openai', env = {} } = {}) {
  const { url } = await fakeOpenAi('', { models })
  return checkAt(url, { name, provider, env })
}

async function checkAt(url: string, { name = 'my-model', provider = 'openai', env = {} } = {}) {
  const notices: string[] = []
  const onNotice = (sentence: string) => void notices.push(sentence)
  const model = await openModel(parseModelSpec(`${provider}/${name}@${url}`), { api: 'chat', env, onNotice })
  return model.check?.({ sampleIds: [], allIds: [], repeats: 1 }).then(
    () => notices.join('\n') || 'fine',
    (error) => error,
  )
}

const list = (...ids: string[]) => ({ object: 'list', data: ids.map((id) => ({ id, object: 'model' })) })

describe('the check of a server', () => {
  it.each<[string, FakeAnswer]>([
    ['lists the model', list('other', 'my-model')],
    ['lists it as Ollama does', list('my-model:latest')],
    ['lists it without an envelope', [{ id: 'my-model' }]],
    ['lists names alone', ['my-model', 'other']],
    ['lists it below its organization', list('acme/my-model')],
    ['lists its file', list('/models/my-model.gguf')],
    ['lists it by a pattern', list('gpt-*', 'my-*')],
    ['lists everything by a pattern', list('*')],
    ['is llama-server, which takes any name', { data: [{ id: '/models/other.gguf', owned_by: 'llamacpp' }] }],
    ['lists the model as a web page', raw(200, { 'content-type': 'text/html' }, JSON.stringify(list('my-model')))],
    ['lists it after a byte order mark', raw(200, {}, `\ufeff${JSON.stringify(list('my-model'))}`)],
    ['lists nothing', list()],
    ['lists nothing that can be read', { models: 3 }],
    ['lists by null', { data: null }],
    ['has no list', status(404, 'Not Found')],
    ['wants another method', status(405, 'Method Not Allowed')],
    ['is busy', status(503, 'Loading model')],
    ['breaks off', by((response) => response.socket?.resetAndDestroy())],
    ['has damaged JSON', raw(200, { 'content-type': 'application/json' }, '{"data": [')],
    ['lets the key ask but not list', status(403, 'Missing scopes: api.model.read')],
  ])('passes one that %s', async (_name, models) => expect(await check(models)).toBe('fine'))

  it.each([
    ['my-model:free', 'my-model'],
    ['my-model@2', 'my-model'],
    ['acme/my-model', 'my-model'],
    ['acme/my-model', 'acme/*'],
  ])('finds %s behind %s', async (name, listed) => expect(await check(list(listed), { name })).toBe('fine'))

  it('passes a gateway whose list leaves some out', async () => {
    expect(await check(list('other'), { provider: 'openrouter' })).toBe('fine')
  })

  it('finds that nobody is there', async () => {
    expect(await checkAt('http://127.0.0.1:1/v1')).toMatchObject({
      message: 'http://127.0.0.1:1/v1 cannot be reached: connection refused',
      hint: 'Is the server up, and is this its address? evalkit asked it for /models.',
      exitCode: 3,
    })
  })

  it.each([
    [401, {}, 'requires an API key (401)', /^Set EVALKIT_API_KEY/],
    [401, { EVALKIT_API_KEY: 'sk-1' }, 'refused the key in EVALKIT_API_KEY (401): "No."', /^Check EVALKIT_API_KEY/],
    [403, { EVALKIT_API_KEY: 'sk-1' }, 'refused the key in EVALKIT_API_KEY access to my-model (403)', /^Check/],
  ])('finds by %d with %j that the key is wrong', async (code, env, message, hint) => {
    const error = await check(status(code, 'No.'), { env })
    expect(error.message).toContain(message)
    expect(error).toMatchObject({ fatal: true, exitCode: 2, hint: expect.stringMatching(hint) })
  })

  it('finds by an error inside a success that a key is missed', async () => {
    const body = { error: { code: 401, message: 'No auth credentials found' } }
    expect(await check(body)).toMatchObject({
      message: expect.stringMatching(/requires an API key \(401\)$/),
      exitCode: 2,
    })
  })

  it('says that the model is not listed, and names the likely one', async () => {
    expect(await check(list('a', 'my-modle', 'c', 'd', 'e', 'f'))).toMatch(
      / lists no model "my-model"; requests are sent anyway\. Did you mean "my-modle"\? Listed: a, my-modle, c, d, e, … \(6 in all\)$/,
    )
  })

  it('finds that a web page is no API', async () => {
    const page = raw(200, { 'content-type': 'text/html; charset=utf-8' }, '<html></html>')
    expect(await check(page)).toMatchObject({ message: /is a web page, not an API$/, hint: /\/v1/, exitCode: 2 })
  })
})

describe('an address without its end', () => {
  const REQUEST = { prompt: [], generation: {}, trial: { sampleId: 'test/0', repeat: 1, turn: 1 } }
  const json = (response: ServerResponse, code: number, body: object) =>
    response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body))

  const missing: [string, (response: ServerResponse) => void][] = [
    ['answers 404, like vLLM', (response) => json(response, 404, { detail: 'Not Found' })],
    ['answers 405', (response) => json(response, 405, { detail: 'Method Not Allowed' })],
    ['answers an error with 200, like LM Studio', (response) => json(response, 200, { error: 'Unexpected endpoint' })],
    ['has a web page', (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html></html>')],
  ]

  const serverWith = (elsewhere: (response: ServerResponse) => void, models = list('my-model')) =>
    serve((request, response) => {
      if (request.url === '/v1/models') return json(response, 200, models)
      if (request.url === '/v1/chat/completions') return json(response, 200, chatReply({ content: 'ready' }))
      return elsewhere(response)
    })

  it.each(missing)('finds the API below /v1 of a server that %s, says so and uses it', async (_name, elsewhere) => {
    const origin = await serverWith(elsewhere)
    const notices: string[] = []
    const onNotice = (sentence: string) => void notices.push(sentence)
    const model = await openModel(parseModelSpec(`openai/my-model@${origin}`), { api: 'chat', env: {}, onNotice })
    await model.check?.({ sampleIds: [], allIds: [], repeats: 1 })
    expect(await model.complete(REQUEST)).toMatchObject({ text: 'ready' })
    expect(notices).toEqual([`The API of ${origin} is at ${origin}/v1, which is used.`])
  })

  it('tells of the API below /v1 that its list lacks the model', async () => {
    const [, elsewhere] = missing[0] as (typeof missing)[number]
    expect(await checkAt(await serverWith(elsewhere, list('other')))).toMatch(
      /which is used\. .*\/v1 lists no model "my-model"; requests are sent anyway/,
    )
  })

  it('without a check, ends the run with the address that works', async () => {
    const [, , [, elsewhere]] = missing as [unknown, unknown, (typeof missing)[number]]
    const origin = await serverWith(elsewhere)
    const model = await openModel(parseModelSpec(`openai/my-model@${origin}`), { api: 'chat', env: {} })
    await expect(model.complete(REQUEST)).rejects.toMatchObject({
      fatal: true,
      exitCode: 2,
      hint: expect.stringMatching(`^The API is at ${origin}/v1: add /v1 to the address`),
    })
  })
})
