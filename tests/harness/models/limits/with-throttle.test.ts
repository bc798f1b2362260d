import { describe, expect, it } from 'vitest'
import { createThrottle } from '../../../../harness/models/limits/with-throttle.ts'
import type { ModelRequest } from '../../../../harness/models/model.ts'
import { ModelError } from '../../../../results/errors.ts'
import { scriptedModel } from '../../../helpers/scripted-model.ts'

const REQUEST: ModelRequest = { prompt: 'hello', generation: {}, trial: { sampleId: 'test/0', repeat: 1, turn: 1 } }
const pause = () => new Promise((resolve) => setImmediate(resolve))

function fakeClock() {
  const clock = {
    time: 0,
    now: () => clock.time,
    async sleep(ms: number, signal?: AbortSignal) {
      signal?.throwIfAborted()
      clock.time += ms
    },
  }
  return clock
}

describe('requests at once', () => {
  it('are never more than allowed, and all are answered', async () => {
    const server = scriptedModel(async () => {
      await pause()
      return 'hi'
    })
    const model = createThrottle({ start: 5, max: 5 })(server)
    const replies = await Promise.all(Array.from({ length: 60 }, () => model.complete(REQUEST)))
    expect(replies.map(({ text }) => text)).toEqual(replies.map(() => 'hi'))
    expect(server.peak).toBe(5)
  })

  it('become more where that brings more', async () => {
    const server = scriptedModel(async () => {
      await new Promise((resolve) => setTimeout(resolve, 20))
      return 'hi'
    })
    const model = createThrottle({ start: 4, max: 64 })(server)
    await Promise.all(Array.from({ length: 400 }, () => model.complete(REQUEST)))
    expect(model.capacity?.()).toBeGreaterThan(4)
    expect(server.peak).toBeLessThanOrEqual(64)
  })

  it('become fewer at once when the server refuses', async () => {
    const refusal = new ModelError('too many', { status: 429, retryable: true })
    const model = createThrottle({ start: 10, max: 10 })(scriptedModel(() => refusal))
    for (let i = 0; i < 3; i++) await expect(model.complete(REQUEST)).rejects.toBe(refusal)
    expect(model.capacity?.()).toBe(5)
  })

  it('leave the queue when they are stopped, also with all places taken', async () => {
    const stop = new AbortController()
    const server = scriptedModel(
      () => new Promise((_, reject) => stop.signal.addEventListener('abort', () => reject(new Error('stopped')))),
    )
    const model = createThrottle({ start: 1, max: 1 })(server)
    const all = Array.from({ length: 20 }, () => model.complete(REQUEST, stop.signal))
    await pause()
    stop.abort(new Error('stopped'))
    const ends = await Promise.allSettled(all)
    expect(ends.map(({ status }) => status)).toEqual(ends.map(() => 'rejected'))
    expect(server.requests).toHaveLength(1)
  })
})

describe('requests a minute', () => {
  it('start one after the other', async () => {
    const clock = fakeClock()
    const starts: number[] = []
    const server = scriptedModel(() => {
      starts.push(clock.time)
      return 'hi'
    })
    const model = createThrottle({ start: 1, max: 1, requestsPerMinute: 60, clock })(server)
    for (let i = 0; i < 5; i++) await model.complete(REQUEST)
    for (let i = 1; i < 5; i++) expect((starts[i] ?? 0) - (starts[i - 1] ?? 0)).toBeGreaterThanOrEqual(1000)
  })

  it('are learned from a refusal, which then means no fewer at once', async () => {
    const clock = fakeClock()
    const refusal = new ModelError('rate limit', {
      status: 429,
      retryable: true,
      retryAfterMs: 3000,
      allows: { requestsPerMinute: 60 },
    })
    const server = scriptedModel((_, call) => (call === 1 ? refusal : 'hi'))
    const model = createThrottle({ start: 8, max: 8, clock })(server)
    await expect(model.complete(REQUEST)).rejects.toBe(refusal)
    expect(model.capacity?.()).toBe(8)
    for (let i = 0; i < 4; i++) await model.complete(REQUEST)
    expect(clock.time).toBeGreaterThanOrEqual(3000 + 3 * 1000 - 100)
  })
})
