import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { inspect } from 'node:util'
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { connect, rawReply } from '../../../../harness/models/openai/client.ts'
import type { Endpoint } from '../../../../harness/models/openai/endpoint.ts'
import { Rejection } from '../../../../harness/models/openai/rejection.ts'
import { TransportError } from '../../../../harness/models/openai/transport-error.ts'
import { by, fakeOpenAi, status } from '../../../helpers/fake-openai.ts'

const TIMEOUTS = { connectMs: 5_000, firstByteMs: 5_000, totalMs: 5_000 }
const BODY = { model: 'm', messages: [{ role: 'user' as const, content: 'hello' }] }

function open(url: string, more: Partial<Endpoint> = {}) {
  const endpoint = { url, keyVariable: 'EVALKIT_API_KEY', headers: {}, listsSome: false, ...more }
  const { client, close } = connect(endpoint, { timeouts: TIMEOUTS })
  onTestFinished(close)
  return client
}

const chat = (client: ReturnType<typeof open>) => rawReply(client.chat.completions.create(BODY))

describe('a client', () => {
  afterEach(() => vi.unstubAllEnvs())

  it('sends the headers of its endpoint, and none that the package reads from the environment', async () => {
    vi.stubEnv('OPENAI_API_KEY', 'sk-another')
    vi.stubEnv('OPENAI_ADMIN_KEY', 'sk-admin')
    vi.stubEnv('OPENAI_ORG_ID', 'org-1')
    vi.stubEnv('OPENAI_PROJECT_ID', 'proj-1')
    vi.stubEnv('OPENAI_CUSTOM_HEADERS', 'x-custom: 1')
    vi.stubEnv('OPENAI_BASE_URL', 'http://127.0.0.1:1/v1')
    const server = await fakeOpenAi('hi')
    const client = open(server.url, { key: 'sk-ours', headers: { 'x-gateway': 'token' } })
    await chat(client)
    await rawReply(client.completions.create({ model: 'm', prompt: 'hello' }))
    expect(server.requests.map(({ path }) => path)).toEqual(['/chat/completions', '/completions'])
    for (const { headers } of server.requests) {
      expect(Object.keys(headers).sort()).toEqual([
        'accept',
        'authorization',
        'connection',
        'content-length',
        'content-type',
        'host',
        'user-agent',
        'x-gateway',
      ])
      expect(headers).toMatchObject({ authorization: 'Bearer sk-ours', 'x-gateway': 'token' })
    }
  })

  it('does not hold the key', async () => {
    const client = open('http://127.0.0.1:1/v1', { key: 'sk-ours', headers: { 'x-gateway': 'gateway-token' } })
    const error = await chat(client).catch((error: unknown) => error)
    for (const value of [client, error]) expect(inspect(value, { depth: 8 })).not.toMatch(/sk-ours|gateway/)
  })

  it.each([408, 409, 429, 500, 503])('asks once where the server answers %d', async (code) => {
    const server = await fakeOpenAi(status(code, 'busy', { 'retry-after': '0', 'x-should-retry': 'true' }))
    const error = await chat(open(server.url)).catch((error: unknown) => error)
    expect(error).toBeInstanceOf(Rejection)
    expect(error).toMatchObject({ httpStatus: code, message: 'busy' })
    expect(server.requests).toHaveLength(1)
  })

  it('gives back a reply as it came, whatever its content type says', async () => {
    const server = await fakeOpenAi(by((response) => response.writeHead(200, { 'content-type': 'text/css' }).end('{}')))
    expect(await chat(open(server.url))).toMatchObject({ status: 200, text: '{}' })
  })

  it('names what broke below it', async () => {
    const error = await chat(open('http://127.0.0.1:1/v1')).catch((error: unknown) => error)
    expect(error).toBeInstanceOf(TransportError)
    expect(error).toMatchObject({ failure: 'unreachable', message: 'connection refused' })
  })

  it('ends a request when it is told to', async () => {
    const server = await fakeOpenAi(by(() => undefined))
    const signal = AbortSignal.timeout(50)
    const call = open(server.url).chat.completions.create(BODY, { signal })
    await expect(rawReply(call)).rejects.toThrow(/abort/i)
  })
})

/** Prints which files of the package are loaded. */
const WATCH = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module'
  const load = (url, context, next) => {
    if (url.includes('/openai/client')) process.stderr.write('loads ' + url)
    return next(url, context)
  }
  registerHooks({ load })`)}`

function run(command: string) {
  const launcher = fileURLToPath(new URL('../../../../bin/evalkit.js', import.meta.url))
  const args = ['--import', WATCH, launcher, ...command.split(' ')]
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 110_000 })
  return { status, isLoaded: stderr.includes('loads file:') }
}

it.each(['--help', 'list benchmarks', 'doctor --help', 'plan wordproblems'])(
  'the client is not loaded by `evalkit %s`',
  (command) => {
    expect(run(command)).toEqual({ status: 0, isLoaded: false })
  },
)

it('the client is loaded by a command that asks a server', () => {
  expect(run('run wordproblems --model vllm/m@http://127.0.0.1:1/v1')).toEqual({ status: 3, isLoaded: true })
})
