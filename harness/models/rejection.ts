/** An answer of a server that is no success. */

import type { PaceLimits } from './learned-limits.ts'
import { readRateHeaders } from './rate-headers.ts'

type Header = (name: string) => string | null | undefined

export class Rejection extends Error {
  readonly status: number
  /** The server's own word for what is wrong, such as `insufficient_quota`. */
  readonly code: string | undefined
  /** How long the server asks us to wait. */
  readonly retryAfterMs: number | undefined
  /** What the server said of its limits by the minute; absent where it said nothing of use. */
  readonly allows: PaceLimits | undefined
  /** Where a redirect points. */
  readonly location: string | undefined

  /** @param words the server's own, raw: they may repeat the key, and have any length */
  constructor(status: number, words: string, code: unknown, header: Header) {
    super(words)
    this.name = 'Rejection'
    this.status = status
    this.code = typeof code === 'string' ? code : undefined
    this.retryAfterMs = readRetryAfter(header)
    const allows = readRateHeaders(header)
    this.allows = Object.keys(allows).length > 0 ? allows : undefined
    this.location = header('location') ?? undefined
  }
}

/**
 * Reads `retry-after-ms: 1500`, `retry-after: 1.5` and `retry-after: Wed, 21 Oct 2026 07:28:00 GMT`.
 *
 * @returns milliseconds from now, or undefined where the server named no time
 */
function readRetryAfter(header: Header): number | undefined {
  const exact = Number.parseFloat(header('retry-after-ms') ?? '')
  const rough = header('retry-after')?.trim() ?? ''
  const candidates = [exact, /^\d/.test(rough) ? Number.parseFloat(rough) * 1000 : Date.parse(rough) - Date.now()]
  const ms = candidates.find(Number.isFinite)
  return ms === undefined ? undefined : Math.max(0, ms)
}
