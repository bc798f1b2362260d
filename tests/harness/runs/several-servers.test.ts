/** Runs of one command on several servers: side by side, and each as far as its server lets it. */
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { benchmarkNamed, protocolNamed } from '../../../benchmarks/index.ts'
import { findModelChoices } from '../../../harness/options/model-choices.ts'
import type { RunEvent } from '../../../harness/progress/run-events.ts'
import { runSession } from '../../../harness/runs/session.ts'
import type { SessionPlan } from '../../../harness/runs/session-plan.ts'
import { by, type FakeAnswer, fakeOpenAi } from '../../helpers/fake-openai.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

const benchmark = benchmarkNamed('wordproblems')
const SAMPLES = 12

/** @param models `LABEL@URL` */
function planOf(folder: string, models: readonly string[], changes: Partial<SessionPlan> = {}): SessionPlan {
  const model = models.map((text) => text.replace(/^(.)@/, '$1=openai/model-$1@'))
  return {
    benchmarks: [{ benchmark, ...protocolNamed(benchmark, undefined) }],
    modelChoices: findModelChoices({ model, baseline: undefined, api: undefined, 'model-version': undefined }, {}),
    locations: { config: {}, data: { cacheDir: join(folder, 'cache') }, runsDir: join(folder, 'runs') },
    generation: {},
    selection: { limit: `first:${SAMPLES}` },
    throttle: { connections: 4 },
    observe: () => undefined,
    ...changes,
  }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const states = (session: Awaited<ReturnType<typeof runSession>>) =>
  session.runs.map(({ manifest, summary }) => [manifest.model.label, manifest.status, summary.trials])

/** Gives so many replies, then drops every connection until it is up again. */
async function mortal(replies: number) {
  const state = { isUp: false }
  const server = await fakeOpenAi((_, call): FakeAnswer => {
    return state.isUp || call <= replies ? '#### 1' : by((response) => response.destroy())
  })
  return { ...server, state }
}

/** Gives a server up after a few seconds: on a busy machine, the other servers' runs take as long as half a second. */
const IMPATIENT = { maxDowntimeMs: 1500, maxRetries: 300 }

describe('two servers', () => {
  it('are asked at the same time', async () => {
    const asked = [Promise.withResolvers<void>(), Promise.withResolvers<void>()] as const
    const open = (at: 0 | 1) =>
      fakeOpenAi(async () => {
        asked[at].resolve()
        await Promise.all(asked.map(({ promise }) => promise)) // neither replies before the other is asked
        return '#### 1'
      })
    const [one, other] = [await open(0), await open(1)]
    const session = await runSession(planOf(await temporaryFolder(), [`a@${one.url}`, `b@${other.url}`]))
    expect(states(session)).toEqual([
      ['a', 'complete', SAMPLES],
      ['b', 'complete', SAMPLES],
    ])
  })
})

describe('two models on one server', () => {
  it('share its connections, and the second begins before the first has ended', async () => {
    let inFlight = 0
    let most = 0
    const all = Promise.withResolvers<void>()
    const second = Promise.withResolvers<void>()
    const server = await fakeOpenAi(async ({ body }, call) => {
      most = Math.max(most, ++inFlight)
      if (most === 4) all.resolve()
      if (body.model === 'model-b') second.resolve()
      // One reply of the first model takes as long as it needs. None comes before all connections are in use.
      await (call === 3 ? second.promise : all.promise.then(() => pause(5)))
      inFlight--
      return '#### 1'
    })
    const models = [`a@${server.url}`, `b@${server.url}`]
    const session = await runSession(planOf(await temporaryFolder(), models))
    expect(states(session)).toEqual([
      ['a', 'complete', SAMPLES],
      ['b', 'complete', SAMPLES],
    ])
    const asked = server.requests.map(({ body }) => body.model)
    // Requests on different connections may arrive in another order than they were sent in: those in flight, no others.
    expect(asked.indexOf('model-b')).toBeGreaterThan(SAMPLES - 4)
    expect(asked.lastIndexOf('model-a')).toBeLessThan(SAMPLES + 4)
    expect(most).toBe(4)
  })
})

describe('one of three servers', () => {
  it('that is down from the start ends its own run, and the others are resumed with it later', async () => {
    const folder = await temporaryFolder()
    const up = await fakeOpenAi('#### 1')
    const late = await fakeOpenAi('#### 1')
    const models = (url: string) => [`a@${up.url}`, `b@${url}`, `c@${up.url}`]
    // Nobody listens at port 1.
    const session = await runSession(planOf(folder, models('http://127.0.0.1:1/v1')))
    expect(states(session)).toEqual([
      ['a', 'complete', SAMPLES],
      ['c', 'complete', SAMPLES],
    ])
    expect(session.failure).toMatchObject({ name: 'ModelError', message: expect.stringMatching(/cannot be reached/) })
    const resumed = await runSession(planOf(folder, models(late.url), { resume: '' }))
    expect(states(resumed)).toEqual([
      ['a', 'complete', SAMPLES],
      ['b', 'complete', SAMPLES],
      ['c', 'complete', SAMPLES],
    ])
    expect(resumed.failure).toBeUndefined()
    expect([up.requests.length, late.requests.length]).toEqual([2 * SAMPLES, SAMPLES])
    expect(new Set(resumed.runs.map(({ manifest }) => manifest.group)).size).toBe(1)
  })

  it('that goes down half-way ends its own run, and only what is missing is asked again', async () => {
    const folder = await temporaryFolder()
    const up = await fakeOpenAi('#### 1')
    const frail = await mortal(5)
    const models = [`a@${up.url}`, `b@${frail.url}`, `c@${frail.url}`, `d@${up.url}`]
    const session = await runSession(planOf(folder, models, IMPATIENT))
    // The first requests of the third run wait for the server as well, where there are places for them.
    expect(states(session).filter(([label]) => label !== 'c')).toEqual([
      ['a', 'complete', SAMPLES],
      ['b', 'interrupted', 5],
      ['d', 'complete', SAMPLES],
    ])
    expect(session.failure).toMatchObject({ message: expect.stringMatching(/has been down/), exitCode: 3 })
    expect(session.runs[1]?.summary.endedBy?.message).toMatch(/has been down/)
    frail.state.isUp = true
    const before = frail.requests.length
    const resumed = await runSession(planOf(folder, models, { ...IMPATIENT, resume: '' }))
    expect(states(resumed)).toEqual(['a', 'b', 'c', 'd'].map((label) => [label, 'complete', SAMPLES]))
    expect(up.requests).toHaveLength(2 * SAMPLES)
    expect(frail.requests.length - before).toBe(2 * SAMPLES - 5)
  }, 120_000)

  it('is waited for by no run of another', async () => {
    const up = await fakeOpenAi('#### 1')
    const frail = await mortal(0)
    const ended: string[] = []
    const observe = (event: RunEvent) => void (event.kind === 'closed' && ended.push(event.run.model))
    await runSession(planOf(await temporaryFolder(), [`a@${frail.url}`, `b@${up.url}`], { ...IMPATIENT, observe }))
    expect(ended).toEqual(['b', 'a'])
  }, 120_000)

  it('ends the command before it begins where all are down', async () => {
    const folder = await temporaryFolder()
    const plan = planOf(folder, ['a@http://127.0.0.1:1/v1', 'b@http://127.0.0.1:2/v1'])
    await expect(runSession(plan)).rejects.toMatchObject({ exitCode: 3 })
    await expect(readdir(join(folder, 'runs'))).rejects.toThrow(/ENOENT/)
  })
})

describe('a budget that is spent while several runs are under way', () => {
  it('stops all of them, and the rest is asked with a larger one', async () => {
    const folder = await temporaryFolder()
    const { promise: both, resolve } = Promise.withResolvers<void>()
    const waiting = new Set<number>()
    const open = (at: number) =>
      fakeOpenAi(async () => {
        if (waiting.add(at).size === 2) resolve()
        await both
        await pause(10)
        return '#### 1'
      })
    const [one, other] = [await open(0), await open(1)]
    const models = [`a@${one.url}`, `b@${other.url}`]
    const first = await runSession(planOf(folder, models, { budget: { maxTokens: 120 } }))
    expect(first.failure).toMatchObject({ name: 'BudgetSpent' })
    expect(first.runs.map(({ manifest }) => manifest.status)).toEqual(['interrupted', 'interrupted'])
    expect(first.runs.every(({ summary }) => summary.pending > 0)).toBe(true)
    const second = await runSession(planOf(folder, models, { resume: '' }))
    expect(states(second).map(([, status]) => status)).toEqual(['complete', 'complete'])
    expect([one.requests.length, other.requests.length]).toEqual([SAMPLES, SAMPLES])
  })
})

describe('two commands in one runs folder', () => {
  it('leave each other alone', async () => {
    const folder = await temporaryFolder()
    const server = await fakeOpenAi(async () => {
      await pause(5)
      return '#### 1'
    })
    const models = [`a@${server.url}`, `b@${server.url}`]
    const sessions = await Promise.all([runSession(planOf(folder, models)), runSession(planOf(folder, models))])
    for (const session of sessions) {
      expect(states(session)).toEqual([
        ['a', 'complete', SAMPLES],
        ['b', 'complete', SAMPLES],
      ])
    }
    expect(await readdir(join(folder, 'runs'))).toHaveLength(4)
    expect(server.requests).toHaveLength(4 * SAMPLES)
  })
})

describe('samples with long replies', () => {
  const tokensOf = (sent: string) => (sent.includes('?') ? 10 + (sent.length % 50) : 10)

  it('are asked first once an earlier run is there, and in file order where that is asked for', async () => {
    const folder = await temporaryFolder()
    const server = await fakeOpenAi(({ body }) => ({
      choices: [{ message: { content: '#### 1' }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 1, completion_tokens: tokensOf(body.messages[0].content) },
    }))
    const sent = async (changes: Partial<SessionPlan>) => {
      const before = server.requests.length
      await runSession(planOf(folder, [`a@${server.url}`], { throttle: { connections: 1 }, ...changes }))
      return server.requests.slice(before).map(({ body }) => body.messages[0].content as string)
    }
    const [file, longest, again] = [await sent({}), await sent({}), await sent({ order: 'file' })]
    expect(again).toEqual(file)
    expect(longest.toSorted()).toEqual(file.toSorted())
    const lengths = file.map(tokensOf).sort((a, b) => b - a)
    expect(longest.slice(0, 2).map(tokensOf)).toEqual(lengths.slice(0, 2))
    expect(tokensOf(longest.at(-1) ?? '')).toBe(lengths.at(-1))
  })
})
