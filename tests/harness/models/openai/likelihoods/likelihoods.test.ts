import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Model } from '../../../../../harness/models/model.ts'
import { openModel } from '../../../../../harness/models/open.ts'
import { parseModelSpec } from '../../../../../harness/models/spec.ts'
import { ModelError, UsageError } from '../../../../../results/errors.ts'
import { type EchoBehavior, echoServer, logLikelihood } from '../../../../helpers/echo-server.ts'
import { status } from '../../../../helpers/fake-openai.ts'

const PROMPT = 'Ann has red apples\nAnswer:'
const OPTIONS = [' seven', ' seven apples and', ' blue', ' none of them']

async function opened(behavior: EchoBehavior = {}) {
  const server = await echoServer(behavior)
  const model = await openModel(parseModelSpec(`m=vllm/tiny@${server.url}`), {
    api: 'completions',
    env: {},
    maxRetries: 0,
  })
  return { model, requests: server.requests }
}

const measure = (model: Model, continuations: readonly string[] = OPTIONS, prompt = PROMPT) =>
  model.complete({ prompt, continuations, generation: {}, trial: { sampleId: 'a/0', repeat: 1, turn: 1 } })

describe('log-likelihoods over a completions API', () => {
  it.each<[string, EchoBehavior]>([
    ['as vLLM has it', {}],
    ['one prompt at a time', { lists: false }],
    ['without /tokenize', { tokenize: 'absent' }],
    ['where /tokenize leaves out the token at the start', { tokenize: 'without-start' }],
    ['without a value for the token that was generated', { tail: false }],
    ['with none of these', { lists: false, tokenize: 'absent', tail: false }],
  ])('are those of the model, %s', async (_case, behavior) => {
    const { model } = await opened(behavior)
    await model.checkLikelihoods?.({})
    const { likelihoods = [] } = await measure(model)
    expect(likelihoods.map(({ text }) => text)).toEqual(OPTIONS)
    for (const { text, logLikelihood: sum } of likelihoods) expect(sum).toBeCloseTo(logLikelihood(PROMPT, text), 10)
    expect(likelihoods.map(({ tokens }) => tokens)).toEqual([1, 3, 1, 3])
  })

  it('are worked out by hand for one option', async () => {
    const { model } = await opened()
    // " blue" has five characters: −1 − 5, after the colon and after itself. " red" follows the colon, and " blue" red: ln ½ each.
    expect((await measure(model, [' blue', ' blue blue', ' red blue'])).likelihoods).toEqual([
      { text: ' blue', logLikelihood: expect.closeTo(-6, 10), tokens: 1 },
      { text: ' blue blue', logLikelihood: expect.closeTo(-12, 10), tokens: 2 },
      { text: ' red blue', logLikelihood: expect.closeTo(-1.3862943611, 9), tokens: 2 },
    ])
  })

  it('take one request for all options, and one for the number of tokens', async () => {
    const { model, requests } = await opened()
    await model.checkLikelihoods?.({})
    const before = requests.length
    const reply = await measure(model)
    expect(
      requests
        .slice(before)
        .map(({ path }) => path)
        .sort(),
    ).toEqual(['/completions', '/tokenize'])
    const { body } = requests.slice(before).find(({ path }) => path === '/completions') ?? {}
    expect(body).toMatchObject({
      prompt: OPTIONS.map((one) => PROMPT + one),
      max_tokens: 1,
      echo: true,
      logprobs: 1,
      temperature: 0,
    })
    expect(reply).toMatchObject({ model: 'tiny', usage: { inputTokens: 40, outputTokens: 4 }, finishReason: 'stop' })
  })

  it('are checked once for all benchmarks of a command', async () => {
    const { model, requests } = await opened()
    await model.checkLikelihoods?.({})
    const before = requests.length
    await model.checkLikelihoods?.({ temperature: 0 })
    expect(requests).toHaveLength(before)
  })

  it('count a space at the end of the prompt to the option', async () => {
    const { model } = await opened()
    const [spaced] = (await measure(model, ['seven'], `${PROMPT} `)).likelihoods ?? []
    expect(spaced?.logLikelihood).toBeCloseTo(logLikelihood(PROMPT, ' seven'), 10)
  })

  it('add up over any words', async () => {
    const { model } = await opened()
    const words = fc.array(fc.constantFrom(' red', ' blue', ' seven', ' x', '!'), { minLength: 1, maxLength: 4 })
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          words.map((list) => list.join('')),
          { minLength: 1, maxLength: 3 },
        ),
        async (options) => {
          const { likelihoods = [] } = await measure(model, options)
          for (const { text, logLikelihood: sum } of likelihoods)
            expect(sum).toBeCloseTo(logLikelihood(PROMPT, text), 8)
        },
      ),
      { numRuns: 20 },
    )
  })

  it.each<[NonNullable<EchoBehavior['values']>, RegExp]>([
    ['generated', /it returns those of generated tokens only/],
    ['next', /a token that has -0\.69 when it is generated has -\d+\.\d\d in a prompt/],
    ['constant', /no likelier than the same letters backwards/],
    ['silent', /its replies have no "logprobs\.token_logprobs"/],
    ['refused', /it refuses "echo" with "logprobs" \(400\): "echo and logprobs cannot be used together"/],
  ])('are refused before any benchmark request where the server gives them wrong: %s', async (values, message) => {
    const { model, requests } = await opened({ values })
    const checked = model.checkLikelihoods?.({})
    await expect(checked).rejects.toThrow(message)
    await expect(checked).rejects.toBeInstanceOf(UsageError)
    expect(JSON.stringify(requests)).not.toContain('Ann has red apples')
  })

  it('are an error for that sample, and no score, where one value is missing', async () => {
    const long = `${PROMPT}${' red'.repeat(3)}`
    const { model } = await opened({
      instead: ({ body }) =>
        JSON.stringify(body).includes('Ann has')
          ? {
              choices: OPTIONS.map((_, index) => ({
                index,
                text: '',
                logprobs: { token_logprobs: [null, -1, null, -2] },
              })),
            }
          : undefined,
    })
    await expect(measure(model, OPTIONS, long)).rejects.toThrow(ModelError)
  })

  it('are not taken for wrong where the server is down or busy', async () => {
    const { model } = await opened({ instead: () => status(503, 'loading') })
    const checked = model.checkLikelihoods?.({})
    await expect(checked).rejects.toMatchObject({ retryable: true, status: 503 })
    await expect(checked).rejects.toBeInstanceOf(ModelError)
  })

  it('are refused where the API key or the model is wrong, as for any request', async () => {
    const { model } = await opened({ instead: () => status(401, 'no') })
    await expect(model.checkLikelihoods?.({})).rejects.toMatchObject({ fatal: true, status: 401 })
  })
})
