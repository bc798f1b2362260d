import { describe, expect, it } from 'vitest'
import { createCircuitBreaker, type Outage } from '../../../../harness/models/limits/with-outage-wait.ts'
import { withRetries } from '../../../../harness/models/limits/with-retries.ts'
import type { ModelRequest } from '../../../../harness/models/model.ts'
import { ModelError } from '../../../../results/errors.ts'
import { type Script, scriptedModel } from '../../../helpers/scripted-model.ts'

const REQUEST: ModelRequest = { prompt: '', generation: {}, trial: { sampleId: 'test/0', repeat: 1, turn: 1 } }
const refused = () => new ModelError('connection refused', { retryable: true })

/** Time passes only where somebody sleeps. */
function fakeClock() {
  const clock = {
    time: 0,
    now: () => clock.time,
    random: () => 0.5,
    async sleep(ms: number, signal?: AbortSignal) {
      signal?.throwIfAborted()
      clock.time += ms
      await Promise.resolve()
      signal?.throwIfAborted()
    },
  }
  return clock
}

function open(script: Script, maxDowntimeMs?: number) {
  const clock = fakeClock()
  const outages: Outage[] = []
  const server = scriptedModel(script)
  const model = createCircuitBreaker({
    clock,
    onOutage: (outage) => outages.push(outage),
    ...(maxDowntimeMs !== undefined && { maxDowntimeMs }),
  })(server)
  return { clock, outages, server, model, patient: withRetries(model, { clock, maxRetries: 8 }) }
}

describe('while a server works', () => {
  it('failures between successes change nothing', async () => {
    const { patient, outages, server } = open((_, call) => (call % 4 === 0 ? 'hi' : refused()))
    for (let i = 0; i < 20; i++) expect(await patient.complete(REQUEST)).toMatchObject({ text: 'hi', tries: 4 })
    expect(server.requests).toHaveLength(80)
    expect(outages).toEqual([])
  })

  it('many that fail at one moment are not yet an outage', async () => {
    const { model, outages } = open(() => refused())
    await Promise.allSettled(Array.from({ length: 100 }, () => model.complete(REQUEST)))
    expect(outages).toEqual([])
  })

  it.each([
    ['a busy server', new ModelError('slow down', { status: 429, retryable: true })],
    ['a refusal', new ModelError('bad request', { status: 400 })],
  ])('%s is there all the same', async (_, answer) => {
    const { model, clock, outages } = open(() => answer)
    for (let i = 0; i < 20; i++) {
      await expect(model.complete(REQUEST)).rejects.toBe(answer)
      clock.time += 1000
    }
    expect(outages).toEqual([])
  })
})

describe('when the server is down', () => {
  it('a lone trial outlives an outage longer than all of its retries', async () => {
    const { patient, clock, outages } = open(() => (clock.time < 600_000 ? refused() : 'back'))
    expect(await patient.complete(REQUEST)).toMatchObject({ text: 'back' })
    expect(outages).toMatchObject([{ kind: 'down' }, { kind: 'up' }])
    expect(clock.time).toBeLessThan(640_000)
  })

  it('one request at a time looks, and the others come when it is back', async () => {
    const { model, clock, outages, server } = open(() => (clock.time < 300_000 ? refused() : 'back'))
    for (let i = 0; i < 5; i++) {
      await model.complete(REQUEST).catch(() => undefined)
      clock.time += 600
    }
    const before = server.requests.length
    const replies = await Promise.all(Array.from({ length: 50 }, () => model.complete(REQUEST)))
    expect(replies.map(({ text }) => text)).toEqual(replies.map(() => 'back'))
    expect(server.requests.length - before).toBeLessThan(50 + 25)
    expect(outages).toMatchObject([{ kind: 'down', error: { message: 'connection refused' } }, { kind: 'up' }])
  })

  it('ends the run, to be resumed, when it stays down too long', async () => {
    const { patient, outages, clock } = open(() => refused(), 60_000)
    const error = await patient.complete(REQUEST).catch((reason) => reason)
    expect(error).toBeInstanceOf(ModelError)
    expect(error).toMatchObject({ fatal: true, exitCode: 3, message: expect.stringMatching(/down for \d+ s/) })
    expect(outages).toHaveLength(1)
    expect(clock.time).toBeGreaterThan(60_000)
    expect(clock.time).toBeLessThan(120_000)
  })

  it('is given up once, for all who wait', async () => {
    const { model, server, clock } = open(() => refused(), 60_000)
    for (let i = 0; i < 5; i++) {
      await model.complete(REQUEST).catch(() => undefined)
      clock.time += 600
    }
    const errors = await Promise.all(
      Array.from({ length: 50 }, () => model.complete(REQUEST).catch((reason) => reason)),
    )
    expect(errors).toEqual(errors.map(() => expect.objectContaining({ fatal: true })))
    expect(server.requests.length).toBeLessThan(5 + 25)
  })

  it('stops waiting when it is told to', async () => {
    const { model, clock } = open(() => refused())
    for (let i = 0; i < 5; i++) {
      await model.complete(REQUEST).catch(() => undefined)
      clock.time += 600
    }
    const stop = new AbortController()
    stop.abort(new Error('stopped'))
    await expect(model.complete(REQUEST, stop.signal)).rejects.toThrow('stopped')
  })
})

