import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openTransport } from '../../../../harness/models/openai/transport.ts'
import { TransportError, type TransportFailure } from '../../../../harness/models/openai/transport-error.ts'
import { serve } from '../../../helpers/file-server.ts'

const TIMEOUTS = { connectMs: 5_000, firstByteMs: 5_000, totalMs: 5_000 }

function open(
  timeouts: Partial<typeof TIMEOUTS> = {},
  options: { maxBodyBytes?: number; headers?: Record<string, string> } = {},
) {
  const transport = openTransport({ timeouts: { ...TIMEOUTS, ...timeouts }, ...options })
  onTestFinished(() => transport.close())
  return transport
}

/** A TCP server that says what it is told to, and closes. */
async function serveBytes(bytes: string | undefined): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    if (bytes !== undefined) socket.once('data', () => socket.end(bytes))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return `127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function failure(sent: Promise<unknown>): Promise<[TransportFailure, string]> {
  const error = await sent.catch((error: unknown) => error)
  if (error instanceof TransportError) return [error.failure, error.message]
  throw error
}

describe('a transport', () => {
  it('sends its own headers and the body, and brings back the whole reply', async () => {
    const url = await serve(async (request, response) => {
      const { authorization, 'content-type': type, 'content-length': length } = request.headers
      response
        .writeHead(201, { 'x-a': 'b' })
        .end(JSON.stringify({ method: request.method, authorization, type, length }))
    })
    const reply = await open({}, { headers: { authorization: 'Bearer k' } }).send(url, { method: 'POST', body: '"é"' })
    expect(reply).toMatchObject({ status: 201, headers: { 'x-a': 'b' } })
    expect(JSON.parse(reply.text)).toEqual({
      method: 'POST',
      authorization: 'Bearer k',
      type: 'application/json',
      length: '4',
    })
  })

  it('uses a connection again, and as many as requests are in flight', async () => {
    const sockets = new Set<unknown>()
    const url = await serve((request, response) => {
      sockets.add(request.socket)
      setTimeout(() => response.end('ok'), 50)
    })
    const transport = open()
    const sendMany = (count: number) => Promise.all(Array.from({ length: count }, () => transport.send(url)))
    await sendMany(40)
    expect(sockets.size).toBe(40)
    await sendMany(40)
    expect(sockets.size).toBe(40)
  })

  it('puts characters together that arrive in pieces', async () => {
    const url = await serve((_request, response) => {
      const bytes = Buffer.from('naïve 数学')
      for (const byte of bytes) response.write(Buffer.from([byte]))
      response.end()
    })
    expect((await open().send(url)).text).toBe('naïve 数学')
  })

  it.each([
    ['HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this', 'lost', 'the connection broke within the reply'],
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nonly', 'lost', 'the connection broke within the reply'],
    ['', 'lost', 'the connection was reset'],
    ['SSH-2.0-OpenSSH_9.6\r\n', 'lost', 'it does not speak HTTP'],
  ])('takes no part for the whole: %j', async (bytes, kind, message) => {
    expect(await failure(open().send(`http://${await serveBytes(bytes)}`))).toEqual([kind, message])
  })

  it('takes no reply that is not UTF-8', async () => {
    const url = await serve((_request, response) => response.end(Buffer.from([0x22, 0xe9, 0x22])))
    expect(await failure(open().send(url))).toEqual(['not-utf8', 'the reply is not UTF-8'])
  })

  it('stops reading a reply that is too long', async () => {
    let isStopped = false
    const url = await serve((_request, response) => {
      response.on('close', () => {
        isStopped = true
      })
      const more = () =>
        response.write(Buffer.alloc(100_000)) && !isStopped ? setImmediate(more) : response.once('drain', more)
      more()
    })
    expect(await failure(open({}, { maxBodyBytes: 1_000_000 }).send(url))).toEqual([
      'too-large',
      'the reply is longer than 1 MB',
    ])
    await expect.poll(() => isStopped).toBe(true)
  })

  it('waits for a connection, for a reply and for its end, each for its own time', async () => {
    const silent = await serveBytes(undefined)
    const slow = await serve((_request, response) => void response.write('begun'))
    expect(await failure(open({ connectMs: 50 }).send(`https://${silent}`))).toEqual([
      'unreachable',
      'no connection within 0.05 s',
    ])
    expect(await failure(open({ firstByteMs: 50 }).send(`http://${silent}`))).toEqual([
      'timeout',
      'no reply within 0.05 s',
    ])
    expect(await failure(open({ totalMs: 100 }).send(slow))).toEqual(['timeout', 'no whole reply within 0.1 s'])
  })

  it('says who cannot be reached, and why', async () => {
    const closed = await serveBytes('')
    const transport = open()
    expect(await failure(transport.send('http://127.0.0.1:1'))).toEqual(['unreachable', 'connection refused'])
    expect(await failure(transport.send('http://no-such-host.invalid'))).toMatchObject([
      'unreachable',
      /no such host|looked up|no connection/,
    ])
    expect((await failure(transport.send(`https://${closed}`)))[0]).toBe('lost')
    const plain = await serve((_request, response) => response.end())
    expect(await failure(transport.send(plain.replace('http:', 'https:')))).toEqual([
      'unreachable',
      'it does not speak TLS',
    ])
  })

  it('stops when it is told to, before and within a request', async () => {
    const url = await serve(() => {})
    const transport = open()
    expect(await failure(transport.send(url, { signal: AbortSignal.abort() }))).toEqual(['aborted', 'stopped'])
    expect(await failure(transport.send(url, { signal: AbortSignal.timeout(50) }))).toEqual(['aborted', 'stopped'])
  })

  it('leaves one listener on a signal that outlives its requests, however many those were', async () => {
    const url = await serve((_request, response) => response.end('ok'))
    const { signal } = new AbortController()
    let listeners = 0
    const add = signal.addEventListener.bind(signal)
    const remove = signal.removeEventListener.bind(signal)
    signal.addEventListener = (...args: Parameters<typeof add>) => {
      listeners++
      add(...args)
    }
    signal.removeEventListener = (...args: Parameters<typeof remove>) => {
      listeners--
      remove(...args)
    }
    const transport = open()
    for (let i = 0; i < 3; i++) await transport.send(url, { signal })
    expect(listeners).toBe(1)
  })
})
