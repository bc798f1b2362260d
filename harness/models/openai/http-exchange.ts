/** One HTTP request and its response, within limits of time and size. */
import type { ClientRequest, IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { onAbort } from '../../lib/abort.ts'
import { LONGEST_TIMER_MS } from '../limits/waiting.ts'
import { type EventText, readBody } from './http-body.ts'
import { fromSocketError, TransportError, type TransportFailure } from './transport-error.ts'

export interface Timeouts {
  /** Time to connect, TLS included. */
  readonly connectMs: number
  /** Time from then to the status line, which most servers send when the whole reply is ready. */
  readonly firstByteMs: number
  /** Time from the start to the last byte. */
  readonly totalMs: number
}

export interface ExchangeLimits {
  readonly timeouts: Timeouts
  readonly maxBodyBytes: number
}

/** A complete response, or the start of an event stream. */
export interface HttpReply {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  /** The body; empty for a stream. */
  readonly text: string
  /** Events of a stream, to be read once, until the end or until no further event matters. */
  readonly events?: EventText
  /** The proxy of the response, without credentials. */
  readonly proxy?: string
}

/**
 * @param outgoing request with its headers, not yet sent
 * @throws TransportError unless a complete response arrived, of any status, or a stream started
 */
export async function exchange(
  outgoing: ClientRequest,
  body: string | Uint8Array | undefined,
  { timeouts, maxBodyBytes }: ExchangeLimits,
  signal: AbortSignal | undefined,
): Promise<HttpReply> {
  const { promise, resolve, reject } = Promise.withResolvers<HttpReply>()
  const deadline = performance.now() + timeouts.totalMs
  let timer: NodeJS.Timeout | undefined
  let incoming: IncomingMessage | undefined

  function fail(error: Error): void {
    const failure = fromSocketError(error)
    reject(failure)
    incoming?.destroy(failure) // ends the stream of events with this error
    outgoing.destroy()
  }
  /** Starts the next phase, and with it the next timeout. */
  function allow(ms: number, failure: TransportFailure, late: string): void {
    clearTimeout(timer)
    // In whole milliseconds, because Node keeps a list of timers for each duration.
    timer = setTimeout(() => fail(new TransportError(failure, late)), Math.min(Math.ceil(ms), LONGEST_TIMER_MS))
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
  outgoing.on('response', (response) => {
    incoming = response
    allow(Math.max(0, deadline - performance.now()), 'timeout', `no whole reply within ${timeouts.totalMs / 1000} s`)
    const { statusCode: status = 0, headers } = response
    const isSuccess = status >= 200 && status < 300
    readBody(response, maxBodyBytes, isSuccess, {
      fail,
      done: (text) => resolve({ status, headers, text }),
      stream: (events) => resolve({ status, headers, text: '', events }),
    })
  })

  awaitReply()
  const letGo = onAbort(signal, abort)
  function settle(): void {
    clearTimeout(timer)
    letGo()
  }
  outgoing.end(body)
  try {
    const reply = await promise
    if (reply.events === undefined) settle()
    else incoming?.once('close', settle)
    return reply
  } catch (error) {
    settle()
    throw error
  }
}
