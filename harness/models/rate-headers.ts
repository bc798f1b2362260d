/** What a server's rate headers say of how fast it may be asked. */
import type { PaceLimits } from './learned-limits.ts'

type Header = (name: string) => string | null | undefined

/**
 * Reads OpenAI's `x-ratelimit-limit-requests: 600`, `…-remaining-requests: 0`, `…-reset-requests: 6m0s` and the same for
 * tokens. `reset` is the time until the budget is whole again, so what is spent of it comes back at `(limit − remaining) / reset`,
 * whatever the length of the server's window.
 *
 * @returns nothing for what is absent, unreadable, or not spent
 */
export function readRateHeaders(header: Header): PaceLimits {
  const requestsPerMinute = perMinute(header, 'requests')
  const tokensPerMinute = perMinute(header, 'tokens')
  return {
    ...(requestsPerMinute !== undefined && { requestsPerMinute }),
    ...(tokensPerMinute !== undefined && { tokensPerMinute }),
  }
}

function perMinute(header: Header, what: string): number | undefined {
  const limit = Number(header(`x-ratelimit-limit-${what}`) ?? Number.NaN)
  const remaining = Number(header(`x-ratelimit-remaining-${what}`) ?? Number.NaN)
  const resetMs = durationMs(header(`x-ratelimit-reset-${what}`) ?? '')
  // A budget hardly touched says too little: times are rounded.
  if (resetMs === undefined || !(limit > 0) || !(remaining >= 0) || remaining > limit / 2) return undefined
  return (60_000 * (limit - remaining)) / Math.max(resetMs, 1)
}

const UNIT_MS: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 }

/** `6m0s`, `1.5s`, `20ms`, `1h2m3s`; a bare number is seconds. */
function durationMs(text: string): number | undefined {
  if (/^\d+(\.\d+)?$/.test(text)) return 1000 * Number(text)
  if (!/^(\d+(\.\d+)?(ms|h|m|s))+$/.test(text)) return undefined
  const parts = text.matchAll(/(\d+(?:\.\d+)?)(ms|h|m|s)/g)
  return [...parts].reduce((sum, [, count, unit]) => sum + Number(count) * (UNIT_MS[unit ?? ''] ?? 0), 0)
}
