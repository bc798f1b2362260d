/** An answer of a server that is no success. */
import { APIError } from 'openai/error'
import type { PaceLimits } from '../limits/learned-limits.ts'
import { readLimits } from '../limits/rate-headers.ts'
import { failureStatus } from './failure-status.ts'
import type { HttpReply } from './http-exchange.ts'
import { parseJson, parseLooseJson } from './json.ts'
import { errorIn, errorInReply, type ServerError } from './server-error.ts'

export class Rejection extends APIError {
  /** What went wrong, as an HTTP status; 0 for an error in place of a reply that does not say of what kind it is. */
  override readonly status: number
  /** Of the status line, which may say something else: gateways put errors into successes. */
  readonly httpStatus: number
  /** The server's own word for what is wrong, such as `insufficient_quota`. */
  override readonly code: string | undefined
  /** How long the server asks us to wait. */
  readonly retryAfterMs: number | undefined
  /** What the server said of its limits by the minute; absent where it said nothing of use. */
  readonly allows: PaceLimits | undefined
  /** Where a redirect points. */
  readonly location: string | undefined
  /** The proxy that the answer came through, and may be of. */
  readonly proxy: string | undefined

  /** @param error its words are raw: they may repeat the key, and have any length */
  constructor(httpStatus: number, error: ServerError, { headers = {}, proxy }: Partial<HttpReply> = {}) {
    super(httpStatus, undefined, error.message, undefined)
    this.name = 'Rejection'
    this.message = error.message
    this.status = failureStatus(httpStatus, error)
    this.httpStatus = httpStatus
    this.code = error.code
    const { retryAfterMs, allows } = readLimits((name) => headers[name]?.toString())
    this.retryAfterMs = retryAfterMs
    this.allows = allows
    this.location = headers.location
    this.proxy = proxy
  }
}

/** @param reply one whose status is no success */
export const rejectionOf = (reply: HttpReply): Rejection => new Rejection(reply.status, errorOf(reply.text), reply)

/** The error in a reply that was sent as a success. */
export function rejectionIn(body: unknown): Rejection | undefined {
  const error = errorInReply(body)
  return error && new Rejection(200, error)
}

/** The words of an error response: those of its error object, the title of a web page, or the whole of it. */
export function errorOf(text: string): ServerError {
  return errorIn(parseLooseJson(text) ?? parseJson(eventIn(text))) ?? { message: titleOf(text) ?? text }
}

/** Servers that were asked for a stream may refuse by one: `data: {"error": …}` */
const eventIn = (text: string) => /^data:(.*)$/m.exec(text)?.[1] ?? ''

/** Proxies answer for a server that is down with a page of their own: `<title>502 Bad Gateway</title>`. */
function titleOf(text: string): string | undefined {
  if (!/^\s*<(!doctype html|html|head)\b/i.test(text)) return undefined
  const [, title] = /<title\b[^>]*>([^<]{1,300})/i.exec(text) ?? /<h1\b[^>]*>([^<]{1,300})/i.exec(text) ?? []
  return title?.trim() || undefined
}
