/** Every model and every wrapper of the harness, held to one contract. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { BasicTracerProvider } from '@opentelemetry/sdk-trace-base'
import { expect, it, onTestFinished } from 'vitest'
import { bundledFile } from '../../../benchmarks/bundled.ts'
import { ResponseCache } from '../../../harness/models/cache/response-cache.ts'
import { withCache } from '../../../harness/models/cache/with-cache.ts'
import { openGguf } from '../../../harness/models/gguf/gguf.ts'
import { importLlamaCpp, loadModel } from '../../../harness/models/gguf/llama-cpp.ts'
import { newLoad, shareLoad } from '../../../harness/models/limits/share-load.ts'
import { createCircuitBreaker } from '../../../harness/models/limits/with-outage-wait.ts'
import { withRefusalLimit } from '../../../harness/models/limits/with-refusal-limit.ts'
import { withRetries } from '../../../harness/models/limits/with-retries.ts'
import { createThrottle } from '../../../harness/models/limits/with-throttle.ts'
import type { Model } from '../../../harness/models/model.ts'
import { openModel } from '../../../harness/models/open.ts'
import type { BatchApi, BatchedRequest } from '../../../harness/models/openai/batch/batch-api.ts'
import { withBatches } from '../../../harness/models/openai/batch/with-batches.ts'
import { openReplay } from '../../../harness/models/replay/replay.ts'
import { checkpointSpec } from '../../../harness/models/serve/checkpoint-spec.ts'
import { parseModelSpec } from '../../../harness/models/spec.ts'
import { withReasoning } from '../../../harness/models/with-reasoning.ts'
import { withSpans } from '../../../harness/models/with-spans.ts'
import { withoutEcho } from '../../../harness/models/without-echo.ts'
import { withObserver } from '../../../harness/progress/run-events.ts'
import { withLog } from '../../../harness/runs/log.ts'
import { withProtection } from '../../../harness/runs/model-pool.ts'
import { fullModelFiles, writeFiles } from '../../helpers/checkpoint-files.ts'
import { fakeBatches, ok } from '../../helpers/fake-batches.ts'
import { fakeOpenAi } from '../../helpers/fake-openai.ts'
import { RUN_FAKE_SERVER } from '../../helpers/fake-server.ts'
import { modelSources } from '../../helpers/model-sources.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'
import { CAPACITY, describeModel, describeWrapper, type Wrapper } from './contract.ts'

const TRACER = new BasicTracerProvider().getTracer('tests')
const LOG = { trace() {}, debug() {}, info() {}, warn() {} }
const RUN = { benchmark: 'wordproblems', model: 'm', trials: 1, samples: 1, range: [0, 1] } as const
const MARKERS = { open: '<think>', close: '</think>' }
const TINY = bundledFile('wordproblems/tiny-sft-direct.gguf')

/** By the file that makes them. */
const MODELS: Readonly<Record<string, () => Promise<Model>>> = {
  'harness/models/openai/openai.ts': async () => {
    const { url } = await fakeOpenAi('#### 7')
    return openModel(parseModelSpec(`m=vllm/my-sft@${url}`), { api: 'chat', env: {} })
  },
  'harness/models/replay/replay.ts': async () => {
    const file = join(await temporaryFolder(), 'replies.jsonl')
    await writeFile(file, '{"id": "wordproblems/0", "completion": "#### 7"}\n')
    return openReplay(parseModelSpec(`m=replay/${file}`), { api: 'chat' })
  },
  'harness/models/gguf/gguf.ts': () => openGguf({ label: 'm', name: TINY }, { api: 'chat', sequences: 1 }),
  'harness/models/serve/served-model.ts': async () => {
    const checkpoint = await writeFiles(join(await temporaryFolder(), 'checkpoint-1'), fullModelFiles(1))
    const serve = `${RUN_FAKE_SERVER} --m {checkpoint} --port {port} --name {name}`
    return openModel(checkpointSpec(`m=${checkpoint}`, { serve }), { api: 'chat', env: {} })
  },
}

