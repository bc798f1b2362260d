/** Opens a model of a command with everything that wraps it: reasoning markers, the cache, the log. */
import type { ModelFacts } from '../../results/schema/schema.ts'
import { note } from '../lib/terminal.ts'
import type { Model } from '../models/model.ts'
import { openModel } from '../models/open.ts'
import { withReasoning } from '../models/with-reasoning.ts'
import type { ModelChoice } from '../options/model-choices.ts'
import type { RequestOptions } from '../options/request-options.ts'
import { type Log, logRetries, withLog } from './log.ts'
import type { ResponseCaching } from './response-caching.ts'
import { fanOut, retryNotes } from './retry-notes.ts'

export interface OpenOptions {
  readonly api: ModelFacts['api']
  /** What is asked may stand in no error message. */
  readonly isProtected: boolean
  readonly caching: ResponseCaching
  readonly log: Log
  /** Once aborted, no request waits any longer before it goes out. */
  readonly stop: AbortSignal
}

/** @throws UsageError for a missing key, a file that cannot be read, a cache without a version */
export async function openModelChoice(
  { spec, version, price, headers, reasoning }: ModelChoice,
  options: RequestOptions,
  { api, isProtected, caching, log, stop }: OpenOptions,
): Promise<Model> {
  const model = await openModel(spec, {
    api,
    protected: isProtected,
    headers: { ...headers, ...options.headers?.get(''), ...options.headers?.get(spec.label) },
    stop,
    ...(version !== undefined && { version }),
    ...patience(options),
    ...(options.stream !== undefined && { stream: options.stream }),
    ...(options.batch && { batch: { onProgress: note } }),
    ...options.throttle,
    ...fanOut(retryNotes(), logRetries(log, spec.label)),
  })
  // With its price in the manifest, so that its cost can be told again later.
  const priced = price === undefined ? model : { ...model, facts: { ...model.facts, price } }
  return withLog(withReasoning(await caching.wrap(priced), reasoning), log)
}

export const patience = ({ timeoutMs, maxRetries, maxDowntimeMs }: RequestOptions) => ({
  ...(timeoutMs !== undefined && { timeoutMs }),
  ...(maxRetries !== undefined && { maxRetries }),
  ...(maxDowntimeMs !== undefined && { maxDowntimeMs }),
})
