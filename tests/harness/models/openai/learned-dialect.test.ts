/** What evalkit adds to a request of its own accord is dropped where a server refuses it. */
import { describe, expect, it, onTestFinished } from 'vitest'
import { openModel } from '../../../../harness/models/open.ts'
import { parseModelSpec } from '../../../../harness/models/spec.ts'
import type { Generation } from '../../../../results/schema/schema.ts'
import { chatReply, type FakeAnswer, type FakeRequest, fakeOpenAi, raw, status } from '../../../helpers/fake-openai.ts'

const REQUEST = {
  prompt: [{ role: 'user' as const, content: 'hello' }],
  generation: {} as Generation,
  trial: { sampleId: 'quiz/0', repeat: 1, turn: 1 },
}

const JSON_TYPE = { 'content-type': 'application/json' }

async function asked(refuse: (body: FakeRequest['body']) => FakeAnswer | undefined, stream: boolean, requests = 1) {
  const server = await fakeOpenAi(({ body }) => refuse(body) ?? chatReply({ content: '12' }))
  const options = { api: 'chat' as const, stream, maxRetries: 0, env: {} }
  const model = await openModel(parseModelSpec(`openai/m@${server.url}`), options)
  onTestFinished(async () => model.close?.())
  const replies = []
  for (let i = 0; i < requests; i++) {
    replies.push(
      await model.complete(REQUEST).then(
        ({ text }) => text,
        (error) => error.message,
      ),
    )
  }
  return { replies, bodies: server.requests.map(({ body }) => body) }
}

describe('stream_options', () => {
  it.each([
    ['by name', () => status(400, 'Unrecognized request argument supplied: stream_options')],
    [
      'by name, in a list',
      () => raw(422, JSON_TYPE, '{"detail":[{"type":"extra_forbidden","loc":["body","stream_options"],"msg":"x"}]}'),
    ],
    ['by name, in other words', () => status(400, "'stream_options' is not allowed here")],
    ['without a name', () => status(422, 'Extra inputs are not permitted')],
    ['by a code', () => status(400, 'nope', {}, { code: 'unknown_parameter' })],
  ])('are dropped once a server has refused them %s', async (_, refusal) => {
    const { replies, bodies } = await asked(({ stream_options }) => stream_options && refusal(), true, 3)
    expect(replies).toEqual(['12', '12', '12'])
    expect(bodies.map(({ stream, stream_options }) => [stream, stream_options !== undefined])).toEqual([
      [true, true],
      [true, false],
      [true, false],
      [true, false],
    ])
  })

  it.each([
    [
      'a prompt that does not fit',
      () => status(400, "This model's maximum context length is 10 tokens. Extra input tokens"),
    ],
    ['a value that is wrong', () => status(400, 'temperature must be at most 1')],
    ['a failure', () => status(500, 'Unknown argument stream_options')],
  ])('are not blamed for %s', async (_, refusal) => {
    const { bodies } = await asked(refusal, true)
    expect(bodies).toHaveLength(1)
  })

  it('are sent again where dropping them did not help', async () => {
    const { replies, bodies } = await asked(() => status(400, 'Extra inputs are not permitted'), true, 2)
    expect(replies).toEqual([expect.stringContaining('Extra inputs'), expect.stringContaining('Extra inputs')])
    expect(bodies.map(({ stream_options }) => stream_options !== undefined)).toEqual([true, false, true, false])
  })
})

describe('"stream": false', () => {
  it('is dropped once a server has refused it by name', async () => {
    const { replies, bodies } = await asked(
      (body) => ('stream' in body ? status(400, 'Unknown parameter: stream') : undefined),
      false,
      2,
    )
    expect(replies).toEqual(['12', '12'])
    expect(bodies.map((body) => 'stream' in body)).toEqual([true, false, false])
  })

  it('is not what a server means that has no name for what it refuses', async () => {
    const { bodies } = await asked(() => status(400, 'Extra inputs are not permitted'), false)
    expect(bodies).toHaveLength(1)
  })
})

it('learns several things of one server', async () => {
  const server = await fakeOpenAi(({ body }) => {
    if (body.max_tokens !== undefined)
      return status(400, "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.")
    if (body.stream_options !== undefined) return status(400, 'Unknown parameter: stream_options')
    return chatReply({ content: '12' })
  })
  const options = { api: 'chat' as const, stream: true, maxRetries: 0, env: {} }
  const model = await openModel(parseModelSpec(`openai/m@${server.url}`), options)
  onTestFinished(async () => model.close?.())
  const request = { ...REQUEST, generation: { maxTokens: 9 } }
  expect((await model.complete(request)).text).toBe('12')
  await model.complete(request)
  expect(server.requests).toHaveLength(4)
})

describe('the hint on a field that a server refuses', () => {
  it.each([
    [
      "Unsupported value: 'temperature' does not support 0 with this model.",
      {},
      'leave it out with --omit temperature.',
    ],
    ['Unrecognized request argument supplied: top_k', { extraBody: { top_k: 1 } }, 'leave it out with --omit top_k.'],
    ['Extra inputs are not permitted: body.top_p', { topP: 0.9 }, 'leave it out with --omit top_p.'],
    ['Unsupported value', {}, 'leave it out with --omit seed.', { param: 'seed' }],
    ['Extra inputs are not permitted', {}, 'leave it out with --omit FIELD.'],
  ])('names it: %s', async (words, generation, hint, fields: object = {}) => {
    const server = await fakeOpenAi(() => status(400, words, {}, { code: 'unsupported_value', ...fields }))
    const model = await openModel(parseModelSpec(`openai/m@${server.url}`), { api: 'chat', maxRetries: 0, env: {} })
    onTestFinished(async () => model.close?.())
    const request = { ...REQUEST, generation: { temperature: 0, seed: 1, ...generation } }
    await expect(model.complete(request)).rejects.toMatchObject({
      fatal: true,
      hint: `Change that setting, or ${hint}`,
    })
  })

  it('names the flag of whom the request was for', async () => {
    const server = await fakeOpenAi(() => status(400, "Unsupported value: 'temperature'"))
    const options = { api: 'chat' as const, maxRetries: 0, env: {}, omitFlag: '--judge-omit' }
    const model = await openModel(parseModelSpec(`openai/m@${server.url}`), options)
    onTestFinished(async () => model.close?.())
    await expect(model.complete({ ...REQUEST, generation: { temperature: 0 } })).rejects.toMatchObject({
      hint: 'Change that setting, or leave it out with --judge-omit temperature.',
    })
  })
})