describe('a prompt that the server cannot answer', () => {
  const about = (sampleId: string): ModelRequest => ({
    prompt: `Question ${sampleId}`,
    generation: {},
    trial: { sampleId, repeat: 1, turn: 1 },
  })
  const broken = new ModelError('it broke', { status: 500, retryable: true })
  const isPoison = ({ prompt }: ModelRequest) => /poison/.test(String(prompt))

  /** Each trial is retried by itself, and so many at once. */
  async function run(ids: readonly string[], atOnce: number, failure = broken) {
    const opened = open((request) => (isPoison(request) ? failure : 'hi'))
    const left = [...ids]
    const outcomes = new Map<string, string>()
    const worker = async () => {
      for (let id = left.shift(); id !== undefined; id = left.shift()) {
        const name = id
        await opened.patient.complete(about(name)).then(
          () => outcomes.set(name, 'scored'),
          (error) => outcomes.set(name, error.message),
        )
      }
    }
    await Promise.all(Array.from({ length: atOnce }, worker))
    return { ...opened, outcomes }
  }

  it.each([
    ['first, one at a time', ['poison', 'a', 'b'], 1],
    ['last, one at a time', ['a', 'b', 'poison'], 1],
    ['alone', ['poison'], 1],
    ['several at the end', ['a', 'poison1', 'poison2', 'poison3', 'poison4'], 4],
    ['several at the start', ['poison1', 'poison2', 'poison3', 'poison4', 'a', 'b'], 4],
  ])('is no outage: %s', async (_, ids, atOnce) => {
    const { outages, outcomes, server, clock } = await run(ids, atOnce)
    expect(outages).toEqual([])
    for (const id of ids) expect(outcomes.get(id)).toBe(id.startsWith('poison') ? 'it broke' : 'scored')
    const asked = server.requests.filter(isPoison)
    expect(asked).toHaveLength(9 * ids.filter((id) => id.startsWith('poison')).length)
    expect(clock.time).toBeLessThan(600_000)
  })

  it('is no outage where it resets the connection, or no reply comes', async () => {
    for (const message of ['the connection was reset', 'no reply within 600 s']) {
      const { outages, outcomes } = await run(['a', 'poison'], 1, new ModelError(message, { retryable: true }))
      expect([outages, outcomes.get('poison')]).toEqual([[], message])
    }
  })

  it('costs few short probes, of a request that had a reply before', async () => {
    const { server } = await run(['long long long', 'a', 'poison'], 1)
    const probes = server.requests.filter(({ generation }) => generation.maxTokens === 16)
    expect(probes.length).toBeLessThanOrEqual(2)
    expect(probes.map(({ prompt }) => prompt)).toEqual(probes.map(() => 'Question a'))
  })
})
