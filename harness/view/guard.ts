/** Who may read what the server has: whoever knows the token, on this machine, from a page of this very server. */
import { timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

export interface Refusal {
  readonly status: 403 | 404 | 405 | 421
  readonly message: string
}

/**
 * @param token first part of every path
 * @returns undefined where the request may be answered
 */
export function refusalOf(
  { method, url = '/', headers }: IncomingMessage,
  token: string,
  port: number,
): Refusal | undefined {
  // A name of another's that leads to this machine (DNS rebinding) is not ours, whatever the path.
  const hosts = ['127.0.0.1', 'localhost'].map((name) => `${name}:${port}`)
  if (!hosts.includes(headers.host ?? '')) return { status: 421, message: 'This server answers to 127.0.0.1 only.' }
  const origins = hosts.map((host) => `http://${host}`)
  if (headers.origin !== undefined && !origins.includes(headers.origin)) {
    return { status: 403, message: 'Pages of other origins are not answered.' }
  }
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none') {
    return { status: 403, message: 'Pages of other sites are not answered.' }
  }
  const [, given = ''] = url.split(/[/?]/)
  if (!isEqual(given, token)) {
    return { status: 403, message: 'Open the address that evalkit view has printed: it holds a token.' }
  }
  if (method !== 'GET' && method !== 'HEAD') return { status: 405, message: 'Runs are read, and never changed.' }
  return undefined
}

function isEqual(given: string, token: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(token)]
  return one.length === other.length && timingSafeEqual(one, other)
}
