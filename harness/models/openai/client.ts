/**
 * The `openai` client, on top of evalkit's own transport.
 *
 * The transport holds the key, the deadlines and the connections. The client does not retry a request for a reply, because
 * `with-retries.ts` does that for every kind of model.
 */
import { APIConnectionError, type APIPromise, type ClientOptions, OpenAI } from 'openai'
import { type Endpoint, requestHeaders } from './endpoint.ts'
import type { HttpReply } from './http-exchange.ts'
import { type Rejection, rejectionOf } from './rejection.ts'
import { type HttpTransport, openTransport, type TransportOptions } from './transport.ts'

export interface ConnectOptions extends Pick<TransportOptions, 'timeouts' | 'maxBodyBytes' | 'keepAlive'> {
  /** Retries by the client. Default: 0. */
  readonly maxRetries?: number
}

export interface Connection {
  readonly client: OpenAI
  /** Closes all connections, in use or idle. */
  close(): void
}

/** Opens a client for one server. */
export function connect(endpoint: Endpoint, { maxRetries = 0, ...options }: ConnectOptions): Connection {
  const transport = openTransport({ headers: requestHeaders(endpoint), ...options })
  const client = new LeanClient({
    baseURL: endpoint.url,
    apiKey: 'held-by-the-transport',
    organization: null,
    project: null,
    maxRetries,
    fetch: fetchOver(transport),
    logLevel: 'off', // its log would contain headers
  })
  return { client, close: transport.close }
}

/**
 * Sends a request and returns the raw response, which evalkit parses in more forms than the client does.
 *
 * @throws Rejection for an error response; TransportError when no response arrived; UsageError for an invalid proxy
 */
export async function rawReply(call: APIPromise<unknown>): Promise<HttpReply> {
  try {
    return ((await call.asResponse()) as unknown as LeanResponse).reply
  } catch (error) {
    throw ownError(error)
  }
}

/** @returns the cause of the client's connection error; any other error unchanged */
export function ownError(error: unknown): unknown {
  return error instanceof APIConnectionError && error.cause instanceof Error ? error.cause : error
}

type Fetch = NonNullable<ClientOptions['fetch']>
type BuiltRequest = ReturnType<OpenAI['buildRequest']>

/** The client without per-request overhead: no platform headers, no second timeout. */
class LeanClient extends OpenAI {
  override async buildRequest(...[options, retry]: Parameters<OpenAI['buildRequest']>): BuiltRequest {
    if (!ASKING.has(options.path)) return super.buildRequest(options, retry)
    const { method, path, body, signal } = options
    const request = { method, headers: NO_HEADERS, body: JSON.stringify(body), ...(signal && { signal }) }
    return { req: request, url: `${this.baseURL}${path}`, timeout: this.timeout }
  }

  override async fetchWithTimeout(...[url, init]: Parameters<OpenAI['fetchWithTimeout']>): Promise<Response> {
    return this._options.fetch?.(url, init) as Promise<Response>
  }

  /** Parses errors itself: servers report them in more forms than the client knows. */
  protected override makeStatusError(...[, , , headers]: Parameters<OpenAI['makeStatusError']>): Rejection {
    return rejectionOf((headers as unknown as ReplyHeaders).reply)
  }
}

const ASKING: ReadonlySet<string> = new Set(['/chat/completions', '/completions'])
const NO_HEADERS = new Headers()

function fetchOver(transport: HttpTransport): Fetch {
  return async (url, init = {}) => {
    const upload = init.body instanceof FormData ? new Response(init.body) : undefined
    const reply = await transport.send(String(url), {
      method: init.method?.toUpperCase() ?? 'GET',
      body: upload === undefined ? (init.body as string | undefined) : new Uint8Array(await upload.arrayBuffer()),
      contentType: upload?.headers.get('content-type') ?? undefined,
      signal: init.signal ?? undefined,
    })
    return new LeanResponse(reply) as unknown as Response
  }
}

/** The parts of a `Response` that the client uses: a real one costs more than the rest of a request. */
class LeanResponse {
  readonly reply: HttpReply
  readonly headers: ReplyHeaders
  /** The body, which the client may cancel. */
  readonly body = null
  readonly url = ''

  constructor(reply: HttpReply) {
    this.reply = reply
    this.headers = new ReplyHeaders(reply)
  }

  get status(): number {
    return this.reply.status
  }

  get ok(): boolean {
    return this.status >= 200 && this.status < 300
  }

  /** @throws TransportError when a stream breaks off */
  async text(): Promise<string> {
    const { events, text } = this.reply
    return events === undefined ? text : (await Array.fromAsync(events)).join('')
  }
}

class ReplyHeaders {
  readonly reply: HttpReply

  constructor(reply: HttpReply) {
    this.reply = reply
  }

  get(name: string): string | null {
    return this.reply.headers[name.toLowerCase()]?.toString() ?? null
  }

  entries(): IteratorObject<[string, unknown]> {
    return Object.entries(this.reply.headers).values()
  }
}
