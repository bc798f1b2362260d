/**
 * HTTP over node:http, lean enough to disappear beside a model: keep-alive sockets, as many as requests are in flight, and
 * no web streams.
 */
import http from 'node:http'
import https from 'node:https'
import { urlToHttpOptions } from 'node:url'
import { exchange, type HttpReply, type Timeouts } from './http-exchange.ts'
import { type ProxyRoute, proxyFor } from './proxy.ts'
import { TransportError } from './transport-error.ts'

type Environment = Readonly<Record<string, string | undefined>>

export interface TransportOptions {
  /** Sent with every request. The Authorization header lives here, so that no other code holds the key. */
  readonly headers?: Readonly<Record<string, string>>
  readonly timeouts: Timeouts
  /** Where proxies are named. Default: the process's own. */
  readonly env?: Environment
  /** Longer replies are an error. Default: 50 MB. */
  readonly maxBodyBytes?: number
  /** False: each request has a connection of its own, and never goes out twice. Default: true. */
  readonly keepAlive?: boolean
}

export interface HttpRequest {
  readonly method?: string
  readonly body?: string | Uint8Array | undefined
  /** Of the body. Default: JSON. */
  readonly contentType?: string | undefined
  readonly signal?: AbortSignal | undefined
}

export interface HttpTransport {
  /** @throws TransportError unless a whole reply came, whatever its status, or a stream began; UsageError for a proxy that cannot be meant */
  send(url: string, request?: HttpRequest): Promise<HttpReply>
  /** Ends every connection, busy or idle. */
  close(): void
}

/** Common servers close an idle connection after five seconds: none of ours is that old when a request takes it. */
const IDLE_MS = 4_000

/** Each takes another kept connection, or a new one: so many that were closed at one moment are a broken network. */
const MOST_RESENDS = 10

/** So many requests, and such a share of all, have met a connection that was closed: connections are not worth keeping there. */
const FEWEST_STALE = 3
const MOST_STALE = 0.2

/**
 * Sockets of one way to the server: straight, or through a proxy. Own certificate authorities come from `NODE_EXTRA_CA_CERTS`, which Node
 * reads.
 */
function openAgents(proxy: ProxyRoute | undefined, keepAlive: boolean) {
  const proxyEnv = proxy && { HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url }
  const options = {
    keepAlive,
    maxSockets: Infinity,
    maxFreeSockets: Infinity,
    timeout: IDLE_MS,
    ...(proxyEnv && { proxyEnv }),
  }
  return { http: new http.Agent(options), https: new https.Agent(options) }
}

interface Target {
  readonly to: http.RequestOptions
  readonly proxy: ProxyRoute | undefined
}

export function openTransport({
  headers = {},
  timeouts,
  env = process.env,
  maxBodyBytes = 50_000_000,
  keepAlive = true,
}: TransportOptions): HttpTransport {
  const agents = new Map<string, ReturnType<typeof openAgents>>()
  const targets = new Map<string, Target>()
  let sent = 0
  let stale = 0
  const limits = { timeouts, maxBodyBytes }

  /** Reads an address once: a run sends thousands of requests to the same one. */
  function targetOf(address: string): Target {
    const known = targets.get(address)
    if (known !== undefined) return known
    const url = new URL(address)
    const target = { to: urlToHttpOptions(url), proxy: proxyFor(url, env) }
    targets.set(address, target)
    return target
  }

  function agentsFor(proxy: ProxyRoute | undefined) {
    const way = `${keepAlive} ${proxy?.url}`
    const opened = agents.get(way) ?? openAgents(proxy, keepAlive)
    agents.set(way, opened)
    return opened
  }

  /** A server that says it keeps connections, and closes them after each reply all the same, gets a new one for each request. */
  function noteStale(): void {
    if (++stale >= FEWEST_STALE && stale > MOST_STALE * sent) keepAlive = false
  }

  /** A server may close a kept connection at the moment a request takes it: nothing is known of that request, so it goes out again. */
  async function send(address: string, request: HttpRequest = {}): Promise<HttpReply> {
    sent++
    for (let resent = 0; ; resent++) {
      try {
        return await sendOnce(address, request)
      } catch (error) {
        const isStale = error instanceof TransportError && error.failure === 'stale'
        if (isStale) noteStale()
        if (!isStale || resent === MOST_RESENDS || request.signal?.aborted) throw error
      }
    }
  }

  async function sendOnce(address: string, request: HttpRequest): Promise<HttpReply> {
    const { method = 'GET', body, contentType, signal } = request
    const { to, proxy } = targetOf(address)
    const way = agentsFor(proxy)
    const allHeaders = body === undefined ? headers : { ...headers, ...describe(body, contentType) }
    const options = { ...to, method, headers: allHeaders }
    const outgoing =
      to.protocol === 'https:'
        ? https.request({ ...options, agent: way.https })
        : http.request({ ...options, agent: way.http })
    const reply = exchange(outgoing, body, limits, signal)
    return proxy === undefined ? reply : throughProxy(reply, proxy)
  }

  return {
    send,
    close() {
      for (const { http: plain, https: secure } of agents.values()) {
        plain.destroy()
        secure.destroy()
      }
    },
  }
}

/** A proxy may be what failed: whoever reads of the failure hears of it. */
async function throughProxy(sent: Promise<HttpReply>, { shown }: ProxyRoute): Promise<HttpReply> {
  try {
    return { ...(await sent), proxy: shown }
  } catch (error) {
    if (error instanceof TransportError) {
      error.message += `, through the proxy ${shown}`
      error.proxy = shown
    }
    throw error
  }
}

const describe = (body: string | Uint8Array, type = 'application/json') => ({
  'content-type': type,
  'content-length': Buffer.byteLength(body),
})
