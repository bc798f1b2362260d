import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { ModelRequest } from '../../../../harness/models/model.ts'
import { openModel } from '../../../../harness/models/open.ts'
import { trialSeed } from '../../../../harness/models/openai/trial-seed.ts'
import { parseModelSpec } from '../../../../harness/models/spec.ts'
import type { ModelError } from '../../../../results/errors.ts'
import type { Generation, Prompt } from '../../../../results/schema/schema.ts'
import { by, chatReply, type FakeAnswer, fakeOpenAi, raw, status } from '../../../helpers/fake-openai.ts'

const CANARY = 'sk-CANARY-0123456789'

type Options = Partial<Parameters<typeof openModel>[1]>

async function open(url: string, options: Options = {}) {
  const model = await openModel(parseModelSpec(`openai/my-model@${url}`), {
    api: 'chat',
    maxRetries: 0,
    env: {},
    ...options,
  })
  onTestFinished(async () => model.close?.())
  return model
}

function asking(prompt: Prompt, generation: Generation = {}, trial: Partial<ModelRequest['trial']> = {}): ModelRequest {
  return { prompt, generation, trial: { sampleId: 'test/0', repeat: 1, turn: 1, ...trial } }
}

const HELLO: Prompt = [{ role: 'user', content: 'hello' }]

/** What becomes of one answer. */
async function reply(answer: FakeAnswer, options: Options = {}, request = asking(HELLO)) {
  const { url } = await fakeOpenAi(answer)
  return (await open(url, options)).complete(request)
}

async function failure(answer: FakeAnswer, options: Options = {}, request = asking(HELLO)): Promise<ModelError> {
  const error = await reply(answer, options, request).then(JSON.stringify, (error) => error)
  expect(error, String(error)).toHaveProperty('name', 'ModelError')
  return error
}

