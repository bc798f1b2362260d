/** GitHub's REST API, as much of it as a comment needs. */
import { request as plainRequest } from 'node:http'
import { request as secureRequest } from 'node:https'
import { setTimeout as pause } from 'node:timers/promises'
import { GitHubError } from '../../results/errors.ts'
import type { PullRequest } from './workflow.ts'

const TIMEOUT_MS = 30_000
const MAX_REPLY_BYTES = 32 * 1024 * 1024

/** Pauses before further tries of what may be tried again. */
const PAUSES_MS = [500, 2000]

type Method = 'GET' | 'POST' | 'PATCH'

interface Reply {
  readonly status: number
  readonly text: string
}

/**
 * @param path below the repository, such as `issues/17/comments`
 * @throws GitHubError with what GitHub said, never with the token
 */
export async function callGitHub(pull: PullRequest, method: Method, path: string, body?: object): Promise<unknown> {
  const url = new URL(`repos/${pull.repository}/${path}`, pull.api)
  // A comment that was made although no reply came would be made twice.
  const pauses = method === 'POST' ? [] : PAUSES_MS
  for (let tries = 0; ; tries++) {
    const reply = await send(url, method, pull.token, body).catch((error: Error) => error)
    const isFailing = reply instanceof Error || reply.status >= 500 || reply.status === 429
    const wait = pauses[tries]
    if (!isFailing || wait === undefined) return read(reply, `${method} ${url.pathname}`, pull)
    await pause(wait)
  }
}

function read(reply: Reply | Error, what: string, { token }: PullRequest): unknown {
  const hide = (text: string) => text.replaceAll(token, '***')
  if (reply instanceof Error) throw new GitHubError(`GitHub could not be reached: ${what}: ${hide(reply.message)}`)
  const { status, text } = reply
  const value = parse(text)
  if (status >= 200 && status < 300 && value !== undefined) return value
  const said = (value as { message?: unknown } | undefined)?.message
  const words = typeof said === 'string' ? `: ${hide(said).slice(0, 200)}` : ''
  throw new GitHubError(`GitHub answered ${status} to ${what}${words}`, {
    ...([401, 403, 404].includes(status) && {
      hint: 'The job needs permissions: { pull-requests: write }; a pull request from a fork is not given them.',
    }),
  })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
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
    incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, text: Buffer.concat(chunks).toString() }))
    incoming.on('error', reject)
  })
  outgoing.on('error', reject)
  outgoing.end(payload)
  return promise
}
