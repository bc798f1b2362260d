/** What a run reports while it is under way. */
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { benchmarkNamed, protocolNamed } from '../../../benchmarks/index.ts'
import { findModelChoices } from '../../../harness/options/model-choices.ts'
import type { RunEvent } from '../../../harness/progress/run-events.ts'
import { runSession } from '../../../harness/runs/session.ts'
import type { SessionPlan } from '../../../harness/runs/session-plan.ts'
import { fakeOpenAi, status } from '../../helpers/fake-openai.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

const benchmark = benchmarkNamed('wordproblems')

async function planOf(url: string, observe: SessionPlan['observe']): Promise<SessionPlan> {
  const folder = await temporaryFolder()
  const models = { model: [`m=openai/m@${url}`], baseline: undefined, api: undefined, 'model-version': undefined }
  return {
    benchmarks: [{ benchmark, ...protocolNamed(benchmark, undefined) }],
    modelChoices: findModelChoices(models, {}),
    locations: { config: {}, data: { cacheDir: join(folder, 'cache') }, runsDir: join(folder, 'runs') },
    generation: {},
    selection: { limit: 'first:6' },
    throttle: { connections: 2 },
    ...(observe && { observe }),
  }
}

it('reports its plan, start, requests, retries, trials and end, each with the same run', async () => {
  const server = await fakeOpenAi((_, call) => (call === 2 ? status(503, 'busy') : '#### 1'))
  const events: RunEvent[] = []
  const { runs } = await runSession(await planOf(server.url, (event) => events.push(event)))
  const [planned, started, ...rest] = events
  const run = planned?.kind === 'planned' ? planned.runs[0] : undefined
  expect(run).toEqual({ benchmark: 'wordproblems', model: 'm', trials: 6, samples: 6, range: [0, 1], judgePrices: {} })
  expect(started).toEqual({ kind: 'started', run, folder: runs[0]?.folder, trials: 6, scored: 0, hasOrder: false })
  expect(rest.every((event) => 'run' in event && event.run === run)).toBe(true)
  const count = (kind: RunEvent['kind']) => rest.filter((event) => event.kind === kind).length
  expect([count('sent'), count('settled'), count('retry'), count('trial')]).toEqual([7, 7, 1, 6])
  expect(rest.find((event) => event.kind === 'retry')).toMatchObject({ attempt: { tries: 1, maxTries: 9 } })
  expect(rest.at(-1)).toMatchObject({ kind: 'closed', finished: { folder: runs[0]?.folder } })
})

it('never has more in flight than connections', async () => {
  const server = await fakeOpenAi('#### 1')
  let inFlight = 0
  let most = 0
  const observe = ({ kind }: RunEvent) => {
    inFlight += kind === 'sent' ? 1 : kind === 'settled' ? -1 : 0
    most = Math.max(most, inFlight)
  }
  await runSession(await planOf(server.url, observe))
  expect([most, inFlight]).toEqual([2, 0])
})

it('says what ended a run that failed', async () => {
  const server = await fakeOpenAi(status(401, 'no'))
  const events: RunEvent[] = []
  const { failure } = await runSession(await planOf(server.url, (event) => events.push(event)))
  expect(events.at(-1)).toMatchObject({ kind: 'closed', failure })
})

it('reports what an earlier session has scored before a run starts again', async () => {
  const server = await fakeOpenAi((_, call) => (call > 3 && call < 20 ? status(400, 'no') : '#### 1'))
  const plan = await planOf(server.url, () => undefined)
  await runSession(plan)
  const scoredBefore = server.requests.length
  const events: RunEvent[] = []
  await runSession({ ...plan, resume: '', observe: (event) => events.push(event) })
  const kinds = events.map(({ kind }) => kind).filter((kind) => kind === 'kept' || kind === 'started')
  const kept = kinds.filter((kind) => kind === 'kept').length
  expect([kept > 0, kinds.at(-1), scoredBefore > 0]).toEqual([true, 'started', true])
  expect(events.find((event) => event.kind === 'started')).toMatchObject({ scored: kept })
})
