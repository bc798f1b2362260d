/**
 * A model server for tests, as a program: `node fake-server.js --port N --name NAME [--log FILE] …`. It knows the answers to the demo's
 * word problems. FAKE in the environment, or flags, make it misbehave.
 *
 *     --loads MS        answer 503 for so long
 *     --says TEXT       print this while it loads
 *     --dies TEXT       print this and exit with code 1
 *     --crashes-after N exit after so many replies
 *     --slow MS         take so long for a reply
 *     --port-taken FILE the first time, which leaves the file, the port is taken
 *     --loads-nothing   refuse adapters that come later
 *     --stubborn        ignore SIGTERM
 *     --worker          start a process that leaves the group, as distributed servers do
 *     --refuses TEXT    answer requests with status 400
 *     --record FILE     append the arguments and the GPUs it sees, a line of JSON
 *     --journal FILE    append the adapters that are loaded and unloaded at run time
 */
import { spawn } from 'node:child_process'
import { appendFileSync, existsSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'

const words = [...process.argv.slice(2), ...(process.env.FAKE?.split('|') ?? [])]
/** @param {string} name */
const flag = (name) => {
  const at = words.lastIndexOf(`--${name}`)
  return at === -1 ? undefined : (words[at + 1] ?? '')
}
const name = flag('served-model-name') ?? flag('alias') ?? flag('name') ?? 'fake'
const adapters = words.slice(words.indexOf('--lora-modules') + 1).filter((word) => /^[^-].*=/.test(word))
const names = [name, ...(words.includes('--lora-modules') ? adapters.map((word) => word.split('=')[0]) : [])]
const record = flag('record')
if (record !== undefined) {
  const devices = process.env.CUDA_VISIBLE_DEVICES
  appendFileSync(record, `${JSON.stringify({ words: process.argv.slice(2), devices, pid: process.pid })}\n`)
}
const journal = flag('journal')
/** @param {string} line */
const tell = (line) => journal && appendFileSync(journal, `${line}\n`)
const says = flag('says')
if (says !== undefined) console.log(says)
const taken = flag('port-taken')
if (taken !== undefined && !existsSync(taken)) {
  writeFileSync(taken, '')
  console.error("[Errno 98] error while attempting to bind on address ('127.0.0.1', 1): address already in use")
  process.exit(1)
}
const dies = flag('dies')
if (dies !== undefined) {
  console.error(dies)
  process.exit(1)
}
if (words.includes('--stubborn')) process.on('SIGTERM', () => undefined)
if (words.includes('--worker')) {
  spawn('sh', ['-c', 'sleep 600; :', 'worker', flag('m') ?? ''], { detached: true, stdio: 'ignore' })
}

const readyAt = Date.now() + Number(flag('loads') ?? 0)
const crashesAfter = Number(flag('crashes-after') ?? Number.POSITIVE_INFINITY)
/** A crash that happens once leaves this file. */
const onceFile = flag('once')
let replies = 0

/** @param {import('node:http').IncomingMessage} request */
async function textOf(request) {
  let text = ''
  for await (const chunk of request) text += chunk
  return text
}

createServer(async (request, response) => {
  /** @param {number} status @param {object} body */
  const send = (status, body) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  if (Date.now() < readyAt) return send(503, { error: { message: 'Loading model' } })
  if (request.url === '/health') return send(200, {})
  if (request.url === '/v1/models') return send(200, { data: names.map((id) => ({ id })) })
  if (request.url === '/v1/load_lora_adapter') {
    const { lora_name: added } = JSON.parse(await textOf(request))
    if (words.includes('--loads-nothing')) return send(400, { error: { message: 'rank too high' } })
    names.push(added)
    tell(`load ${added}`)
    return send(200, {})
  }
  if (request.url === '/v1/unload_lora_adapter') {
    const { lora_name: removed } = JSON.parse(await textOf(request))
    if (!names.includes(removed)) return send(404, { error: { message: `no adapter ${removed}` } })
    names.splice(names.indexOf(removed), 1)
    tell(`unload ${removed}`)
    return send(200, {})
  }
  const body = JSON.parse(await textOf(request))
  const refusal = flag('refuses')
  if (refusal !== undefined) return send(400, { error: { message: refusal } })
  if (!names.includes(body.model)) return send(404, { error: { message: `no model ${body.model}` } })
  if (replies++ >= crashesAfter && !(onceFile && existsSync(onceFile))) {
    if (onceFile) writeFileSync(onceFile, '')
    console.error('CUDA error: an illegal memory access was encountered')
    process.exit(1)
  }
  const slow = Number(flag('slow') ?? 0)
  if (slow > 0) await new Promise((resolve) => setTimeout(resolve, slow))
  const content = `I am ${body.model}\n#### 42`
  send(200, {
    choices: [{ message: { role: 'assistant', content }, text: content, finish_reason: 'stop' }],
    usage: { prompt_tokens: 1, completion_tokens: 1 },
  })
}).listen(Number(flag('port')), '127.0.0.1')
