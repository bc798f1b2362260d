/** A client for the parts of GitHub's REST API that comments need. */
import { type IncomingHttpHeaders, request as plainRequest } from 'node:http'
import { request as secureRequest } from 'node:https'
import { setTimeout as pause } from 'node:timers/promises'
import { GitHubError } from '../../../results/errors.ts'
import { parseJson } from '../../lib/json.ts'

const TIMEOUT_MS = 30_000
const MAX_REPLY_BYTES = 32 * 1024 * 1024

/** Waits before retries. */
const PAUSES_MS = [500, 2000]

/** Longest wait for the end of a rate limit. */
const LONGEST_WAIT_MS = 60_000

/** The API and its token. */
export interface Repository {
  readonly api: URL
  /** `owner/name`. */
  readonly repository: string
  readonly token: string
}

type Method = 'GET' | 'POST' | 'PATCH'

interface Reply {
  readonly status: number
  readonly text: string
  /** Wait that GitHub asks for after a rate limit; NaN when not stated. */
  readonly limitedForMs?: number
}

/**
 * @param path below the repository, such as `issues/17/comments`
 * @throws GitHubError with GitHub's message, never with the token
 */
export async function callGitHub(at: Repository, method: Method, path: string, body?: object): Promise<unknown> {
  const url = new URL(`repos/${at.repository}/${path}`, at.api)
  for (let tries = 0; ; tries++) {
    const reply = await send(url, method, at.token, body).catch((error: Error) => error)
    const wait = waitBefore(reply, method, PAUSES_MS[tries])
    if (wait === undefined) return read(reply, `${method} ${url.pathname}`, at)
    await pause(wait)
  }
}

/** @returns undefined for a successful reply */
function waitBefore(reply: Reply | Error, method: Method, usual: number | undefined): number | undefined {
  if (usual === undefined) return undefined
  const { limitedForMs = undefined } = reply instanceof Error ? {} : reply
  if (limitedForMs !== undefined) {
    const wait = Number.isNaN(limitedForMs) ? usual : limitedForMs
    return wait > LONGEST_WAIT_MS ? undefined : wait
  }
  const isFailing = reply instanceof Error || reply.status >= 500
  // Not retried: a comment may have been created although no reply arrived.
  return isFailing && method !== 'POST' ? usual : undefined
}

function read(reply: Reply | Error, what: string, { token }: Repository): unknown {
  const hide = (text: string) => text.replaceAll(token, '***')
  if (reply instanceof Error) throw new GitHubError(`GitHub could not be reached: ${what}: ${hide(reply.message)}`)
  const { status, text } = reply
  const value = parseJson(text)
  if (status >= 200 && status < 300 && value !== undefined) return value
  const said = (value as { message?: unknown } | undefined)?.message
  const words = typeof said === 'string' ? `: ${hide(said).slice(0, 200)}` : ''
  const hint = hintOn(reply)
  throw new GitHubError(`GitHub answered ${status} to ${what}${words}`, { ...(hint !== undefined && { hint }) })
}

function hintOn({ status, limitedForMs }: Reply): string | undefined {
  if (limitedForMs !== undefined) {
    const minutes = Math.ceil(limitedForMs / 60_000)
    const when = Number.isNaN(minutes) ? 'later' : `in ${minutes === 1 ? 'a minute' : `${minutes} minutes`}`
    return `The token has used up its requests for now; run the same command again ${when}.`
  }
  if (![401, 403, 404].includes(status)) return undefined
  return 'The job needs permissions: { pull-requests: write }; a pull request from a fork is not given them.'
}

/** @see https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api */
function limitOf(status: number | undefined, headers: IncomingHttpHeaders): number | undefined {
  const isSpent = headers['x-ratelimit-remaining'] === '0'
  const after = headers['retry-after']
  if (status !== 429 && !(status === 403 && (isSpent || after !== undefined))) return undefined
  if (after !== undefined) return 1000 * Number(after)
  const reset = headers['x-ratelimit-reset']
  return isSpent && reset !== undefined ? Math.max(0, 1000 * Number(reset) - Date.now()) : Number.NaN
}

function send(url: URL, method: Method, token: string, body: object | undefined): Promise<Reply> {
  const { promise, resolve, reject } = Promise.withResolvers<Reply>()
  const payload = body === undefined ? undefined : Buffer.from(JSON.stringify(body))
  const headers = {
    accept: 'application/vnd.github+json',
    authorization: `Bearer ${token}`,
    'user-agent': 'evalkit',
    'x-github-api-version': '2022-11-28',
    ...(payload && { 'content-type': 'application/json', 'content-length': payload.length }),
  }
  const request = url.protocol === 'https:' ? secureRequest : plainRequest
  const outgoing = request(url, { method, headers, signal: AbortSignal.timeout(TIMEOUT_MS) }, (incoming) => {
    const chunks: Buffer[] = []
    let size = 0
    incoming.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > MAX_REPLY_BYTES) incoming.destroy(new Error('the reply is too long'))
      else chunks.push(chunk)
    })
    incoming.on('end', () => {
      const limitedForMs = limitOf(incoming.statusCode, incoming.headers)
      const text = Buffer.concat(chunks).toString()
      resolve({ status: incoming.statusCode ?? 0, text, ...(limitedForMs !== undefined && { limitedForMs }) })
    })
    incoming.on('error', reject)
  })
  outgoing.on('error', reject)
  outgoing.end(payload)
  return promise
}
