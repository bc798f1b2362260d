/** One request and its whole reply, within bounds of time and size. */
import { isUtf8 } from 'node:buffer'
import type { ClientRequest, IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { onAbort } from '../aborting.ts'
import { fromSocketError, TransportError, type TransportFailure } from './transport-error.ts'
import { LONGEST_TIMER_MS } from './waiting.ts'

export interface Timeouts {
  /** Until the connection stands, TLS included. */
  readonly connectMs: number
  /** From there to the status line. Most servers send it only when the whole reply is ready. */
  readonly firstByteMs: number
  /** From the start to the last byte. */
  readonly totalMs: number
}

export interface ExchangeLimits {
  readonly timeouts: Timeouts
  readonly maxBodyBytes: number
}

/** A reply whose every byte has come. */
export interface HttpReply {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
}

/**
 * @param outgoing a request with its headers, not yet sent
 * @param onEvents gets a stream of events piece by piece as it comes, and the reply's text is then empty
 * @throws TransportError unless a whole reply came, whatever its status
 */
export async function exchange(
  outgoing: ClientRequest,
  body: string | undefined,
  { timeouts, maxBodyBytes }: ExchangeLimits,
  signal: AbortSignal | undefined,
  onEvents?: (text: string) => void,
): Promise<HttpReply> {
  const { promise, resolve, reject } = Promise.withResolvers<HttpReply>()
  const deadline = performance.now() + timeouts.totalMs
  let timer: NodeJS.Timeout | undefined

  function fail(error: Error): void {
    reject(fromSocketError(error))
    outgoing.destroy()
  }
  /** Starts the next phase, and with it the next timeout. */
  function allow(ms: number, failure: TransportFailure, late: string): void {
    clearTimeout(timer)
    timer = setTimeout(() => fail(new TransportError(failure, late)), Math.min(ms, LONGEST_TIMER_MS))
  }
  const abort = () => fail(new TransportError('aborted', 'stopped'))
  const awaitReply = () => allow(timeouts.firstByteMs, 'timeout', `no reply within ${timeouts.firstByteMs / 1000} s`)

  let isSilent = () => true
  outgoing.on('error', (error) => {
    const isStale = outgoing.reusedSocket && isSilent()
    fail(isStale ? new TransportError('stale', fromSocketError(error).message, { cause: error }) : error)
  })
  outgoing.on('socket', (socket) => {
    const before = socket.bytesRead
    isSilent = () => socket.bytesRead === before
    if (!socket.connecting) return
    allow(timeouts.connectMs, 'unreachable', `no connection within ${timeouts.connectMs / 1000} s`)
    socket.once('encrypted' in socket ? 'secureConnect' : 'connect', awaitReply)
  })
  outgoing.on('response', (incoming) => {
    allow(Math.max(0, deadline - performance.now()), 'timeout', `no whole reply within ${timeouts.totalMs / 1000} s`)
    const done = (text: string) => resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text })
    const isStream = /^text\/event-stream\b/i.test(incoming.headers['content-type'] ?? '')
    if (onEvents !== undefined && isStream) relay(incoming, maxBodyBytes, fail, onEvents, () => done(''))
    else gather(incoming, maxBodyBytes, fail, done)
  })

  awaitReply()
  const letGo = onAbort(signal, abort)
  outgoing.end(body)
  try {
    return await promise
  } finally {
    clearTimeout(timer)
    letGo()
  }
}

type Fail = (error: Error) => void

function gather(incoming: IncomingMessage, limit: number, fail: Fail, done: (text: string) => void): void {
  const chunks: Buffer[] = []
  receive(incoming, limit, fail, (chunk) => chunks.push(chunk))
  incoming.on('end', () => {
    const body = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)
    if (isUtf8(body)) done(body.toString())
    else fail(NOT_UTF8)
  })
}

/** Pieces may end within a character. */
function relay(incoming: IncomingMessage, limit: number, fail: Fail, onText: (text: string) => void, done: () => void) {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const decode = (chunk?: Buffer) => {
    try {
      onText(chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true }))
      return true
    } catch (error) {
      fail(error instanceof TypeError ? NOT_UTF8 : (error as Error))
      return false
    }
  }
  receive(incoming, limit, fail, decode)
  incoming.on('end', () => decode() && done())
}

/** A connection that breaks before the body's end is an error event. */
function receive(incoming: IncomingMessage, limit: number, fail: Fail, onChunk: (chunk: Buffer) => void): void {
  let size = 0
  incoming.on('error', () => fail(new TransportError('lost', 'the connection broke within the reply')))
  incoming.on('data', (chunk: Buffer) => {
    size += chunk.length
    if (size > limit) fail(new TransportError('too-large', `the reply is longer than ${limit / 1e6} MB`))
    else onChunk(chunk)
  })
}

const NOT_UTF8 = new TransportError('not-utf8', 'the reply is not UTF-8')
