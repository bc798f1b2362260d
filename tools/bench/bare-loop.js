/** The least a client can do: `node bare-loop.js URL COUNT CONCURRENCY` posts and parses, over keep-alive sockets. */
import { Agent, request } from 'node:http'

const [url = '', count = '0', concurrency = '1'] = process.argv.slice(2)
const agent = new Agent({ keepAlive: true, maxSockets: Number(concurrency) })
const body = JSON.stringify({
  model: 'bench',
  messages: [{ role: 'user', content: 'A question of some length. '.repeat(12) }],
})
let left = Number(count)

function post() {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
    const sent = request(`${url}/v1/chat/completions`, { method: 'POST', agent, headers }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk) => {
        text += chunk
      })
      response.on('end', () => resolve(JSON.parse(text)))
      response.on('error', reject)
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

async function slot() {
  while (left-- > 0) await post()
}

await Promise.all(Array.from({ length: Number(concurrency) }, slot))
agent.destroy()
