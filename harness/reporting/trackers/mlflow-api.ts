/** A client for the parts of MLflow's REST API that tracking needs. */
import { setTimeout as pause } from 'node:timers/promises'
import { UsageError } from '../../../results/errors.ts'
import { asObject, parseJson } from '../../lib/json.ts'
import { VERSION } from '../../lib/version.ts'
import { readKey } from '../../models/openai/endpoint.ts'
import type { HttpReply } from '../../models/openai/http-exchange.ts'
import { openTransport } from '../../models/openai/transport.ts'
import { TransportError } from '../../models/openai/transport-error.ts'

type Environment = Readonly<Record<string, string | undefined>>

export interface MlflowServer {
  /** Base URL without a trailing slash, query or credentials. */
  readonly url: string
  /** Secret: the Authorization header. */
  readonly authorization?: string
}

/** An MLflow server that could not be reached, or refused a request. */
export class MlflowError extends Error {
  /** MLflow's own, such as RESOURCE_DOES_NOT_EXIST; absent where it did not reply, or something else did. */
  readonly code: string | undefined

  constructor(message: string, code?: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'MlflowError'
    this.code = code
  }
}

/**
 * As MLflow's own client has it, a user and password win over a token.
 *
 * @throws UsageError for what is not the URL of a server, and for a URL that holds a password, without repeating it
 */
export function mlflowServer(text: string, env: Environment): MlflowServer {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw new UsageError(
      `--mlflow ${url === undefined ? text : `${url.protocol}…`}: not the URL of a tracking server`,
      {
        hint: 'Start one with: mlflow server --port 5000, and name it: --mlflow http://127.0.0.1:5000',
      },
    )
  }
  if (url.username !== '' || url.password !== '') {
    throw new UsageError('--mlflow: the URL holds a user or a password', {
      hint: 'Set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN, and leave them out of the URL.',
    })
  }
  const authorization = authorizationOf(env)
  const base = `${url.origin}${url.pathname}`.replace(/\/+$/, '')
  return { url: base, ...(authorization !== undefined && { authorization }) }
}

function authorizationOf(env: Environment): string | undefined {
  const [user, password] = [env.MLFLOW_TRACKING_USERNAME, env.MLFLOW_TRACKING_PASSWORD]
  if (user && password) return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
  const token = readKey('MLFLOW_TRACKING_TOKEN', env)
  return token === undefined ? undefined : `Bearer ${token}`
}

const TIMEOUTS = { connectMs: 5_000, firstByteMs: 15_000, totalMs: 20_000 }

/** Waits before retries. */
const PAUSES_MS = [500, 2_000]

export interface MlflowClient extends Disposable {
  /**
   * @param path below `/api/2.0/mlflow/`; with a body the request is a POST
   * @throws MlflowError with the server's message, never with a secret
   */
  call(path: string, body?: object): Promise<unknown>
}

/** @param signal ends requests and waits */
export function openMlflow({ url, authorization }: MlflowServer, signal: AbortSignal): MlflowClient {
  const headers = {
    accept: 'application/json',
    'user-agent': `evalkit/${VERSION}`,
    ...(authorization && { authorization }),
  }
  const transport = openTransport({ headers, timeouts: TIMEOUTS, maxBodyBytes: 10_000_000 })

  async function call(path: string, body?: object): Promise<unknown> {
    const request = body === undefined ? { signal } : { method: 'POST', body: JSON.stringify(body), signal }
    for (let tries = 0; ; tries++) {
      const reply = await transport.send(`${url}/api/2.0/mlflow/${path}`, request).catch((error: unknown) => {
        if (error instanceof TransportError) return error
        throw error
      })
      const wait = PAUSES_MS[tries]
      if (wait === undefined || !isPassing(reply, path) || signal.aborted) return readReply(reply, path, url)
      await pause(wait, undefined, { signal }).catch(() => undefined)
    }
  }

  return { call, [Symbol.dispose]: () => transport.close() }
}

/** Whether a later try may succeed. A run that may have been created is not created again. */
function isPassing(reply: HttpReply | TransportError, path: string): boolean {
  if (reply instanceof TransportError) return reply.failure === 'unreachable' || path !== 'runs/create'
  return reply.status === 429 || (reply.status >= 500 && path !== 'runs/create')
}

function readReply(reply: HttpReply | TransportError, path: string, url: string): unknown {
  if (reply instanceof TransportError) throw new MlflowError(`${url}: ${reply.message}`, undefined, { cause: reply })
  const { status, text } = reply
  const value = asObject(parseJson(text))
  if (status >= 200 && status < 300 && value !== undefined) return value
  const { error_code: code, message } = value ?? {}
  const words = typeof message === 'string' ? `: ${message.slice(0, 300)}` : ''
  throw new MlflowError(
    `${url} answered ${status} to ${path.replace(/\?.*/, '')}${words}${adviceOn(status, code)}`,
    typeof code === 'string' ? code : undefined,
  )
}

function adviceOn(status: number, code: unknown): string {
  if (status === 401 || status === 403) {
    return '; set MLFLOW_TRACKING_TOKEN, or MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD'
  }
  return code === undefined ? '; the URL should be that of an MLflow tracking server' : ''
}
