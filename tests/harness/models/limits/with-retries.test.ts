import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Retry, type RetryOptions, withRetries } from '../../../../harness/models/limits/with-retries.ts'
import type { ModelRequest } from '../../../../harness/models/model.ts'
import { ModelError } from '../../../../results/errors.ts'
import { type Script, scriptedModel } from '../../../helpers/scripted-model.ts'

const REQUEST: ModelRequest = {
  prompt: [{ role: 'user', content: 'hello' }],
  generation: {},
  trial: { sampleId: 'test/0', repeat: 1, turn: 1 },
}

const busy = (retryAfterMs?: number) =>
  new ModelError('busy', { status: 503, retryable: true, ...(retryAfterMs !== undefined && { retryAfterMs }) })

/** A clock that sleeps at once, and dice that always throw the same. */
function fakeClock(dice = 0.999999) {
  const clock = {
    time: 0,
    now: () => clock.time,
    random: () => dice,
    async sleep(ms: number) {
      clock.time += ms
    },
  }
  return clock
}

function ask(script: Script, options: RetryOptions = {}, dice?: number) {
  const model = scriptedModel(script)
  const retries: Retry[] = []
  const clock = fakeClock(dice)
  const wrapped = withRetries(model, { clock, onRetry: (retry) => retries.push(retry), ...options })
  const reply = wrapped.complete(REQUEST).catch((error) => error)
  return { model, retries, clock, reply }
}

describe('retries', () => {
  it('leave a first success as it is', async () => {
    const { reply, model } = ask(['hi'])
    expect(await reply).toEqual({ text: 'hi', finishReason: 'stop' })
    expect(model.requests).toHaveLength(1)
  })

  it('ask until there is a reply, and count', async () => {
    const { reply, retries, model } = ask([busy(), busy(), 'hi'])
    expect(await reply).toEqual({ text: 'hi', finishReason: 'stop', tries: 3 })
    expect(model.requests).toEqual([REQUEST, REQUEST, REQUEST])
    expect(retries).toMatchObject([{ tries: 1, request: REQUEST }, { tries: 2 }])
  })

  it('wait twice as long each time, up to a bound', async () => {
    const { reply, retries } = ask(() => busy(), { maxRetries: 6, firstDelayMs: 100, maxDelayMs: 1000 })
    await reply
    expect(retries.map(({ delayMs }) => delayMs)).toEqual([100, 200, 400, 800, 1000, 1000])
  })

  it('wait at random, so that many do not come back at once', () => {
    fc.assert(
      fc.asyncProperty(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), async (dice) => {
        const { reply, retries } = ask([busy(), 'hi'], { firstDelayMs: 100 }, dice)
        await reply
        expect(retries[0]?.delayMs).toBe(Math.round(dice * 100))
      }),
    )
  })

  it('wait at least as long as the server asks', async () => {
    const { reply, clock, retries } = ask([busy(20_000), 'hi'], { firstDelayMs: 100, maxDelayMs: 1000 })
    await reply
    expect(retries[0]?.delayMs).toBe(20_100)
    expect(clock.time).toBe(20_100)
  })

  it('end with the last failure, and say how many there were', async () => {
    const { reply, model } = ask(() => busy(), { maxRetries: 3 })
    expect(await reply).toMatchObject({ message: 'busy', status: 503, tries: 4 })
    expect(model.requests).toHaveLength(4)
  })

  it('end when the time is up', async () => {
    const { reply, clock } = ask(() => busy(), {
      maxRetries: 1000,
      firstDelayMs: 1000,
      maxDelayMs: 1000,
      maxElapsedMs: 4500,
    })
    expect(await reply).toMatchObject({ tries: 5 })
    expect(clock.time).toBe(4000)
  })

  it('do not wait for a time that lies beyond it', async () => {
    const { reply, clock } = ask(() => busy(3_600_000), { maxElapsedMs: 60_000 })
    expect(await reply).toMatchObject({
      message: expect.stringMatching(/^busy; the server asks to wait 60 min/),
      tries: 1,
    })
    expect(clock.time).toBe(0)
  })

  it.each([
    ['what cannot heal', new ModelError('no')],
    ['what ends the run', new ModelError('wrong key', { fatal: true })],
    ['a bug', new TypeError('undefined is not a function')],
  ])('do not repeat %s', async (_name, error) => {
    const { reply, model } = ask([error, 'hi'])
    expect(await reply).toBe(error)
    expect(model.requests).toHaveLength(1)
  })

  it('are not made at all when there may be none', async () => {
    const { reply, model } = ask([busy(), 'hi'], { maxRetries: 0 })
    expect(await reply).toMatchObject({ message: 'busy' })
    expect(model.requests).toHaveLength(1)
  })

  it('stop waiting when the run is stopped', async () => {
    const model = withRetries(scriptedModel(() => busy(60_000)))
    const startedAt = performance.now()
    await expect(model.complete(REQUEST, AbortSignal.timeout(50))).rejects.toThrow(/abort/)
    expect(performance.now() - startedAt).toBeLessThan(10_000)
  })

  it('do not take a stop for a failure', async () => {
    const stop = new AbortController()
    const script = () => {
      stop.abort()
      return busy()
    }
    const model = scriptedModel(script)
    await expect(withRetries(model).complete(REQUEST, stop.signal)).rejects.toThrow(/abort/)
    expect(model.requests).toHaveLength(1)
  })

  it('change nothing else of the model', async () => {
    const model = scriptedModel([])
    const wrapped = withRetries(model)
    expect(wrapped.facts).toBe(model.facts)
    await wrapped.close?.()
    expect(model.isClosed).toBe(true)
  })
})
