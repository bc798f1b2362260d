import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Model, ModelRequest } from '../../../../../harness/models/model.ts'
import { openModel } from '../../../../../harness/models/open.ts'
import type { BatchApi, BatchedReply } from '../../../../../harness/models/openai/batch/batch-api.ts'
import { withBatches } from '../../../../../harness/models/openai/batch/with-batches.ts'
import { parseModelSpec } from '../../../../../harness/models/spec.ts'
import { Interrupted, ModelError, StoreError } from '../../../../../results/errors.ts'
import { type FakeBatches, fakeBatches, ok } from '../../../../helpers/fake-batches.ts'
import { serve } from '../../../../helpers/file-server.ts'
import { scriptedModel } from '../../../../helpers/scripted-model.ts'
import { temporaryFolder } from '../../../../helpers/temporary.ts'

const ask = (content: string, index = 0): ModelRequest => ({
  prompt: [{ role: 'user', content }],
  generation: { temperature: 0, maxTokens: 5 },
  trial: { sampleId: `test/${index}`, repeat: 1, turn: 1 },
})

async function open({ url }: Pick<FakeBatches, 'url'>, folder?: string, stop?: AbortSignal): Promise<Model> {
  const model = await openModel(parseModelSpec(`openai/m@${url}`), {
    api: 'chat',
    env: {},
    firstDelayMs: 1,
    ...(stop && { stop }),
    batch: { gatherMs: 20, pollMs: [5, 20] },
  })
  if (folder !== undefined) await model.attach?.(folder)
  onTestFinished(async () => model.close?.())
  return model
}

const many = (model: Model, count: number) =>
  Promise.all(Array.from({ length: count }, (_, i) => model.complete(ask(`question ${i}`, i))))

