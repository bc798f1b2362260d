/** An error response of a server. */
import { APIError } from 'openai/error'
import { parseJson, parseLooseJson } from '../../lib/json.ts'
import type { PaceLimits } from '../limits/learned-limits.ts'
import { readLimits } from '../limits/rate-headers.ts'
import { failureStatus } from './failure-status.ts'
import type { HttpReply } from './http-exchange.ts'
import { errorIn, errorInReply, type ServerError } from './server-error.ts'

export class Rejection extends APIError {
  /** Real status of the failure; 0 for an error of unknown kind inside a success. */
  override readonly status: number
  /** Status of the response, which may differ: gateways put errors into successes. */
  readonly httpStatus: number
  /** Error code or type of the server, such as `insufficient_quota`. */
  override readonly code: string | undefined
  /** Wait that the server asks for. */
  readonly retryAfterMs: number | undefined
  /** Rate limits stated in the response; absent when it states none. */
  readonly allows: PaceLimits | undefined
  /** Target of a redirect. */
  readonly location: string | undefined
  /** The proxy of the response, which may have sent it itself. */
  readonly proxy: string | undefined

  /** @param error unfiltered: its message may repeat the key, and have any length */
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

/** @param reply response with an error status */
export const rejectionOf = (reply: HttpReply): Rejection => new Rejection(reply.status, errorOf(reply.text), reply)

/** The error inside a successful response. */
export function rejectionIn(body: unknown): Rejection | undefined {
  const error = errorInReply(body)
  return error && new Rejection(200, error)
}

/** The message of an error response: from its error object, the title of a web page, or the whole text. */
export function errorOf(text: string): ServerError {
  return errorIn(parseLooseJson(text) ?? parseJson(eventIn(text))) ?? { message: titleOf(text) ?? text }
}

/** Reads an error sent as a stream event: `data: {"error": …}`. */
const eventIn = (text: string) => /^data:(.*)$/m.exec(text)?.[1] ?? ''

/** Matches the title of an error page, which proxies send: `<title>502 Bad Gateway</title>`. */
function titleOf(text: string): string | undefined {
  if (!/^\s*<(!doctype html|html|head)\b/i.test(text)) return undefined
  const [, title] = /<title\b[^>]*>([^<]{1,300})/i.exec(text) ?? /<h1\b[^>]*>([^<]{1,300})/i.exec(text) ?? []
  return title?.trim() || undefined
}
