/** Requests through a proxy, as the environment asks. */
import { request as forward } from 'node:http'
import { expect, it, onTestFinished } from 'vitest'
import { openTransport } from '../../../harness/models/http-transport.ts'
import { serve } from '../../helpers/file-server.ts'

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
  expect((await transport({ ...env, NO_PROXY: 'other.example' }).send('http://models.example/v1')).text).toBe(
    'origin /through',
  )
  expect(seen).toHaveLength(2)
})

it('hold no proxy responsible that is not asked for', async () => {
  const origin = await serve((_, response) => response.end('straight'))
  expect((await transport({}).send(`${origin}/`)).text).toBe('straight')
})
