/** How the models of a command are asked, and what is kept of it: what flags, variables and config file come to. */
import type { Throttle } from '../models/open.ts'
import type { HeaderTemplates } from '../models/openai/headers.ts'

export interface RequestOptions {
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

export interface BudgetLimits {
  /** In the currency of the config's prices. */
  readonly maxCost?: number
  /** Of prompts and replies. */
  readonly maxTokens?: number
  readonly maxTimeMs?: number
}

/** What `--cache` and `--cache-only` ask for. */
export interface Caching {
  /** Never ask a model: what is not kept is missing. */
  readonly only: boolean
}

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

export interface LogOptions {
  readonly level: LogLevel
  /** Appended to; absent: standard error. */
  readonly file?: string
}
