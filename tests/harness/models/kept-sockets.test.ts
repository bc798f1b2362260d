/** Connections that are kept and used again, and servers that close them as they like. */
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { openTransport } from '../../../harness/models/openai/transport.ts'
import { TransportError } from '../../../harness/models/openai/transport-error.ts'

const REPLY = 'HTTP/1.1 200 OK\r\nkeep-alive: timeout=5, max=100\r\ncontent-length: 2\r\n\r\nok'

/** @param onRequest gets a socket, and which request on it this is, from 1 */
async function rawServer(onRequest: (socket: Socket, nth: number) => void, keepAlive = true) {
  const counts = { sockets: 0, requests: 0 }
  const server = createServer((socket) => {
    counts.sockets++
    let nth = 0
    socket.on('error', () => undefined)
    socket.on('data', () => {
      counts.requests++
      onRequest(socket, ++nth)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const transport = openTransport({ timeouts: { connectMs: 5000, firstByteMs: 5000, totalMs: 5000 }, keepAlive })
  onTestFinished(() => {
    transport.close()
    server.close()
  })
  const send = () =>
    transport.send(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, { method: 'POST', body: '{}' })
  return { counts, send }
}

it.each<[string, (socket: Socket) => void]>([
  ['resets it', (socket) => socket.resetAndDestroy()],
  ['closes it', (socket) => socket.destroy()],
  ['closes its own half', (socket) => socket.end()],
])('a request on a kept connection goes out again where the server %s instead of a reply', async (_, close) => {
  const { counts, send } = await rawServer((socket, nth) => (nth === 1 ? socket.write(REPLY) : close(socket)))
  for (let i = 0; i < 5; i++) expect((await send()).text).toBe('ok')
  expect(counts.requests).toBeLessThanOrEqual(5 + 3)
})

it('many kept connections may be closed at one moment', async () => {
  const { send } = await rawServer((socket, nth) =>
    nth === 1 ? setTimeout(() => socket.write(REPLY), 20) : socket.destroy(),
  )
  await Promise.all(Array.from({ length: 8 }, send))
  const replies = await Promise.all(Array.from({ length: 8 }, send))
  expect(replies.map(({ text }) => text)).toEqual(replies.map(() => 'ok'))
})

it('a server that closes each connection right after its reply soon gets a new one for each request', async () => {
  const { counts, send } = await rawServer((socket) => {
    socket.write(REPLY)
    setImmediate(() => socket.end())
  })
  for (let i = 0; i < 30; i++) expect((await send()).text).toBe('ok')
  expect(counts.requests).toBeLessThanOrEqual(30 + 3)
})

const failureOf = (sent: Promise<unknown>) =>
  sent.then(
    () => undefined,
    (error: unknown) => (error instanceof TransportError ? error.failure : error),
  )

it('a request that must not go out twice has a connection of its own', async () => {
  let isDead = false
  const { counts, send } = await rawServer((socket) => (isDead ? socket.destroy() : socket.write(REPLY)), false)
  for (let i = 0; i < 3; i++) await send()
  isDead = true
  expect(await failureOf(send())).toBe('lost')
  expect(counts).toEqual({ sockets: 4, requests: 4 })
})

it('a new connection that breaks is a failure like any other', async () => {
  const { counts, send } = await rawServer((socket) => socket.resetAndDestroy())
  expect(await failureOf(send())).toBe('lost')
  expect(counts.requests).toBe(1)
})

it('a reply that has begun is not asked for again', async () => {
  const { counts, send } = await rawServer((socket, nth) => {
    if (nth === 1) return socket.write(REPLY)
    socket.write('HTTP/1.1 200 OK\r\ncontent-le')
    return setTimeout(() => socket.resetAndDestroy(), 20)
  })
  await send()
  expect(await failureOf(send())).toBe('lost')
  expect(counts.requests).toBe(2)
})

it('a server that dies while it works is asked once more, and then its failure counts', async () => {
  let isDead = false
  const { send } = await rawServer((socket) => (isDead ? socket.resetAndDestroy() : socket.write(REPLY)))
  await send()
  isDead = true
  expect(await failureOf(send())).toBe('lost')
})
