/** What the models of a command learn of a server, they learn for each other. */
import { describe, expect, it, onTestFinished } from 'vitest'
import { Servers } from '../../../../harness/models/limits/servers.ts'
import { type ModelOptions, openModel } from '../../../../harness/models/open.ts'
import { parseModelSpec } from '../../../../harness/models/spec.ts'
import { type FakeAnswer, fakeOpenAi, status } from '../../../helpers/fake-openai.ts'

const TRIAL = { sampleId: 'test/0', repeat: 1, turn: 1 }
const ASK = { prompt: [{ role: 'user' as const, content: 'hi' }], generation: {}, trial: TRIAL }

async function open(spec: string, servers: Servers, options: Partial<ModelOptions> = {}) {
  const model = await openModel(parseModelSpec(spec), { api: 'chat', env: {}, firstDelayMs: 1, servers, ...options })
  onTestFinished(async () => model.close?.())
  return model
}

it('has two models of one server share its connections', async () => {
  let inFlight = 0
  let most = 0
  const server = await fakeOpenAi(async () => {
    most = Math.max(most, ++inFlight)
    await new Promise((resolve) => setTimeout(resolve, 5))
    inFlight--
    return 'hello'
  })
  const servers = new Servers()
  const models = [
    await open(`base=openai/a@${server.url}`, servers, { connections: 3 }),
    await open(`sft=openai/b@${server.url}`, servers, { connections: 3 }),
  ]
  await Promise.all(Array.from({ length: 24 }, (_, at) => models[at % 2]?.complete(ASK)))
  expect(most).toBe(3)
  expect(new Set(server.requests.map(({ body }) => body.model))).toEqual(new Set(['a', 'b']))
})

it('has each server keep its own', async () => {
  const servers = new Servers()
  const busy = await fakeOpenAi((_, call): FakeAnswer => (call <= 40 ? status(429, 'too many') : 'hello'))
  const idle = await fakeOpenAi('hello')
  const one = await open(`openai/a@${busy.url}`, servers, { maxRetries: 60 })
  const other = await open(`openai/b@${idle.url}`, servers)
  await Promise.all(Array.from({ length: 40 }, () => one.complete(ASK)))
  expect(one.capacity?.()).toBeLessThan(32)
  expect(other.capacity?.()).toBe(32)
})

it('gives up a server for all of its models, and for no other', async () => {
  const servers = new Servers()
  const down = await fakeOpenAi(status(503, 'down'))
  const up = await fakeOpenAi('hello')
  const outages: string[] = []
  const patience = { maxDowntimeMs: 0, maxRetries: 300, maxDelayMs: 100, firstDelayMs: 100 }
  const base = await open(`base=openai/a@${down.url}`, servers, {
    ...patience,
    onOutage: ({ kind }) => outages.push(kind),
  })
  const sft = await open(`sft=openai/b@${down.url}`, servers, patience)
  const well = await open(`openai/c@${up.url}`, servers, patience)
  const asked = await Promise.allSettled(Array.from({ length: 8 }, () => base.complete(ASK)))
  expect(asked.every(({ status: kind }) => kind === 'rejected')).toBe(true)
  const before = down.requests.length
  await expect(sft.complete(ASK)).rejects.toMatchObject({
    fatal: true,
    message: expect.stringMatching(/has been down/),
  })
  expect(down.requests.length).toBe(before)
  expect(await well.complete(ASK)).toMatchObject({ text: 'hello' })
  expect(outages).toEqual(['down'])
}, 120_000)

it('sends one model’s chat and completions requests to the API of each', async () => {
  const server = await fakeOpenAi(({ path }) =>
    path === '/completions' ? { choices: [{ text: 'on', finish_reason: 'stop' }] } : 'hello',
  )
  const model = await open(`openai/m@${server.url}`, new Servers())
  expect(await model.complete(ASK)).toMatchObject({ text: 'hello' })
  expect(await model.complete({ ...ASK, prompt: 'Go' })).toMatchObject({ text: 'on' })
  expect(server.requests.map(({ path }) => path)).toEqual(['/chat/completions', '/completions'])
})

describe('the dialect of a server', () => {
  const old = 'Unsupported parameter: max_tokens. Use max_completion_tokens instead.'
  const ask = { ...ASK, generation: { maxTokens: 9 } }

  it('is learned once for all of its models', async () => {
    const server = await fakeOpenAi(({ body }): FakeAnswer => ('max_tokens' in body ? status(400, old) : 'hello'))
    const servers = new Servers()
    for (const name of ['a', 'b', 'c']) await (await open(`openai/${name}@${server.url}`, servers)).complete(ask)
    expect(server.requests.map(({ body }) => [body.model, 'max_tokens' in body])).toEqual([
      ['a', true],
      ['a', false],
      ['b', false],
      ['c', false],
    ])
  })

  it('leaves a model out that does not take what another one taught', async () => {
    const server = await fakeOpenAi(({ body }): FakeAnswer => {
      if (body.model === 'strict' && 'max_completion_tokens' in body)
        return status(422, 'max_completion_tokens: Extra inputs are not permitted')
      return body.model === 'new' && 'max_tokens' in body ? status(400, old) : 'hello'
    })
    const servers = new Servers()
    const strict = await open(`openai/strict@${server.url}`, servers)
    for (const model of [
      await open(`openai/new@${server.url}`, servers),
      strict,
      strict,
      await open(`openai/new@${server.url}`, servers),
    ])
      expect(await model.complete(ask)).toMatchObject({ text: 'hello' })
    expect(server.requests).toHaveLength(6)
  })

  it('belongs to that server alone', async () => {
    const servers = new Servers()
    const strict = await fakeOpenAi(({ body }): FakeAnswer => ('max_tokens' in body ? status(400, old) : 'hello'))
    const other = await fakeOpenAi('hello')
    await (await open(`openai/a@${strict.url}`, servers)).complete(ask)
    await (await open(`openai/a@${other.url}`, servers)).complete(ask)
    expect(other.requests[0]?.body).toHaveProperty('max_tokens')
  })
})
