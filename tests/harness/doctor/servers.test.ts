import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkKeys, checkModels, isOwnNetwork } from '../../../harness/doctor/servers.ts'
import { fakeOpenAi, status } from '../../helpers/fake-openai.ts'
import { serve } from '../../helpers/file-server.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

describe('keys', () => {
  it('are set or not, and their values are never shown', () => {
    const checks = checkKeys({ OPENAI_API_KEY: 'sk-very-secret', GROQ_API_KEY: 'two\nlines-of-secret' })
    const found = Object.fromEntries(checks.map(({ name, status }) => [name, status]))
    expect(found).toMatchObject({ OPENAI_API_KEY: 'ok', EVALKIT_API_KEY: 'info', GROQ_API_KEY: 'problem' })
    expect(JSON.stringify(checks)).not.toMatch(/secret/)
  })
})

describe('the models of the config', () => {
  const check = async (model: string, env = {}, askHosted = false) =>
    (await checkModels({ models: { mine: model } }, env, askHosted))[0]

  it('are fine where the server lists the model', async () => {
    const { url } = await fakeOpenAi('', { models: { data: [{ id: 'tiny' }] } })
    expect(await check(`vllm/tiny@${url}`)).toMatchObject({ name: 'mine', status: 'ok' })
  })

  it('earn a warning where the server lists others', async () => {
    const { url } = await fakeOpenAi('', { models: { data: [{ id: 'tiny' }] } })
    expect(await check(`vllm/tinny@${url}`)).toMatchObject({ status: 'warning', found: expect.stringMatching(/tiny/) })
  })

  it('are a problem where the key is refused', async () => {
    const { url } = await fakeOpenAi('', { models: status(401, 'no') })
    expect(await check(`vllm/tiny@${url}`)).toMatchObject({
      status: 'problem',
      remedy: expect.stringMatching(/EVALKIT_API_KEY/),
    })
  })

  it('are a problem where nobody listens', async () => {
    expect(await check('vllm/tiny@http://127.0.0.1:9/v1')).toMatchObject({
      status: 'problem',
      found: expect.stringMatching(/127\.0\.0\.1:9.*cannot be reached/),
      remedy: expect.any(String),
    })
  })

  it('of hosted providers are not contacted, and need their key all the same', async () => {
    expect(await check('openai/gpt', { OPENAI_API_KEY: 'sk-123456' })).toMatchObject({
      status: 'info',
      found: expect.stringMatching(/not contacted/),
      remedy: expect.stringMatching(/--servers/),
    })
    expect(await check('openai/gpt')).toMatchObject({
      status: 'problem',
      remedy: expect.stringMatching(/OPENAI_API_KEY/),
    })
  })

  it('of hosted providers are contacted when that is asked for', async () => {
    let calls = 0
    const url = await serve((_request, response) => {
      calls++
      response.end('{"data": [{"id": "gpt"}]}')
    })
    const env = { OPENAI_API_KEY: 'sk-123456', OPENAI_BASE_URL: url }
    expect(await check('openai/gpt', env, true)).toMatchObject({ status: 'ok' })
    expect(calls).toBe(1)
  })

  it('may be files, which are looked for', async () => {
    const path = join(await temporaryFolder(), 'tiny.gguf')
    expect(await check(`gguf/${path}`)).toMatchObject({ status: 'problem', found: `${path}: no such file` })
    await writeFile(path, '')
    expect(await check(`gguf/${path}`)).toMatchObject({ status: 'ok' })
  })

  it('whose spec cannot be read are a problem', async () => {
    expect(await check('vlm/tiny')).toMatchObject({ status: 'problem', remedy: expect.stringMatching(/"vllm"/) })
  })
})

it.each([
  ['localhost', true],
  ['127.0.0.1', true],
  ['[::1]', true],
  ['gpu7', true],
  ['gpu7.lan', true],
  ['192.168.1.20', true],
  ['172.20.0.1', true],
  ['172.32.0.1', false],
  ['api.openai.com', false],
  ['8.8.8.8', false],
  ['[2001:db8::1]', false],
])('sees whether %s is on the user’s own network', (host, expected) => expect(isOwnNetwork(host)).toBe(expected))
