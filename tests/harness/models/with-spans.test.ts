/** What a user's own tracing sees of requests; the SDK is OpenTelemetry's. */
import { trace } from '@opentelemetry/api'
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ModelRequest } from '../../../harness/models/model.ts'
import { openModel } from '../../../harness/models/open.ts'
import { trialSeed } from '../../../harness/models/openai/trial-seed.ts'
import { parseModelSpec } from '../../../harness/models/spec.ts'
import { openTracing } from '../../../harness/models/with-spans.ts'
import { fakeOpenAi, status } from '../../helpers/fake-openai.ts'

const KEY = 'sk-canary-key-1'
const REQUEST: ModelRequest = {
  prompt: [{ role: 'user', content: 'a canary-question' }],
  generation: { temperature: 0.5, topP: 0.9, maxTokens: 64, seed: 7, stop: ['END'] },
  trial: { sampleId: 'test/3', repeat: 2, turn: 1 },
}

const open = (url: string, api: 'chat' | 'completions' = 'chat') =>
  openModel(parseModelSpec(`openai/my-sft@${url}`), {
    api,
    env: { EVALKIT_API_KEY: KEY, TOKEN: 'canary-header-1' },
    headers: { 'X-Gateway': `\${TOKEN}` },
    firstDelayMs: 1,
    maxRetries: 1,
  })

describe('with an SDK registered', () => {
  const exporter = new InMemorySpanExporter()
  beforeEach(() => {
    trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }))
  })
  afterEach(() => {
    trace.disable()
    exporter.reset()
  })

  it('each request is a span, by the conventions for generative AI', async () => {
    const { url } = await fakeOpenAi('a canary-answer')
    const model = await open(url)
    await model.complete(REQUEST)
    await model.close?.()
    const [span, ...more] = exporter.getFinishedSpans()
    expect(more).toEqual([])
    expect(span).toMatchObject({ name: 'chat my-sft', kind: 2, status: { code: 0 } })
    expect(span?.attributes).toEqual({
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'my-sft',
      'gen_ai.request.temperature': 0.5,
      'gen_ai.request.top_p': 0.9,
      'gen_ai.request.max_tokens': 64,
      'gen_ai.request.seed': trialSeed(REQUEST),
      'gen_ai.request.stop_sequences': ['END'],
      'gen_ai.response.model': 'served-model',
      'gen_ai.response.finish_reasons': ['stop'],
      'gen_ai.usage.input_tokens': 12,
      'gen_ai.usage.output_tokens': 34,
      'server.address': '127.0.0.1',
      'server.port': Number(new URL(url).port),
      'evalkit.sample.id': 'test/3',
      'evalkit.repeat': 2,
      'evalkit.turn': 1,
    })
  })

  it('one that failed is another span than its retry, and tells the kind of failure alone', async () => {
    const { url } = await fakeOpenAi(({ headers }, call) =>
      call === 1 ? status(503, `you sent ${headers.authorization} and canary-question`) : 'a canary-answer',
    )
    const model = await open(url)
    await model.complete(REQUEST)
    await model.close?.()
    const [failed, retried] = exporter.getFinishedSpans()
    expect(failed).toMatchObject({ status: { code: 2 }, attributes: { 'error.type': '503' }, events: [] })
    expect(retried).toMatchObject({ status: { code: 0 } })
    const told = exporter
      .getFinishedSpans()
      .map(({ name, attributes, events, status }) => ({ name, attributes, events, status }))
    expect(JSON.stringify(told)).not.toMatch(/canary/)
  })
})

it('without an SDK nothing is traced', async () => {
  trace.disable()
  expect(await openTracing()).toBe(undefined)
})
