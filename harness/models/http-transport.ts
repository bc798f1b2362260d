/**
 * HTTP over node:http, lean enough to disappear beside a model: keep-alive sockets, as many as requests are in flight, and
 * no web streams.
 */
import http from 'node:http'
import https from 'node:https'
import { exchange, type HttpReply, type Timeouts } from './http-exchange.ts'

export interface TransportOptions {
  /** Sent with every request. The Authorization header lives here, so that no other code holds the key. */
  readonly headers?: Readonly<Record<string, string>>
  readonly timeouts: Timeouts
  /** Longer replies are an error. Default: 50 MB. */
  readonly maxBodyBytes?: number
}

export interface HttpRequest {
  readonly method?: string
  /** JSON text. */
  readonly body?: string
  readonly signal?: AbortSignal | undefined
}

export interface HttpTransport {
  /** @throws TransportError unless a whole reply came, whatever its status */
  send(url: string, request?: HttpRequest): Promise<HttpReply>
  /** Ends every connection, busy or idle. */
  close(): void
}

/** Common servers close an idle connection after five seconds: none of ours is that old when a request takes it. */
const IDLE_MS = 4_000

/** Proxies and own certificate authorities belong here: whatever decides how a socket is made. */
function openAgents() {
  const options = { keepAlive: true, maxSockets: Infinity, maxFreeSockets: Infinity, timeout: IDLE_MS }
  return { http: new http.Agent(options), https: new https.Agent(options) }
}

export function openTransport({ headers = {}, timeouts, maxBodyBytes = 50_000_000 }: TransportOptions): HttpTransport {
  const agents = openAgents()
  const limits = { timeouts, maxBodyBytes }

  async function send(address: string, { method = 'GET', body, signal }: HttpRequest = {}): Promise<HttpReply> {
    const url = new URL(address)
    const options = { method, headers: body === undefined ? headers : { ...headers, ...describe(body) } }
    const outgoing =
      url.protocol === 'https:'
        ? https.request(url, { ...options, agent: agents.https })
        : http.request(url, { ...options, agent: agents.http })
    return exchange(outgoing, body, limits, signal)
  }

  return {
    send,
    close() {
      agents.http.destroy()
      agents.https.destroy()
    },
  }
}

const describe = (body: string) => ({ 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