describe('a model asked in batches', () => {
  it('sends together what comes together, and gives each its own reply', async () => {
    const server = await fakeBatches((content) => ok(`reply to ${content}`))
    const replies = await many(await open(server), 100)
    expect(replies.map(({ text }) => text)).toEqual(replies.map((_, i) => `reply to question ${i}`))
    expect(server.batches.map((lines) => lines.length)).toEqual([100])
    expect(server.batches[0]?.[0]?.body).toMatchObject({ model: 'm', temperature: 0, max_tokens: 5 })
  })

  it('asks again, in the next batch, for what was not answered', async () => {
    const server = await fakeBatches((content, batch) => {
      if (batch === 1 && content.endsWith('3')) return undefined
      if (batch === 1 && content.endsWith('4')) return { status: 500, body: { error: { message: 'no' } } }
      return ok('fine')
    })
    const replies = await many(await open(server), 20)
    expect(replies.map(({ text }) => text)).toEqual(replies.map(() => 'fine'))
    expect(server.batches.map((lines) => lines.length)).toEqual([20, 4])
  })

  it('takes a refusal for what it is', async () => {
    const server = await fakeBatches(() => ({ status: 401, body: { error: { message: 'wrong key' } } }))
    await expect((await open(server)).complete(ask('hello'))).rejects.toMatchObject({ fatal: true, exitCode: 2 })
  })

  it('waits in another process for what was sent, and sends nothing twice', async () => {
    const server = await fakeBatches((content) => ok(`reply to ${content}`))
    const folder = await temporaryFolder()
    server.isOpen = false
    const first = await open(server, folder)
    const lost = Promise.allSettled(Array.from({ length: 10 }, (_, i) => first.complete(ask(`question ${i}`, i))))
    await expect.poll(() => server.batches.length, { timeout: 30_000 }).toBe(1)
    await new Promise((resolve) => setTimeout(resolve, 50))
    await first.close?.()
    expect((await lost).map(({ status }) => status)).toEqual(Array(10).fill('rejected'))

    server.isOpen = true
    const replies = await many(await open(server, folder), 12)
    expect(replies.map(({ text }) => text)).toEqual(replies.map((_, i) => `reply to question ${i}`))
    expect(server.batches.map((lines) => lines.length)).toEqual([10, 2])
  })

  it.each(['look', 'download'] as const)('pays once, however often it cannot %s', async (call) => {
    const folder = await temporaryFolder()
    const submitted: string[][] = []
    let failures = 3
    const fail = () => {
      if (failures-- > 0) throw new ModelError('the line is dead', { retryable: true })
    }
    const api: BatchApi = {
      async submit(_name, requests) {
        submitted.push(requests.map(({ key }) => key))
        return 'b1'
      },
      find: async () => undefined,
      async look() {
        if (call === 'look') fail()
        return { kind: 'ended', status: 'completed', files: ['f1'], words: '' }
      },
      async download() {
        if (call === 'download') fail()
        return submitted.flat().map((key): BatchedReply => ({ key, status: 200, body: 'fine' }))
      },
    }
    const batched = () =>
      withBatches(scriptedModel([]), {
        api,
        bodyOf: ({ prompt }) => ({ prompt }),
        readReply: ({ body }) => ({ text: String(body), finishReason: 'stop' }),
        gatherMs: 1,
        pollMs: [1, 2],
      })
    const [first, resumed] = [batched(), batched()]
    await first.attach?.(folder)
    expect((await first.complete(ask('hello'))).text).toBe('fine')
    failures = 3
    await resumed.attach?.(folder)
    expect((await resumed.complete(ask('hello'))).text).toBe('fine')
    expect(submitted).toHaveLength(1)
  })

  it('asks again for what came back unreadable', async () => {
    const server = await fakeBatches((content) => ok(`reply to ${content}`))
    server.garble = (file, text) => (file === 'output-0' ? text.replace('{', '[') : text)
    const replies = await many(await open(server), 3)
    expect(replies.map(({ text }) => text)).toEqual(replies.map((_, i) => `reply to question ${i}`))
    expect(server.batches.map((lines) => lines.length)).toEqual([3, 1])
  })

  it('sends nothing that it cannot write down first', async () => {
    const server = await fakeBatches(() => ok('fine'))
    const model = await open(server, join(await temporaryFolder(), 'gone'))
    await expect(model.complete(ask('hello'))).rejects.toThrow(StoreError)
    expect(server.batches).toEqual([])
  })

  it('pays once where the word that the batch is made gets lost', async () => {
    const server = await fakeBatches((content) => ok(`reply to ${content}`))
    let losses = 1
    server.losesAnswer = () => losses-- > 0
    expect(await (await open(server)).complete(ask('hello'))).toMatchObject({ text: 'reply to hello' })
    expect(server.batches).toHaveLength(1)
  })

  it('finds a batch by its name where the process died before it heard the id', async () => {
    const server = await fakeBatches((content) => ok(`reply to ${content}`))
    const folder = await temporaryFolder()
    await many(await open(server, folder), 3)
    const ledger = join(folder, 'batches.jsonl')
    const [planned] = (await readFile(ledger, 'utf8')).split('\n')
    await writeFile(ledger, `${planned}\n`)
    const replies = await many(await open(server, folder), 3)
    expect(replies.map(({ text }) => text)).toEqual(replies.map((_, i) => `reply to question ${i}`))
    expect(server.batches).toHaveLength(1)
  })

  it('sends a batch that was planned and never got to the server', async () => {
    const server = await fakeBatches((content) => ok(`reply to ${content}`))
    const [other, folder] = [await temporaryFolder(), await temporaryFolder()]
    await many(await open(server, other), 2)
    const [planned = ''] = (await readFile(join(other, 'batches.jsonl'), 'utf8')).split('\n')
    await writeFile(join(folder, 'batches.jsonl'), `${JSON.stringify({ ...JSON.parse(planned), name: 'lost' })}\n`)
    await many(await open(server, folder), 2)
    expect(server.batches).toHaveLength(2)
  })

  it('waits for no batch once it is told to stop, and leaves it to a later sitting', async () => {
    const server = await fakeBatches((content) => ok(`reply to ${content}`))
    server.isOpen = false
    const folder = await temporaryFolder()
    const stop = new AbortController()
    const lost = Promise.allSettled([many(await open(server, folder, stop.signal), 5)])
    await expect.poll(() => server.batches.length, { timeout: 30_000 }).toBe(1)
    stop.abort()
    expect(await lost).toMatchObject([{ status: 'rejected', reason: expect.any(Interrupted) }])
    server.isOpen = true
    await many(await open(server, folder), 5)
    expect(server.batches).toHaveLength(1)
  })

  it('stops waiting when it is told to', async () => {
    const server = await fakeBatches(() => ok('late'))
    server.isOpen = false
    const stop = new AbortController()
    const asked = (await open(server)).complete(ask('hello'), stop.signal)
    setTimeout(() => stop.abort(new Error('stopped')), 50)
    await expect(asked).rejects.toThrow('stopped')
  })

  it('says when a server has no batches, and when a model has two homes', async () => {
    const url = await serve((_, response) => response.writeHead(404).end())
    await expect((await open({ url: `${url}/v1` })).complete(ask('hello'))).rejects.toMatchObject({
      fatal: true,
      hint: expect.stringMatching(/no batch API/),
    })
    await expect(open({ url: `${url}/v1,${url}/v2` })).rejects.toThrow(/has 2 URLs/)
  })
})
