/** Opens the model of a spec. The code of a provider is loaded with its first model. */
import { UsageError } from '../../results/errors.ts'
import type { ModelFacts } from '../../results/schema/schema.ts'
import type { PaceLimits } from './limits/learned-limits.ts'
import { Servers } from './limits/servers.ts'
import { shareLoad } from './limits/share-load.ts'
import { DEFAULT_MAX_DOWNTIME_MS, type OutageOptions } from './limits/with-outage-wait.ts'
import { type RetryOptions, withRetries } from './limits/with-retries.ts'
import type { ThrottleOptions } from './limits/with-throttle.ts'
import type { Model } from './model.ts'
import type { BatchedOptions } from './openai/batch/openai-batch.ts'
import { findEndpoints } from './openai/endpoint.ts'
import type { HeaderTemplates } from './openai/headers.ts'
import type { Timeouts } from './openai/http-exchange.ts'
import type { OpenAiOptions } from './openai/openai.ts'
import type { Fleet } from './serve/fleet.ts'
import { CHECKPOINT, type ModelSpec } from './spec.ts'
import { openTracing, withSpans } from './with-spans.ts'
import { withoutEcho } from './without-echo.ts'

/** Rate limits of a model. */
export interface Throttle extends PaceLimits {
  /** Maximum requests in flight; fewer when the server refuses. Absent: adaptive, by throughput. */
  readonly connections?: number
}

export interface ModelOptions
  extends RetryOptions,
    Throttle,
    Pick<OutageOptions, 'maxDowntimeMs' | 'onOutage'>,
    Pick<ThrottleOptions, 'onLongWait'> {
  /** The default API, recorded as `facts.api`; the prompt of a request decides its API. */
  readonly api: ModelFacts['api']
  /** State shared with the other models of a command. Default: none. */
  readonly servers?: Servers
  /** Model servers that the command starts, shared with its other models. Default: of this model alone. */
  readonly fleet?: Fleet
  /** Version that distinguishes these weights from others behind the same name. */
  readonly version?: string
  /** Whether to stream replies. */
  readonly stream?: boolean
  readonly onNotice?: OpenAiOptions['onNotice']
  readonly omitFlag?: OpenAiOptions['omitFlag']
  /** Use a batch API (half the price, results within a day), with a listener for its progress. */
  readonly batch?: Pick<BatchedOptions, 'onProgress' | 'gatherMs' | 'pollMs'>
  /** Time limit of one request. Default: 10 minutes. */
  readonly timeoutMs?: number
  /** Once aborted, waiting requests are given up; requests in flight continue. */
  readonly stop?: AbortSignal
  /** Custom headers, for a gateway. */
  readonly headers?: HeaderTemplates
  /** Environment with the API keys. Default: that of the process. */
  readonly env?: Readonly<Record<string, string | undefined>>
}

/** First and largest limit of the adaptive search. */
const FOUND_OUT = { start: 32, max: 1024 }

/** Retries of a request that a batch failed to answer, each in a further batch. */
const BATCH_RETRIES = { maxRetries: 3, maxElapsedMs: 7 * 86_400_000 }

const CONNECT_MS = 10_000
const REPLY_MS = 10 * 60_000

/**
 * Sends no request; `check` does.
 *
 * @throws UsageError for a missing key, a file that cannot be read, or a checkpoint that cannot be served
 */
export async function openModel(spec: ModelSpec, options: ModelOptions): Promise<Model> {
  switch (spec.provider) {
    case 'replay':
      return (await import('./replay/replay.ts')).openReplay(spec, options)
    case 'gguf':
      return (await import('./gguf/gguf.ts')).openGguf(spec, options)
    case CHECKPOINT:
      return openCheckpoint(spec, options)
    default:
      return openServers(spec, options)
  }
}

/** @throws UsageError for a checkpoint that cannot be served, and for a batch */
async function openCheckpoint(spec: ModelSpec, options: ModelOptions): Promise<Model> {
  const { serve } = spec
  if (serve === undefined) throw new TypeError(`${spec.name}: a checkpoint without a server`)
  if (options.batch !== undefined) {
    throw new UsageError(`--batch: ${spec.label} is a checkpoint, whose server has no batch API`, {
      hint: 'Leave out --batch: requests to a server of your own cost nothing.',
    })
  }
  const { openServed } = await import('./serve/served-model.ts')
  return openServed({ ...spec, serve }, options, (served, stop) => openServers(served, { ...options, stop }))
}

async function openServers(spec: ModelSpec, options: ModelOptions): Promise<Model> {
  const { api, version, timeoutMs = REPLY_MS, env = process.env, maxDowntimeMs = DEFAULT_MAX_DOWNTIME_MS } = options
  const { onOutage, onLongWait } = options
  const patience = { maxWaitMs: maxDowntimeMs, ...(options.stop && { stop: options.stop }) }
  const retries = { ...options, ...patience }
  const timeouts: Timeouts = { connectMs: Math.min(CONNECT_MS, timeoutMs), firstByteMs: timeoutMs, totalMs: timeoutMs }
  const endpoints = findEndpoints(spec, env, options.headers)
  const { openOpenAi } = await import('./openai/openai.ts')
  const settings = {
    ...{ api, timeouts, stream: options.stream === true, onNotice: options.onNotice, omitFlag: options.omitFlag },
    ...(version !== undefined && { version }),
  }
  if (options.batch !== undefined) {
    const { openBatched } = await import('./openai/batch/openai-batch.ts')
    return withRetries(
      withoutEcho(
        openBatched(spec, endpoints, { ...settings, ...options.batch, ...(options.stop && { stop: options.stop }) }),
      ),
      {
        ...BATCH_RETRIES,
        ...retries,
      },
    )
  }
  const outages = { ...patience, maxDowntimeMs, ...(onOutage && { onOutage }) }
  const throttle = { ...shareOf(options, endpoints.length), ...patience, ...(onLongWait && { onLongWait }) }
  const tracing = await openTracing()
  const traced = tracing === undefined ? (model: Model) => model : (model: Model) => withSpans(model, tracing)
  const { servers = new Servers() } = options
  const urls = endpoints.map(({ url }) => url)
  const models = endpoints.map((endpoint) => {
    const server = servers.at(endpoint.url, throttle)
    const model = openOpenAi(spec, endpoint, { ...settings, taught: server.taught })
    return { model: server.throttle(withoutEcho(traced(model))), load: server.load }
  })
  const balanced = shareLoad(
    models.map(({ model }) => model),
    models.map(({ load }) => load),
  )
  return withRetries(servers.breaker(urls, outages)(balanced), retries)
}

/** The share of a limit that one of several servers gets. */
function shareOf({ connections, requestsPerMinute, tokensPerMinute }: Throttle, servers: number): ThrottleOptions {
  const each = connections === undefined ? undefined : Math.ceil(connections / servers)
  return {
    ...(each === undefined ? FOUND_OUT : { start: each, max: each }),
    ...(requestsPerMinute !== undefined && { requestsPerMinute: requestsPerMinute / servers }),
    ...(tokensPerMinute !== undefined && { tokensPerMinute: tokensPerMinute / servers }),
  }
}
