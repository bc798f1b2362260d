import { expect, it } from 'vitest'
import { shareLoad } from '../../../../harness/models/limits/share-load.ts'
import type { ModelRequest } from '../../../../harness/models/model.ts'
import { ModelError } from '../../../../results/errors.ts'
import { scriptedModel } from '../../../helpers/scripted-model.ts'

const REQUEST: ModelRequest = { prompt: '', generation: {}, trial: { sampleId: 'test/0', repeat: 1, turn: 1 } }

it('gives each request to the server with the fewest in flight', async () => {
  const stuck = scriptedModel(() => new Promise(() => {}), { endpoint: 'http://one/v1' })
  const quick = scriptedModel(() => 'quick', { endpoint: 'http://two/v1' })
  const model = shareLoad([stuck, quick])
  void model.complete(REQUEST)
  for (let i = 0; i < 5; i++) expect(await model.complete(REQUEST)).toMatchObject({ text: 'quick' })
  expect([stuck.requests.length, quick.requests.length]).toEqual([1, 5])
  expect(model.facts).toMatchObject({ endpoint: 'http://one/v1,http://two/v1' })
})

it('shares evenly between equals, failures included', async () => {
  const servers = [1, 2, 3].map(() =>
    scriptedModel(() => new Promise((resolve) => setTimeout(resolve, 20, new Error('no')))),
  )
  const model = shareLoad(servers)
  await Promise.allSettled(Array.from({ length: 30 }, () => model.complete(REQUEST)))
  await Promise.allSettled(Array.from({ length: 30 }, () => model.complete(REQUEST)))
  expect(servers.map(({ peak }) => peak)).toEqual([10, 10, 10])
})

it('lets a server that fails rest, longer each time, until it is well again', async () => {
  let time = 0
  let isSick = true
  const sick = scriptedModel(() => (isSick ? new ModelError('busy', { retryable: true }) : 'well'))
  const well = scriptedModel(() => 'well')
  const model = shareLoad([sick, well], undefined, () => time)
  const askedOfTheSick = async (at: number) => {
    time = at
    const before = sick.requests.length
    await Promise.allSettled(Array.from({ length: 10 }, () => model.complete(REQUEST)))
    await Promise.allSettled(Array.from({ length: 10 }, () => model.complete(REQUEST)))
    return sick.requests.length - before
  }
  expect(await askedOfTheSick(0)).toBe(5)
  expect(await askedOfTheSick(499)).toBe(0)
  expect(await askedOfTheSick(500)).toBe(5)
  expect(await askedOfTheSick(1499)).toBe(0)
  isSick = false
  expect(await askedOfTheSick(1500)).toBe(10)
})

it('asks a resting server rather than none', async () => {
  const servers = [1, 2].map(() => scriptedModel(() => new ModelError('busy', { retryable: true })))
  const model = shareLoad(servers, undefined, () => 0)
  for (let i = 0; i < 3; i++) await expect(model.complete(REQUEST)).rejects.toThrow('busy')
  expect(servers.map(({ requests }) => requests.length)).toEqual([2, 1])
})

it('checks and closes all of them, and is a single one itself', async () => {
  const servers = [scriptedModel([]), scriptedModel([])]
  await shareLoad(servers).close?.()
  expect(servers.map(({ isClosed }) => isClosed)).toEqual([true, true])
  const [alone] = servers
  if (alone !== undefined) expect(shareLoad([alone])).toBe(alone)
})
