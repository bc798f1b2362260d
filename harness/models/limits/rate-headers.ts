/** Reads rate limits and waits from a server's response headers. */
import type { PaceLimits } from './learned-limits.ts'
import { clockOf, waitMs } from './told-times.ts'

type Header = (name: string) => string | null | undefined

export interface ToldLimits {
  /** Wait that the server asks for. */
  readonly retryAfterMs?: number
  /** Limits per minute; absent when the headers state none. */
  readonly allows?: PaceLimits
}

/** Window from which a budget is a quota, which is refilled at its end instead of continuously. */
const LONGEST_WINDOW_MS = 3_600_000

/**
 * Reads `retry-after`, `retry-after-ms` and budgets such as OpenAI's `x-ratelimit-limit-requests: 600`, `…-remaining-requests: 0`,
 * `…-reset-requests: 6m0s`. `reset` is the time until the budget is full again, so it refills at
 * `(limit − remaining) / reset`, whatever the length of the server's window.
 *
 * @param now milliseconds since 1970
 * @returns fields only for headers that are present, readable, and partly spent
 */
export function readLimits(header: Header, now = Date.now()): ToldLimits {
  const clock = clockOf(header('date'), now)
  const budgets = { requests: readBudget(header, 'requests', clock), tokens: readBudget(header, 'tokens', clock) }
  const requestsPerMinute = perMinute(budgets.requests)
  const tokensPerMinute = perMinute(budgets.tokens)
  const allows = {
    ...(requestsPerMinute !== undefined && { requestsPerMinute }),
    ...(tokensPerMinute !== undefined && { tokensPerMinute }),
  }
  const retryAfterMs = readRetryAfter(header, clock) ?? quotaEnd(Object.values(budgets))
  return {
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...(Object.keys(allows).length > 0 && { allows }),
  }
}

/** Reads the wait; `retry-after-ms` is more exact than `retry-after`. */
function readRetryAfter(header: Header, clock: number): number | undefined {
  return waitMs(header('retry-after-ms') ?? '', clock, 1) ?? waitMs(header('retry-after') ?? '', clock)
}

interface Budget {
  readonly limit: number
  readonly remaining: number
  readonly resetMs: number
}

/**
 * - OpenAI, vLLM gateways   `x-ratelimit-limit-requests`, `x-ratelimit-reset-requests: 6m0s`
 * - Anthropic               `anthropic-ratelimit-requests-limit`, `…-reset: 2026-10-21T07:28:00Z`
 * - OpenRouter              `x-ratelimit-limit`, `x-ratelimit-reset: 1795877259123`; of requests
 * - IETF draft              `ratelimit-limit`, `ratelimit-reset: 30`; of requests
 */
function readBudget(header: Header, what: 'requests' | 'tokens', clock: number): Budget | undefined {
  const families = [
    (part: string) => `x-ratelimit-${part}-${what}`,
    (part: string) => `anthropic-ratelimit-${what}-${part}`,
    ...(what === 'requests' ? [(part: string) => `x-ratelimit-${part}`, (part: string) => `ratelimit-${part}`] : []),
  ]
  for (const name of families) {
    const [limit, remaining] = [
      Number.parseFloat(header(name('limit')) ?? ''),
      Number.parseFloat(header(name('remaining')) ?? ''),
    ]
    const resetMs = waitMs(header(name('reset')) ?? '', clock)
    if (limit > 0 && remaining >= 0 && Number.isFinite(limit) && resetMs !== undefined)
      return { limit, remaining, resetMs }
  }
  return undefined
}

function perMinute(budget: Budget | undefined): number | undefined {
  if (budget === undefined || budget.resetMs > LONGEST_WINDOW_MS) return undefined
  const { limit, remaining, resetMs } = budget
  // A budget that is nearly full says little: times are rounded.
  return remaining > limit / 2 ? undefined : (60_000 * (limit - remaining)) / Math.max(resetMs, 1)
}

/** Time until the last of the exhausted quotas is refilled. */
function quotaEnd(budgets: readonly (Budget | undefined)[]): number | undefined {
  const spent = budgets.flatMap((one) =>
    one && one.remaining < 1 && one.resetMs > LONGEST_WINDOW_MS ? one.resetMs : [],
  )
  return spent.length === 0 ? undefined : Math.max(...spent)
}
