/** Opens the model that a spec names. What a provider needs is loaded only when one of its models is opened. */
import type { ModelFacts } from '../../results/schema.ts'
import { type BreakerOptions, withCircuitBreaker } from './circuit-breaker.ts'
import { findEndpoints } from './endpoint.ts'
import type { Timeouts } from './http-exchange.ts'
import type { Model } from './model.ts'
import { shareLoad } from './share-load.ts'
import type { ModelSpec } from './spec.ts'
import { type RetryOptions, withRetries } from './with-retries.ts'

export interface ModelOptions extends RetryOptions, Pick<BreakerOptions, 'maxDowntimeMs' | 'onOutage'> {
  readonly api: ModelFacts['api']
  /** What tells these weights from others behind the same name. */
  readonly version?: string
  /** Longest wait for one reply. Default: 10 minutes. */
  readonly timeoutMs?: number
  /** Where keys are. Default: the process's own. */
  readonly env?: Readonly<Record<string, string | undefined>>
}

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
      return (await import('./replay.ts')).openReplay(spec, options)
    case 'gguf':
      return (await import('./gguf.ts')).openGguf(spec, options)
    default:
      return openServers(spec, options)
  }
}

async function openServers(spec: ModelSpec, options: ModelOptions): Promise<Model> {
  const { api, version, timeoutMs = REPLY_MS, env = process.env, maxDowntimeMs, onOutage, ...retries } = options
  const timeouts: Timeouts = { connectMs: Math.min(CONNECT_MS, timeoutMs), firstByteMs: timeoutMs, totalMs: timeoutMs }
  const endpoints = findEndpoints(spec, env)
  const { openOpenAi } = await import('./openai.ts')
  const settings = { api, timeouts, ...(version !== undefined && { version }) }
  const outages = { ...(maxDowntimeMs !== undefined && { maxDowntimeMs }), ...(onOutage && { onOutage }) }
  const servers = shareLoad(endpoints.map((endpoint) => openOpenAi(spec, endpoint, settings)))
  return withRetries(withCircuitBreaker(servers, outages), retries)
}
