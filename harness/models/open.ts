/** Opens the model that a spec names. What a provider needs is loaded only when one of its models is opened. */
import type { ModelFacts } from '../../results/schema/schema.ts'
import type { PaceLimits } from './limits/learned-limits.ts'
import { Servers } from './limits/servers.ts'
import { shareLoad } from './limits/share-load.ts'
import { type BreakerOptions, DEFAULT_MAX_DOWNTIME_MS } from './limits/with-outage-wait.ts'
import { type RetryOptions, withRetries } from './limits/with-retries.ts'
import type { ThrottleOptions } from './limits/with-throttle.ts'
import type { Model } from './model.ts'
import type { BatchedOptions } from './openai/batch/openai-batch.ts'
import { findEndpoints } from './openai/endpoint.ts'
import type { HeaderTemplates } from './openai/headers.ts'
import type { Timeouts } from './openai/http-exchange.ts'
import type { OpenAiOptions } from './openai/openai.ts'
import type { ModelSpec } from './spec.ts'
import { openTracing, withSpans } from './with-spans.ts'
import { withoutEcho } from './without-echo.ts'

/** How fast a model may be asked. */
export interface Throttle extends PaceLimits {
  /** So many requests at once, and fewer where the server refuses. Absent: as many as bring more replies a second. */
  readonly connections?: number
}

export interface ModelOptions
  extends RetryOptions,
    Throttle,
    Pick<BreakerOptions, 'maxDowntimeMs' | 'onOutage'>,
    Pick<ThrottleOptions, 'onLongWait'> {
  /** As `facts.api` says; a request is sent to the API that its prompt is for. */
  readonly api: ModelFacts['api']
  /** What is shared with the other models of a command. Default: nothing. */
  readonly servers?: Servers
  /** What tells these weights from others behind the same name. */
  readonly version?: string
  /** Replies are asked for word by word, where a server asked this way can send them. */
  readonly stream?: boolean
  readonly onNotice?: OpenAiOptions['onNotice']
  readonly omitFlag?: OpenAiOptions['omitFlag']
  /** Requests go in batches, at half the price and within a day; hears what the batches are doing. */
  readonly batch?: Pick<BatchedOptions, 'onProgress' | 'gatherMs' | 'pollMs'>
  /** Longest wait for one reply. Default: 10 minutes. */
  readonly timeoutMs?: number
  /** Once aborted, no request waits any longer before it goes out; those under way go on. */
  readonly stop?: AbortSignal
  /** The user's own, for a gateway. */
  readonly headers?: HeaderTemplates
  /** Where keys are. Default: the process's own. */
  readonly env?: Readonly<Record<string, string | undefined>>
}

/** Where the search for the best number begins, and where it ends. */
const FOUND_OUT = { start: 32, max: 1024 }

/** A request that a batch could not answer goes into the next one, a few times. */
const BATCH_RETRIES = { maxRetries: 3, maxElapsedMs: 7 * 86_400_000 }

const CONNECT_MS = 10_000
const REPLY_MS = 10 * 60_000

/**
 * Asks nothing yet: `check` does.
 *
 * @throws UsageError for a missing key, or a file that cannot be read
 */
export async function openModel(spec: ModelSpec, options: ModelOptions): Promise<Model> {
  switch (spec.provider) {
    case 'replay':
      return (await import('./replay/replay.ts')).openReplay(spec, options)
    case 'gguf':
      return (await import('./gguf/gguf.ts')).openGguf(spec, options)
    default:
      return openServers(spec, options)
  }
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
  const loads = urls.map((url) => servers.at(url, throttle).load)
  const models = endpoints.map((endpoint) =>
    servers.at(endpoint.url, throttle).throttle(withoutEcho(traced(openOpenAi(spec, endpoint, settings)))),
  )
  const balanced = shareLoad(models, loads)
  return withRetries(servers.breaker(urls, outages)(balanced), retries)
}

/** What one of so many servers is asked. */
function shareOf({ connections, requestsPerMinute, tokensPerMinute }: Throttle, servers: number): ThrottleOptions {
  const each = connections === undefined ? undefined : Math.ceil(connections / servers)
  return {
    ...(each === undefined ? FOUND_OUT : { start: each, max: each }),
    ...(requestsPerMinute !== undefined && { requestsPerMinute: requestsPerMinute / servers }),
    ...(tokensPerMinute !== undefined && { tokensPerMinute: tokensPerMinute / servers }),
  }
}
