/** A model server that answers everything alike after a delay: `node server.js LATENCY_MS` prints its address. */
import { createServer } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

const latencyMs = Number(process.argv[2] ?? 0)
const reply = JSON.stringify({
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
  usage: { prompt_tokens: 100, completion_tokens: 100, total_tokens: 200 },
})

const server = createServer(async (request, response) => {
  for await (const _ of request);
  if (request.method === 'POST' && latencyMs > 0) await sleep(latencyMs)
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(reply) })
  response.end(reply)
})
server.keepAliveTimeout = 75_000
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (address !== null && typeof address === 'object') console.log(`http://127.0.0.1:${address.port}`)
})
