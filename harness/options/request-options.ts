/** Settings of the requests of a command: limits, retries, budget, cache and log. */
import type { Throttle } from '../models/open.ts'
import type { HeaderTemplates } from '../models/openai/headers.ts'

export interface RequestOptions {
  readonly throttle: Throttle
  /** Custom headers by model label; those of `''` are sent to all models. */
  readonly headers?: ReadonlyMap<string, HeaderTemplates>
  readonly timeoutMs?: number
  readonly stream?: boolean
  /** Whether to use a batch API. */
  readonly batch?: boolean
  readonly maxRetries?: number
  /** How long a server may be down before the run stops. */
  readonly maxDowntimeMs?: number
  /** How long a model server that is started for a checkpoint may take until it answers. */
  readonly serveTimeoutMs?: number
  /** Budget of the whole command. */
  readonly budget?: BudgetLimits
  /** Response cache across runs; absent: off. */
  readonly cache?: Caching
  readonly log?: LogOptions
}

export interface BudgetLimits {
  /** Cost in the currency of the config's prices. */
  readonly maxCost?: number
  /** Tokens of prompts and replies together. */
  readonly maxTokens?: number
  readonly maxTimeMs?: number
}

/** The settings of `--cache` and `--cache-only`. */
export interface Caching {
  /** Send no request: replies that are not cached count as missing. */
  readonly only: boolean
}

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

export interface LogOptions {
  readonly level: LogLevel
  /** File to append to; absent: standard error. */
  readonly file?: string
}
