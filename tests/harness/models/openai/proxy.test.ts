/** Requests through a proxy, as the environment asks. */
import { createServer, request as forward } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { openModel } from '../../../../harness/models/open.ts'
import { proxyFor } from '../../../../harness/models/openai/proxy.ts'
import { openTransport } from '../../../../harness/models/openai/transport.ts'
import { parseModelSpec } from '../../../../harness/models/spec.ts'
import { UsageError } from '../../../../results/errors.ts'
import { serve } from '../../../helpers/file-server.ts'

const timeouts = { connectMs: 10_000, firstByteMs: 10_000, totalMs: 10_000 }

function transport(env: Record<string, string>) {
  const opened = openTransport({ timeouts, env })
  onTestFinished(() => opened.close())
  return opened
}

it('go through the proxy that is named, but for what is on this machine', async () => {
  const seen: string[] = []
  const origin = await serve((request, response) => response.end(`origin ${request.url}`))
  const proxy = await serve((request, response) => {
    seen.push(request.url ?? '')
    forward(`${origin}/through`, (reply) => reply.pipe(response)).end()
  })
  const env = { HTTP_PROXY: proxy }
  expect((await transport(env).send('http://models.example/v1')).text).toBe('origin /through')
  expect(seen).toEqual(['http://models.example/v1'])
  expect((await transport(env).send(`${origin}/straight`)).text).toBe('origin /straight')
  const port = new URL(origin).port
  expect((await transport(env).send(`http://0.0.0.0:${port}/zero`)).text).toBe('origin /zero')
  expect((await transport({ ...env, NO_PROXY: 'other.example' }).send('http://models.example/v1')).text).toBe(
    'origin /through',
  )
  expect(seen).toHaveLength(2)
})

it('hold no proxy responsible that is not asked for', async () => {
  const origin = await serve((_, response) => response.end('straight'))
  expect((await transport({}).send(`${origin}/`)).text).toBe('straight')
})

describe('the proxy of an address', () => {
  const BOTH = { HTTP_PROXY: 'http://plain.example:1', HTTPS_PROXY: 'http://secure.example:2' }
  const shown = (url: string, env: Record<string, string> = BOTH) => proxyFor(new URL(url), env)?.shown

  it.each([
    ['http://models.example/v1', BOTH, 'http://plain.example:1 (HTTP_PROXY)'],
    ['https://models.example/v1', BOTH, 'http://secure.example:2 (HTTPS_PROXY)'],
    [
      'https://models.example/v1',
      { https_proxy: 'http://low.example:3', ...BOTH },
      'http://low.example:3 (https_proxy)',
    ],
    ['https://models.example/v1', { HTTPS_PROXY: 'proxy.corp:3128' }, 'http://proxy.corp:3128 (HTTPS_PROXY)'],
    ['https://m.example', { HTTPS_PROXY: 'http://u:s3cret@proxy.corp:3128/' }, 'http://proxy.corp:3128 (HTTPS_PROXY)'],
    ['http://10.1.2.3:8000/v1', { ...BOTH, NO_PROXY: '10.2.0.0/16, 10.1.2.4' }, 'http://plain.example:1 (HTTP_PROXY)'],
    ['http://notmodels.example/v1', { ...BOTH, NO_PROXY: 'models.example' }, 'http://plain.example:1 (HTTP_PROXY)'],
    ['http://models.example:81/v1', { ...BOTH, NO_PROXY: 'models.example:80' }, 'http://plain.example:1 (HTTP_PROXY)'],
  ])('of %s with %j is %s', (url, env, expected) => expect(shown(url, env as Record<string, string>)).toBe(expected))

  it.each([
    'http://localhost:8000',
    'http://LOCALHOST',
    'http://gpu.localhost',
    'http://127.0.0.1:8000',
    'http://127.1',
    'http://127.255.0.9',
    'http://0.0.0.0:8000',
    'http://[::1]:8000',
    'http://[::]:8000',
    'http://[::ffff:127.0.0.1]:8000',
  ])('of %s is none: it is on this machine', (url) => expect(shown(url)).toBeUndefined())

  it.each([
    ['http://models.example', '*'],
    ['http://models.example', 'models.example'],
    ['http://models.example', '.example'],
    ['http://models.example', '*.example'],
    ['http://a.models.example', 'x, models.example'],
    ['http://models.example:8000', 'models.example:8000'],
    ['http://10.1.2.3', '10.0.0.0/8'],
    ['http://10.1.2.3', '10.1.2.1-10.1.2.9'],
    ['http://[fd00::7]:8000', 'fd00::/8'],
  ])('of %s is none with NO_PROXY=%s', (url, list) => {
    expect(shown(url, { ...BOTH, NO_PROXY: list })).toBeUndefined()
    expect(shown(url, { ...BOTH, no_proxy: list })).toBeUndefined()
  })

  it.each([
    'http://user:s3cr#tpass@proxy.corp:3128',
    'http://user:12#t3pass@proxy.corp:3128',
    'http://user:12/t3pass@proxy.corp:3128',
    'http://user:12?t3pass@proxy.corp:3128',
    'http://user:s3cr t@:3128',
    'http://',
    'socks5://user:t3pass@proxy.corp:1080',
  ])('cannot be %s, which is told without credentials', (value) => {
    const error = (() => {
      try {
        return proxyFor(new URL('https://models.example'), { HTTPS_PROXY: value })
      } catch (caught) {
        return caught
      }
    })()
    expect(error).toBeInstanceOf(UsageError)
    const { message, hint, exitCode } = error as UsageError
    expect(`${message} ${hint}`).toMatch(/^HTTPS_PROXY: /)
    expect(`${message} ${hint}`).not.toMatch(/s3cr|t3pass|\buser:/)
    expect(exitCode).toBe(2)
  })

  it('may be anything where it is not used', () =>
    expect(shown('http://localhost', { HTTP_PROXY: 'http://user:s3cr#tpass@proxy.corp:3128' })).toBeUndefined())
})

