/** Whatever waits before a request goes out ends the moment the command is told to stop, and what is under way goes on. */
import { describe, expect, it } from 'vitest'
import { type Clock, wait } from '../../../../harness/models/limits/waiting.ts'
import { createCircuitBreaker } from '../../../../harness/models/limits/with-outage-wait.ts'
import { withRetries } from '../../../../harness/models/limits/with-retries.ts'
import { createThrottle } from '../../../../harness/models/limits/with-throttle.ts'
import type { ModelRequest } from '../../../../harness/models/model.ts'
import { Interrupted, ModelError } from '../../../../results/errors.ts'
import { scriptedModel } from '../../../helpers/scripted-model.ts'

const REQUEST: ModelRequest = { prompt: 'hello', generation: {}, trial: { sampleId: 'test/0', repeat: 1, turn: 1 } }
const DOWN = new ModelError('connection refused', { retryable: true })

/** Who sleeps on it wakes for a signal only. */
function stillClock() {
  const clock = {
    time: 0,
    sleepers: 0,
    now: () => clock.time,
    random: () => 0.5,
    sleep(_ms: number, signal?: AbortSignal) {
      clock.sleepers++
      return new Promise<void>((_, reject) => {
        signal?.addEventListener('abort', () => reject(new DOMException('woken', 'AbortError')))
      })
    },
  }
  return clock satisfies Clock
}

function stage() {
  const stopping = new AbortController()
  const clock = stillClock()
  const asleep = (many: number) => expect.poll(() => clock.sleepers, { timeout: 30_000 }).toBe(many)
  return { clock, asleep, stop: stopping.signal, stopNow: () => stopping.abort() }
}

describe('told to stop', () => {
  it('nobody waits to ask again', async () => {
    const { clock, asleep, stop, stopNow } = stage()
    const model = withRetries(
      scriptedModel(() => DOWN),
      { clock, stop },
    )
    const asked = model.complete(REQUEST)
    asked.catch(() => undefined)
    await asleep(1)
    stopNow()
    await expect(asked).rejects.toThrow(Interrupted)
  })

  it('nobody waits for a server that is down', async () => {
    const { clock, asleep, stop, stopNow } = stage()
    const model = createCircuitBreaker({ clock, stop })(scriptedModel(() => DOWN))
    for (let i = 0; i < 5; i++) {
      clock.time += 1000
      await expect(model.complete(REQUEST)).rejects.toBe(DOWN)
    }
    const asked = Array.from({ length: 3 }, () => model.complete(REQUEST))
    const settled = Promise.allSettled(asked)
    await asleep(3)
    stopNow()
    expect((await settled).map((one) => one.status === 'rejected' && one.reason)).toEqual(
      Array(3).fill(expect.any(Interrupted)),
    )
  })

  it('nobody waits for the next minute', async () => {
    const { clock, asleep, stop, stopNow } = stage()
    const server = scriptedModel(() => 'hi')
    const model = createThrottle({ start: 4, max: 4, requestsPerMinute: 1, clock, stop })(server)
    await model.complete(REQUEST)
    const settled = Promise.allSettled([model.complete(REQUEST), model.complete(REQUEST)])
    await asleep(1)
    stopNow()
    expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(server.requests).toHaveLength(1)
  })

  it('nobody waits for a place, and the reply under way still comes', async () => {
    const { clock, stop, stopNow } = stage()
    const reply = Promise.withResolvers<string>()
    const server = scriptedModel(() => reply.promise)
    const model = createThrottle({ start: 1, max: 1, clock, stop })(server)
    const [first, ...others] = Array.from({ length: 4 }, () => model.complete(REQUEST))
    const settled = Promise.allSettled(others)
    await expect.poll(() => server.requests.length, { timeout: 30_000 }).toBe(1)
    stopNow()
    expect((await settled).map((one) => one.status === 'rejected' && one.reason)).toEqual(
      Array(3).fill(expect.any(Interrupted)),
    )
    reply.resolve('hi')
    expect(await first).toMatchObject({ text: 'hi' })
    expect(server.requests).toHaveLength(1)
  })
})

it('a wait that is dropped says why', async () => {
  const drop = new AbortController()
  const waited = wait(1, stillClock(), new AbortController().signal, drop.signal)
  drop.abort(new Error('dropped'))
  await expect(waited).rejects.toThrow('dropped')
})