describe('a request', () => {
  const everything: Generation = {
    temperature: 0.7,
    topP: 0.9,
    maxTokens: 100,
    seed: 5,
    stop: ['\n\n'],
    reasoningEffort: 'low',
    extraBody: { top_k: 3, temperature: 0.8 },
  }

  it('to a chat API holds every setting, and the extra body last', async () => {
    const server = await fakeOpenAi('hi')
    const model = await open(server.url)
    await model.complete(asking([{ role: 'system', content: 'be kind' }, ...HELLO], everything))
    expect(server.requests).toMatchObject([{ method: 'POST', path: '/chat/completions' }])
    expect(server.requests[0]?.body).toEqual({
      model: 'my-model',
      messages: [
        { role: 'system', content: 'be kind' },
        { role: 'user', content: 'hello' },
      ],
      temperature: 0.8,
      top_p: 0.9,
      max_tokens: 100,
      seed: trialSeed(asking(HELLO, everything)),
      stop: ['\n\n'],
      reasoning_effort: 'low',
      stream: false,
      top_k: 3,
    })
  })

  it('to a completions API holds plain text', async () => {
    const server = await fakeOpenAi({ choices: [{ text: ' world', finish_reason: 'length' }] })
    const model = await open(server.url, { api: 'completions' })
    expect(await model.complete(asking('hello', { maxTokens: 5, stop: ['Q:'] }))).toMatchObject({
      text: ' world',
      finishReason: 'length',
    })
    expect(server.requests).toMatchObject([{ path: '/completions' }])
    expect(server.requests[0]?.body).toEqual({
      model: 'my-model',
      prompt: 'hello',
      max_tokens: 5,
      stop: ['Q:'],
      stream: false,
    })
  })

  it('leaves out what the user says the server refuses', async () => {
    const server = await fakeOpenAi('hi')
    await (await open(server.url)).complete(
      asking(HELLO, { ...everything, omit: ['temperature', 'max_tokens', 'top_k'] }),
    )
    const { body } = server.requests[0] ?? {}
    expect(body).toMatchObject({ top_p: 0.9, seed: expect.any(Number) })
    for (const field of ['temperature', 'max_tokens', 'top_k']) expect(body).not.toHaveProperty(field)
  })

  it('leaves what was not asked for to the server', async () => {
    const server = await fakeOpenAi('hi')
    await (await open(server.url)).complete(asking(HELLO))
    expect(server.requests[0]?.body).toEqual({ model: 'my-model', messages: HELLO, stream: false })
  })

  it('sends each sample and repeat a seed of its own, the same to every model', async () => {
    const server = await fakeOpenAi('hi')
    const [one, other] = [await open(server.url), await open(server.url)]
    const trials = [1, 2].flatMap((repeat) => ['quiz/0', 'quiz/1'].map((sampleId) => ({ sampleId, repeat })))
    for (const model of [one, other]) {
      for (const trial of trials) await model.complete(asking(HELLO, { seed: 40 }, trial))
    }
    const seeds = server.requests.map(({ body }) => body.seed)
    expect(new Set(seeds.slice(0, 4)).size).toBe(4)
    expect(seeds.slice(4)).toEqual(seeds.slice(0, 4))
  })

  it.each(['stream', 'n'])('cannot be made to ask for another form of reply by "%s"', async (field) => {
    await expect(reply('hi', {}, asking(HELLO, { extraBody: { [field]: 2 } }))).rejects.toThrow(
      `"${field}" cannot be set`,
    )
  })

  it('names the token limit as the server wants it, once it has said so', async () => {
    const server = await fakeOpenAi(({ body }) =>
      'max_tokens' in body ? status(400, "Use 'max_completion_tokens' instead of 'max_tokens'.") : 'hi',
    )
    const model = await open(server.url)
    for (let i = 0; i < 3; i++)
      expect(await model.complete(asking(HELLO, { maxTokens: 9 }))).toMatchObject({ text: 'hi' })
    expect(server.requests.map(({ body }) => body.max_completion_tokens)).toEqual([undefined, 9, 9, 9])
  })

  it('carries the key as a bearer token, and nothing that OPENAI_* variables say', async () => {
    const variables = { OPENAI_API_KEY: 'sk-stray', OPENAI_ORG_ID: 'stray', OPENAI_CUSTOM_HEADERS: 'x-stray: 1' }
    for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value)
    const server = await fakeOpenAi('hi')
    await (await open(server.url, { env: { ...variables, EVALKIT_API_KEY: 'sk-own' } })).complete(asking(HELLO))
    await (await open(server.url, { env: variables })).complete(asking(HELLO))
    const [withKey, without] = server.requests.map(({ headers }) => headers)
    expect(withKey).toMatchObject({ authorization: 'Bearer sk-own', 'user-agent': expect.stringMatching(/^evalkit\//) })
    expect(without).not.toHaveProperty('authorization')
    expect(JSON.stringify(server.requests)).not.toContain('stray')
  })
})

describe('a reply', () => {
  it('comes with all that the server says of it', async () => {
    const answer = chatReply(
      { content: 'hi' },
      {},
      {
        usage: { prompt_tokens: 5, completion_tokens: 9, completion_tokens_details: { reasoning_tokens: 7 } },
      },
    )
    expect(await reply(answer)).toEqual({
      text: 'hi',
      finishReason: 'stop',
      usage: { inputTokens: 5, outputTokens: 9, reasoningTokens: 7 },
      model: 'served-model',
      latencyMs: expect.any(Number),
    })
  })

  const usage = (tokens: number) => ({ usage: { prompt_tokens: 3, completion_tokens: tokens } })

  it.each([
    ['thinking in a field', { content: 'four', reasoning_content: 'hm' }, {}, {}, { text: 'four', reasoning: 'hm' }],
    ['thinking in the other field', { content: 'four', reasoning: 'hm' }, {}, {}, { text: 'four', reasoning: 'hm' }],
    [
      'thinking cut off',
      { content: null, reasoning: 'hm' },
      { finish_reason: 'length' },
      {},
      { text: '', reasoning: 'hm', finishReason: 'length' },
    ],
    ['thinking alone', { content: null, reasoning: 'hm' }, {}, {}, { text: '', reasoning: 'hm', finishReason: 'stop' }],
    [
      'parts',
      {
        content: [
          { type: 'thinking', thinking: [{ type: 'text', text: 'hm' }] },
          { type: 'text', text: 'four' },
        ],
      },
      {},
      {},
      { text: 'four', reasoning: 'hm' },
    ],
    ['a refusal', { content: null, refusal: 'I will not.' }, {}, {}, { text: '', refusal: 'I will not.' }],
    ['no text', { content: '' }, {}, usage(2), { text: '', finishReason: 'stop' }],
    ['null after one token', { content: null }, {}, usage(1), { text: '', finishReason: 'stop' }],
    [
      'null at the token limit',
      { content: null },
      { finish_reason: 'length' },
      usage(9),
      { text: '', finishReason: 'length' },
    ],
    [
      'a call of tools nobody gave it',
      { content: null, tool_calls: [{}] },
      { finish_reason: 'tool_calls' },
      {},
      { text: '', finishReason: 'other' },
    ],
    ['another word for stop', { content: 'x' }, { finish_reason: 'eos' }, {}, { finishReason: 'stop' }],
    ['no finish reason', { content: 'x' }, { finish_reason: null }, {}, { finishReason: 'other' }],
    ['broken usage', { content: 'x' }, {}, { usage: { prompt_tokens: -1, completion_tokens: '3' } }, { usage: {} }],
    ['no usage', { content: 'x' }, {}, { usage: null }, { text: 'x' }],
  ])('may be %s', async (_name, message, choice, body, completion) => {
    expect(await reply(chatReply(message, choice, body))).toMatchObject(completion)
  })

  it('is the model’s own failure when its earlier turns have filled the context', async () => {
    const answer = status(400, "This model's maximum context length is 4096 tokens.")
    const second = asking(HELLO, {}, { turn: 2 })
    expect(await reply(answer, {}, second)).toEqual({ text: '', finishReason: 'length' })
  })
})

describe('a failure that another try may heal', () => {
  const JSON_TYPE = { 'content-type': 'application/json' }
  const whole = JSON.stringify(chatReply({ content: 'four' }))
  const halfSent = by((response) => {
    response.writeHead(200, { ...JSON_TYPE, 'content-length': whole.length })
    response.write(whole.slice(0, 50), () => response.socket?.resetAndDestroy())
  })

  it.each<[string, FakeAnswer, RegExp]>([
    ['a server error', status(500, 'It broke.'), /answered 500: "It broke\."$/],
    ['a server error without a body', raw(502, {}, ''), /answered 502/],
    [
      'a gateway’s page',
      raw(502, { 'content-type': 'text/html' }, '<html><h1>502 Bad\nGateway</h1></html>'),
      /answered 502: "502 Bad Gateway"$/,
    ],
    ['a busy server', status(503, 'Overloaded'), /answered 503: "Overloaded"$/],
    ['a rate limit', status(429, 'Slow down'), /answered 429: "Slow down"$/],
    ['a timeout of the server', status(408, 'Too slow'), /answered 408/],
    ['a conflict', status(409, 'Locked'), /answered 409/],
    ['a reset', by((response) => response.socket?.resetAndDestroy()), /: the connection was reset$/],
    ['a reset within the reply', halfSent, /: the connection (was reset|broke within the reply)$/],
    ['a truncated body', raw(200, JSON_TYPE, whole.slice(0, 50)), /sent JSON that ends too early/],
    ['an empty body', raw(200, JSON_TYPE, ''), /sent JSON that ends too early/],
    [
      'HTML',
      raw(200, { 'content-type': 'text/html' }, '<html>\u001b[31mHello</html>'),
      /sent "<html>\ufffd\[31mHello<\/html>" instead of JSON$/,
    ],
    ['no choices', { choices: [] }, /sent a reply without choices/],
    ['a list', [1], /sent a reply without choices/],
    [
      'an error that looks fine',
      { error: { message: 'Provider down' } },
      /sent an error in place of a reply: "Provider down"$/,
    ],
    [
      'an error in the choice',
      chatReply({ content: '' }, { finish_reason: 'error', error: { message: 'Provider down' } }),
      /"Provider down"$/,
    ],
    ['null content', chatReply({ content: null }), /sent a reply without content/],
    ['null content without usage', chatReply({ content: null }, {}, { usage: null }), /without content/],
    ['no message', { choices: [{ finish_reason: 'stop' }] }, /without content/],
    ['bytes that are no UTF-8', raw(200, JSON_TYPE, Buffer.from([0x7b, 0xff, 0x7d])), /: the reply is not UTF-8$/],
    ['a wait without end', by(() => {}), /: no reply within 0.3 s$/],
  ])('is %s', async (name, answer, message) => {
    const error = await failure(answer, { timeoutMs: name === 'a wait without end' ? 300 : 20_000 })
    expect(error.message).toMatch(message)
    expect(error).toMatchObject({ retryable: true, fatal: false, exitCode: 3 })
  })

  it.each([
    [{ 'retry-after': '2' }, 2000],
    [{ 'retry-after': '0' }, 0],
    [{ 'retry-after': '1.5' }, 1500],
    [{ 'retry-after': '7', 'retry-after-ms': '30' }, 30],
    [{ 'retry-after': new Date(0).toUTCString() }, 0],
    [{ 'retry-after': 'soon' }, undefined],
    [{}, undefined],
  ])('knows from %j how long to wait', async (headers, retryAfterMs) => {
    expect((await failure(status(429, 'Slow down', headers as Record<string, string>))).retryAfterMs).toBe(retryAfterMs)
  })

  it('is a server that is gone, and names its address', async () => {
    const error = await (await open('http://127.0.0.1:1/v1')).complete(asking(HELLO)).catch((error) => error)
    expect(error).toMatchObject({ message: 'http://127.0.0.1:1/v1: connection refused', retryable: true })
  })
})

describe('a failure of this reply alone', () => {
  it.each<[string, FakeAnswer, RegExp]>([
    [
      'the provider’s content filter',
      chatReply({ content: 'no' }, { finish_reason: 'content_filter' }),
      /content filter/,
    ],
    [
      'a prompt that is too long',
      status(400, 'The request exceeds the available context size.'),
      /answered 400: "The request exceeds/,
    ],
    ['a prompt that is flagged', status(403, 'Your input was flagged for something.'), /answered 403/],
    ['a bad request', status(400, 'I do not like this one.'), /answered 400: "I do not like this one\."$/],
    [
      'a reply over 50 MB',
      raw(200, { 'content-type': 'application/json' }, Buffer.alloc(50_000_001, ' ')),
      /longer than 50 MB$/,
    ],
  ])('is %s', async (_name, answer, message) => {
    const error = await failure(answer)
    expect(error.message).toMatch(message)
    expect(error).toMatchObject({ retryable: false, fatal: false, exitCode: 3 })
  })
})

describe('a failure that ends the run', () => {
  it.each<[string, FakeAnswer, RegExp, RegExp]>([
    ['a wanted key', status(401, 'No key'), /requires an API key \(401\)$/, /^Set EVALKIT_API_KEY\. Keys of providers/],
    ['an empty account', status(429, 'Quota', {}, { code: 'insufficient_quota' }), /answered 429: "Quota"/, /credit/],
    ['an unpaid bill', status(402, 'Pay'), /answered 402/, /credit/],
    [
      'a key that is missed inside a success',
      { error: { code: 401, message: 'No auth' } },
      /requires an API key \(401\)$/,
      /^Set/,
    ],
    ['credit that is gone, inside a success', { error: 'Insufficient Balance' }, /\(402\): "Insufficient/, /credit/],
    [
      'an address without its end',
      { error: 'Unexpected endpoint or method. (POST /chat/completions)' },
      /sent an error in place of a reply \(404\): "Unexpected endpoint/,
      /--api completions/,
    ],
    ['an unknown parameter', status(400, 'Unrecognized request argument supplied: top_k'), /top_k/, /setting/],
    ['an unsupported value', status(400, 'Too hot', {}, { code: 'unsupported_value' }), /Too hot/, /setting/],
    [
      'a base model asked to chat',
      status(400, 'default chat template is no longer allowed'),
      /chat template/,
      /--api completions/,
    ],
    [
      'a redirect',
      raw(308, { location: 'https://new.example/v1/chat?key=x' }, ''),
      /redirects to https:\/\/new\.example\/v1\/chat \(308\)$/,
      /behind the redirect/,
    ],
    ['an unknown path', raw(404, {}, 'Not Found'), /answered 404: "Not Found"$/, /name, or use --api completions/],
  ])('is %s', async (_name, answer, message, hint) => {
    const error = await failure(answer)
    expect(error.message).toMatch(message)
    expect(error.hint).toMatch(hint)
    expect(error).toMatchObject({ retryable: false, fatal: true, exitCode: 2 })
  })

  it('is a token limit that no prompt fits beside', async () => {
    const answer = status(
      400,
      "This model's maximum context length is 4096 tokens. However, you requested 16400 tokens.",
    )
    expect(await failure(answer, {}, asking(HELLO, { maxTokens: 16384 }))).toMatchObject({
      fatal: true,
      hint: /--max-tokens/,
    })
    expect(await failure(answer, {}, asking(HELLO, { maxTokens: 1024 }))).toMatchObject({ fatal: false })
  })

  it('is a model the server does not have, and names those it has', async () => {
    const server = await fakeOpenAi(status(404, 'no such model'), {
      models: { data: [{ id: 'my-model-2' }, { id: 'other' }] },
    })
    const error = await (await open(server.url)).complete(asking(HELLO)).catch((error) => error)
    expect(error.message).toBe(`${server.url} has no model "my-model"`)
    expect(error.hint).toBe('Did you mean "my-model-2"? Models: my-model-2, other')
    expect(error).toMatchObject({ fatal: true, status: 404 })
  })

  it('names the API when the model is there', async () => {
    const server = await fakeOpenAi(raw(404, {}, 'Not Found'), { models: { data: [{ id: 'my-model' }] } })
    const error = await (await open(server.url, { api: 'completions' })).complete(asking('x')).catch((error) => error)
    expect(error).toMatchObject({ fatal: true, hint: /--api chat/ })
  })
})

describe('a secret', () => {
  const env = { EVALKIT_API_KEY: CANARY }
  const echo = `Incorrect key: ${CANARY} ${'x'.repeat(150)}${CANARY}`

  it.each([400, 401, 403, 404, 429, 500])('is in no message when a server repeats it with %d', async (code) => {
    const error = await failure(status(code, echo), { env })
    expect(JSON.stringify([error, error.message, error.stack, error.hint, String(error.cause)])).not.toContain('CANARY')
  })

  it.each<[string, FakeAnswer]>([
    ['an error inside a reply', { error: { message: echo } }],
    ['an error of the choice', chatReply({ content: null }, { finish_reason: 'error', error: { message: echo } })],
    ['plain text', raw(200, { 'content-type': 'text/plain' }, echo)],
  ])('is in no message when a server repeats it as %s', async (_form, answer) => {
    const error = await failure(answer, { env })
    expect(JSON.stringify([error, error.message, error.stack, String(error.cause)])).not.toContain('CANARY')
  })

  it.each([401, 403])('is in no message of the check after %d', async (code) => {
    const server = await fakeOpenAi('', { models: status(code, echo) })
    const error = await (await open(server.url, { env }))
      .check?.({ sampleIds: [], allIds: [], repeats: 1 })
      .catch((error) => error)
    expect(error.message).toContain('refused the key in EVALKIT_API_KEY')
    expect(JSON.stringify([error, error.message, error.stack, error.hint])).not.toContain('CANARY')
  })

  it('is not part of what is known of the model', async () => {
    expect(JSON.stringify((await open('http://127.0.0.1:1/v1', { env })).facts)).not.toContain('CANARY')
  })
})

describe('a stop', () => {
  it('ends a request in flight', async () => {
    const server = await fakeOpenAi(by(() => {}))
    const asked = (await open(server.url)).complete(asking(HELLO), AbortSignal.timeout(100))
    await expect(asked).rejects.toThrow(/timeout/)
  })
})
