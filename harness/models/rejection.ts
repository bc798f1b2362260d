/** An answer of a server that is no success. */

import type { PaceLimits } from './learned-limits.ts'
import { readLimits } from './rate-headers.ts'

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
    const { retryAfterMs, allows } = readLimits(header)
    this.retryAfterMs = retryAfterMs
    this.allows = allows
    this.location = header('location') ?? undefined
  }
}