describe('failures name the proxy in between', () => {
  async function failure(url: string, env: Record<string, string>) {
    for (const [name, value] of Object.entries({ NO_PROXY: '', no_proxy: '', ...env })) vi.stubEnv(name, value)
    onTestFinished(() => void vi.unstubAllEnvs())
    const model = await openModel(parseModelSpec(`openai/m@${url}`), { api: 'chat', env: {}, maxRetries: 0 })
    onTestFinished(async () => model.close?.())
    const request = { prompt: [], generation: {}, trial: { sampleId: 'test/0', repeat: 1, turn: 1 } }
    const asked = await model.complete(request).catch((error) => error)
    const checked = await model.check?.({ sampleIds: [], allIds: [], repeats: 1 }).catch((error) => error)
    return { asked, checked }
  }

  /** A proxy that opens no tunnel. */
  async function closedProxy(status: string): Promise<string> {
    const server = createServer()
    server.on('connect', (_, socket) => socket.end(`HTTP/1.1 ${status}\r\n\r\n`))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    return `http://user:s3cret@127.0.0.1:${(server.address() as AddressInfo).port}`
  }

  it('that is not there', async () => {
    const { asked, checked } = await failure('http://models.example/v1', { HTTP_PROXY: 'http://u:s3cret@127.0.0.1:9' })
    expect(asked.message).toBe(
      'http://models.example/v1: connection refused, through the proxy http://127.0.0.1:9 (HTTP_PROXY)',
    )
    expect(checked).toMatchObject({ exitCode: 3, hint: expect.stringContaining('NO_PROXY') })
  })

  it('that opens no tunnel', async () => {
    const { asked, checked } = await failure('https://models.example/v1', { HTTPS_PROXY: await closedProxy('502 Bad') })
    expect(asked.message).toMatch(
      /: tunnel refused \(502\), through the proxy http:\/\/127\.0\.0\.1:\d+ \(HTTPS_PROXY\)$/,
    )
    expect(checked.exitCode).toBe(3)
  })

  it('that wants a password', async () => {
    const { asked, checked } = await failure('https://models.example/v1', {
      HTTPS_PROXY: await closedProxy('407 Auth'),
    })
    for (const error of [asked, checked]) {
      expect(error).toMatchObject({ fatal: true, exitCode: 2, hint: expect.stringContaining('USER:PASSWORD') })
      expect(`${error.message} ${error.hint}`).not.toContain('s3cret')
    }
  })

  it('that answers in the server’s place', async () => {
    const proxy = await serve((_, response) =>
      response.writeHead(502, { 'content-type': 'text/html' }).end('<html><title>502 Bad Gateway</title></html>'),
    )
    const { asked } = await failure('http://models.example/v1', { HTTP_PROXY: proxy })
    expect(asked.message).toBe(
      `http://models.example/v1 answered 502, through the proxy ${proxy} (HTTP_PROXY): "502 Bad Gateway"`,
    )
  })
})
