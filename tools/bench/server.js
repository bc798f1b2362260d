/**
 * A model server that answers everything alike after a delay: `node server.js MEDIAN_MS [P99_MS]` prints its address.
 *
 * With a 99th percentile, delays are lognormal, and cut at two and a half times that percentile, as `max_tokens` cuts replies. Each prompt has
 * its own delay, whoever asks. `GET /use` tells how busy the server was since it was last asked.
 */
import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'

const medianMs = Number(process.argv[2] ?? 0)
const p99Ms = Number(process.argv[3] ?? medianMs)
const sigma = medianMs > 0 ? Math.log(p99Ms / medianMs) / 2.326 : 0
const CUT = 2.5

/** @type {(words: string) => number} standard normal, the same for the same words */
function normal(words) {
  const digest = createHash('sha256').update(words).digest()
  const u = (digest.readUInt32LE(0) + 0.5) / 2 ** 32
  const v = (digest.readUInt32LE(4) + 0.5) / 2 ** 32
  return Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * v)
}

/** @type {(sent: string) => number} */
function latencyOf(sent) {
  if (sigma === 0) return medianMs
  const { messages, prompt } = JSON.parse(sent)
  return Math.min(CUT * p99Ms, medianMs * Math.exp(sigma * normal(JSON.stringify(messages ?? prompt))))
}

/** @type {(tokens: number) => string} */
const replyOf = (tokens) =>
  JSON.stringify({
    id: 'bench',
    object: 'chat.completion',
    model: 'bench',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: `${'A step of the way. '.repeat(20)}\n#### 42` },
        finish_reason: 'stop',
      },
    ],
    usage: { prompt_tokens: 100, completion_tokens: tokens, total_tokens: 100 + tokens },
  })
const usual = replyOf(100)

let use = { busyMs: 0, firstAt: 0, lastAt: 0, most: 0 }
let inFlight = 0

/** @type {(request: import('node:http').IncomingMessage) => Promise<string>} */
async function answer(request) {
  if (request.method !== 'POST') {
    for await (const _ of request);
    if (request.url !== '/use') return usual
    const told = JSON.stringify(use)
    use = { busyMs: 0, firstAt: 0, lastAt: 0, most: 0 }
    return told
  }
  const startedAt = performance.now()
  use.firstAt ||= startedAt
  use.most = Math.max(use.most, ++inFlight)
  const latencyMs = latencyOf(await text(request))
  if (latencyMs > 0) await sleep(latencyMs)
  inFlight--
  use.lastAt = performance.now()
  use.busyMs += use.lastAt - startedAt
  return sigma === 0 ? usual : replyOf(Math.max(1, Math.round(latencyMs)))
}

const server = createServer(async (request, response) => {
  const reply = await answer(request)
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(reply) })
  response.end(reply)
})
server.keepAliveTimeout = 75_000
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (address !== null && typeof address === 'object') console.log(`http://127.0.0.1:${address.port}`)
})