const WRAPPERS: Readonly<Record<string, Wrapper>> = {
  'harness/models/cache/with-cache.ts': { wrap: async (model) => withCache(model, await newCache(), { version: '1' }) },
  'harness/models/limits/share-load.ts': {
    wrap: (model) => shareLoad([model, twinOf(model)], [newLoad(), RESTING]),
    facts: { endpoint: 'http://127.0.0.1:8000/v1,http://127.0.0.1:8000/v1' },
    capacity: 2 * CAPACITY,
  },
  'harness/models/limits/with-outage-wait.ts': { wrap: createCircuitBreaker() },
  'harness/models/limits/with-refusal-limit.ts': { wrap: withRefusalLimit },
  'harness/models/limits/with-retries.ts': { wrap: (model) => withRetries(model) },
  'harness/models/limits/with-throttle.ts': { wrap: createThrottle({ start: 3, max: 3 }), capacity: 3 },
  'harness/models/openai/batch/with-batches.ts': { wrap: batched, capacity: 50_000, asksItself: true },
  'harness/models/with-reasoning.ts': {
    wrap: (model) => withReasoning(model, MARKERS),
    facts: { reasoning: MARKERS },
  },
  'harness/models/with-spans.ts': {
    wrap: (model) => withSpans(model, { tracer: TRACER, flush: async () => undefined }),
  },
  'harness/models/without-echo.ts': { wrap: withoutEcho },
  'harness/progress/run-events.ts': { wrap: (model) => withObserver(model, RUN, () => undefined) },
  'harness/runs/log.ts': { wrap: (model) => withLog(model, LOG) },
  'harness/runs/model-pool.ts': { wrap: withProtection },
}

/** Make models that nobody asks. */
const STAND_INS = ['harness/runs/expected-runs.ts', 'harness/runs/rescore.ts', 'harness/trial/judges.ts']

const noLlama = await loadModel(TINY, { vocabOnly: true }, importLlamaCpp).then(
  (model) => void model.dispose(),
  (error: Error) => error.message,
)

for (const [file, open] of Object.entries(MODELS)) {
  const skip = file === 'harness/models/gguf/gguf.ts' ? noLlama : undefined
  describeModel(skip === undefined ? file : `${file} (${skip})`, open, skip !== undefined)
}
describeModel('a model behind batch endpoints', async () => {
  const { url } = await fakeBatches(() => ok('#### 7'))
  const batch = { gatherMs: 1, pollMs: [1, 2] as const }
  return openModel(parseModelSpec(`m=openai/my-sft@${url}`), { api: 'chat', env: {}, batch })
})
for (const [file, wrapper] of Object.entries(WRAPPERS)) describeWrapper(file, wrapper)

it('is kept by every file of the harness that makes a model', async () => {
  const root = fileURLToPath(new URL('../../..', import.meta.url))
  const known = [...Object.keys(MODELS), ...Object.keys(WRAPPERS), ...STAND_INS]
  expect(await modelSources(root)).toEqual(known.sort())
})

async function newCache(): Promise<ResponseCache> {
  const cache = new ResponseCache(join(await temporaryFolder(), 'responses.sqlite'))
  onTestFinished(() => cache.close())
  return cache
}

/** A second server, which gets no requests: it rests. */
const RESTING = { inFlight: 0, failures: 1, restsUntil: Number.POSITIVE_INFINITY }

const twinOf = ({ facts, complete, served, checkLikelihoods }: Model): Model => ({
  facts,
  complete,
  capacity: () => CAPACITY,
  ...(checkLikelihoods && { checkLikelihoods: async () => undefined }),
  ...(served && { served }),
})

/** Batches that are over at once, each request answered. */
function batched(model: Model): Model {
  const sent: BatchedRequest[] = []
  const api: BatchApi = {
    async submit(_, requests) {
      sent.push(...requests)
      return 'batch-1'
    },
    find: async () => undefined,
    look: async () => ({ kind: 'ended', status: 'completed', files: ['out'], words: '' }),
    download: async () => sent.map(({ key }) => ({ key, status: 200, body: '#### 7' })),
  }
  return withBatches(model, {
    api,
    bodyOf: ({ prompt }) => ({ prompt }),
    readReply: ({ body }) => ({ text: String(body), finishReason: 'stop' }),
    gatherMs: 1,
    pollMs: [1, 2],
  })
}
