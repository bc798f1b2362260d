/** How the models of a command are asked, and what is kept of it. */
import type { ModelFacts } from '../../results/schema/schema.ts'
import { note } from '../lib/terminal.ts'
import type { Model } from '../models/model.ts'
import { openModel, type Throttle } from '../models/open.ts'
import type { HeaderTemplates } from '../models/openai/headers.ts'
import { withReasoning } from '../models/with-reasoning.ts'
import type { Contestant } from '../options/model-choices.ts'
import type { BudgetLimits } from './budget.ts'
import { type Log, type LogOptions, logTrouble, withLog } from './log.ts'
import type { Caching, ResponseCaching } from './response-caching.ts'
import { both, troubleNotes } from './retry-notes.ts'

export interface Asking {
  readonly throttle: Throttle
  /** Headers of the user's own, by the label of the model; those of `''` go to all. */
  readonly headers?: ReadonlyMap<string, HeaderTemplates>
  readonly timeoutMs?: number
  readonly stream?: boolean
  /** Requests go in batches. */
  readonly batch?: boolean
  readonly maxRetries?: number
  /** How long a server may stay down before the run is given up. */
  readonly maxDowntimeMs?: number
  /** What the whole command may spend. */
  readonly budget?: BudgetLimits
  /** Keep replies across runs, and take those that are kept. */
  readonly cache?: Caching
  readonly log?: LogOptions
}

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
export async function openContestant(
  { spec, version, price, headers, reasoning }: Contestant,
  asking: Asking,
  { api, isProtected, caching, log, stop }: OpenOptions,
): Promise<Model> {
  const model = await openModel(spec, {
    api,
    protected: isProtected,
    headers: { ...headers, ...asking.headers?.get(''), ...asking.headers?.get(spec.label) },
    stop,
    ...(version !== undefined && { version }),
    ...patience(asking),
    ...(asking.stream !== undefined && { stream: asking.stream }),
    ...(asking.batch && { batch: { onProgress: note } }),
    ...asking.throttle,
    ...both(troubleNotes(), logTrouble(log, spec.label)),
  })
  // With its price in the manifest, so that its cost can be told again later.
  const priced = price === undefined ? model : { ...model, facts: { ...model.facts, price } }
  return withLog(withReasoning(await caching.wrap(priced), reasoning), log)
}

export const patience = ({ timeoutMs, maxRetries, maxDowntimeMs }: Asking) => ({
  ...(timeoutMs !== undefined && { timeoutMs }),
  ...(maxRetries !== undefined && { maxRetries }),
  ...(maxDowntimeMs !== undefined && { maxDowntimeMs }),
})
