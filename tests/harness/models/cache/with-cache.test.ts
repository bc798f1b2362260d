import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { ResponseCache } from '../../../../harness/models/cache/response-cache.ts'
import { withCache } from '../../../../harness/models/cache/with-cache.ts'
import type { ModelRequest } from '../../../../harness/models/model.ts'
import { ModelError } from '../../../../results/errors.ts'
import type { ModelFacts } from '../../../../results/schema/schema.ts'
import { type Script, scriptedModel } from '../../../helpers/scripted-model.ts'
import { temporaryFolder } from '../../../helpers/temporary.ts'

const REQUEST: ModelRequest = {
  prompt: [{ role: 'user', content: 'What is 3 times 4?' }],
  generation: { temperature: 0 },
  trial: { sampleId: 'test/0', repeat: 1, turn: 1 },
}

async function newCache(): Promise<ResponseCache> {
  const cache = new ResponseCache(join(await temporaryFolder(), 'responses.sqlite'))
  onTestFinished(() => cache.close())
  return cache
}

const counting: Script = (_, call) => `reply ${call}`

it('asks once, and marks what was kept', async () => {
  const server = scriptedModel(counting)
  const model = withCache(server, await newCache(), { version: '1' })
  expect(await model.complete(REQUEST)).toEqual({ text: 'reply 1', finishReason: 'stop' })
  expect(await model.complete(REQUEST)).toEqual({ text: 'reply 1', finishReason: 'stop', cached: true })
  expect(server.requests).toHaveLength(1)
})

const others: [string, Partial<ModelRequest>, Partial<ModelFacts>, string][] = [
  ['another prompt', { prompt: [{ role: 'user', content: 'What is 3 times 5?' }] }, {}, '1'],
  ['another setting', { generation: { temperature: 0, maxTokens: 9 } }, {}, '1'],
  ['another repeat', { trial: { ...REQUEST.trial, repeat: 2 } }, {}, '1'],
  ['another address', {}, { endpoint: 'http://other/v1' }, '1'],
  ['another model', {}, { name: 'other' }, '1'],
  ['another version', {}, {}, '2'],
  ['another step under one version', {}, { step: 200 }, '1'],
  ['another API', {}, { api: 'completions' }, '1'],
]

it.each(others)('asks for %s', async (_, request, facts, version) => {
  const cache = await newCache()
  const first = scriptedModel(counting)
  const second = scriptedModel(counting, facts)
  await withCache(first, cache, { version: '1' }).complete(REQUEST)
  expect(await withCache(second, cache, { version }).complete({ ...REQUEST, ...request })).not.toHaveProperty('cached')
  expect(second.requests).toHaveLength(1)
})

it('keeps neither failures nor what our own clock cut', async () => {
  const server = scriptedModel([new ModelError('busy'), { text: 'half', finishReason: 'timeout' }, 'whole'])
  const model = withCache(server, await newCache(), { version: '1' })
  await expect(model.complete(REQUEST)).rejects.toThrow('busy')
  expect(await model.complete(REQUEST)).toMatchObject({ text: 'half' })
  expect(await model.complete(REQUEST)).toMatchObject({ text: 'whole' })
})

it('asks nothing at all where only kept replies are wanted', async () => {
  const cache = await newCache()
  const server = scriptedModel(counting)
  await withCache(server, cache, { version: '1' }).complete(REQUEST)
  const model = withCache(server, cache, { version: '1', only: true })
  expect(await model.complete(REQUEST)).toMatchObject({ text: 'reply 1', cached: true })
  const other = { ...REQUEST, trial: { ...REQUEST.trial, repeat: 2 } }
  await expect(model.complete(other)).rejects.toMatchObject({ missing: true, retryable: false })
  expect(server.requests).toHaveLength(1)
})
