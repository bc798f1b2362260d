/** Waits that a server asks for: said where they are long, refused where they are longer than a run allows. */
import { describe, expect, it, vi } from 'vitest'
import { CLOCK, duration, type LongWait, waitWords } from '../../../harness/models/limits/waiting.ts'
import { withRetries } from '../../../harness/models/limits/with-retries.ts'
import { createThrottle, type ThrottleOptions } from '../../../harness/models/limits/with-throttle.ts'
import type { ModelRequest } from '../../../harness/models/model.ts'
import { retryNotes } from '../../../harness/runs/retry-notes.ts'
import { ModelError } from '../../../results/errors.ts'
import { type Script, scriptedModel } from '../../helpers/scripted-model.ts'

const REQUEST: ModelRequest = { prompt: 'hello', generation: {}, trial: { sampleId: 'test/0', repeat: 1, turn: 1 } }
const MINUTE = 60_000

function fakeClock() {
  const clock = {
    time: 0,
    now: () => clock.time,
    random: () => 0,
    async sleep(ms: number) {
      clock.time += ms
    },
  }
  return clock
}

const refusal = (fields: Partial<ModelError>) =>
  new ModelError('busy', { status: 429, retryable: true, ...fields } as object)

function throttled(script: Script, options: Partial<ThrottleOptions> = {}) {
  const clock = fakeClock()
  const waits: LongWait[] = []
  const server = scriptedModel(script)
  const onLongWait = (wait: LongWait) => waits.push(wait)
  const model = createThrottle({ start: 4, max: 4, clock, maxWaitMs: 15 * MINUTE, onLongWait, ...options })(server)
  return { model, clock, waits, server }
}

describe('before a request goes out', () => {
  it('a wait of over a minute is told with its cause, a shorter one is not', async () => {
    const long = throttled((_, call) => (call === 1 ? refusal({ retryAfterMs: 5 * MINUTE }) : 'hi'))
    await long.model.complete(REQUEST).catch(() => undefined)
    await long.model.complete(REQUEST)
    expect(long.waits).toEqual([{ cause: 'scripted asks to wait before the next request', ms: 5 * MINUTE }])
    const short = throttled((_, call) => (call === 1 ? refusal({ retryAfterMs: 5000 }) : 'hi'))
    await short.model.complete(REQUEST).catch(() => undefined)
    await short.model.complete(REQUEST)
    expect(short.waits).toEqual([])
  })

  it('one request’s far wait holds up no other', async () => {
    const { model, clock } = throttled((_, call) => (call === 1 ? refusal({ retryAfterMs: 3e10 }) : 'hi'))
    await model.complete(REQUEST).catch(() => undefined)
    expect(await model.complete(REQUEST)).toMatchObject({ text: 'hi' })
    expect(clock.time).toBe(0)
  })

  it('a stated limit that leaves no room for hours ends the trial', async () => {
    const { model, server } = throttled((_, call) =>
      call === 1 ? refusal({ allows: { tokensPerMinute: 0.01 } }) : 'hi',
    )
    await model.complete(REQUEST).catch(() => undefined)
    await model.complete(REQUEST)
    const error = await model.complete(REQUEST).catch((reason) => reason)
    expect(error).toBeInstanceOf(ModelError)
    expect(error).toMatchObject({
      retryable: false,
      message: expect.stringMatching(
        /^scripted states a rate limit .*: \d+ (h|days).*, until .* UTC, longer than --max-downtime$/,
      ),
      hint: expect.stringContaining('--resume'),
    })
    expect(server.requests).toHaveLength(2)
  })

  it('a pace of one’s own may be as slow as one likes', async () => {
    const { model, clock, waits } = throttled(() => 'hi', { requestsPerMinute: 0.01 })
    await model.complete(REQUEST)
    await model.complete(REQUEST)
    expect(clock.time).toBeGreaterThan(90 * MINUTE)
    expect(waits).toMatchObject([{ cause: '--rpm or --tpm delays the next request' }])
  })
})

describe('before a retry', () => {
  function retried(script: Script, maxWaitMs?: number) {
    const clock = fakeClock()
    const server = scriptedModel(script)
    const reply = withRetries(server, { clock, ...(maxWaitMs !== undefined && { maxWaitMs }) }).complete(REQUEST)
    return { clock, server, reply }
  }

  it('a wait beyond what is allowed ends the trial with its length and end', async () => {
    const { clock, server, reply } = retried(() => refusal({ retryAfterMs: 20 * 60 * MINUTE }))
    const error = await reply.catch((reason) => reason)
    expect(error).toMatchObject({
      fatal: false,
      status: 429,
      message: expect.stringMatching(
        /^busy; the server asks to wait 20 h, until \d{4}-.* UTC, longer than --max-downtime$/,
      ),
    })
    expect(server.requests).toHaveLength(1)
    expect(clock.time).toBe(0)
  })

  it('one within it is sat out, also beyond half an hour', async () => {
    const { clock, reply } = retried(
      (_, call) => (call < 3 ? refusal({ retryAfterMs: 50 * MINUTE }) : 'hi'),
      60 * MINUTE,
    )
    expect(await reply).toMatchObject({ text: 'hi', tries: 3 })
    expect(clock.time).toBe(100 * MINUTE)
  })
})

describe('the user', () => {
  it('is told once of what many requests wait for, whatever was told before', () => {
    const said: string[] = []
    const write = vi.spyOn(process.stderr, 'write').mockImplementation((text) => said.push(String(text)) > 0)
    try {
      const { onRetry, onLongWait } = retryNotes()
      const retry = { request: REQUEST, error: refusal({}), tries: 1, maxTries: 9 }
      onRetry({ ...retry, delayMs: 400 })
      onRetry({ ...retry, delayMs: 400 })
      onRetry({ ...retry, delayMs: 600_000 })
      onRetry({ ...retry, delayMs: 610_000 })
      onLongWait({ cause: 'it asks to wait', ms: 600_000 })
    } finally {
      write.mockRestore()
    }
    expect(said).toEqual([
      'retrying in 0.4 s (attempt 2 of 9): busy\n',
      expect.stringMatching(/^waiting 10 min, until \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC: busy\n$/),
    ])
  })

  it.each([
    [90_000, '90 s'],
    [15 * MINUTE, '15 min'],
    [200 * MINUTE, '3 h 20 min'],
    [20 * 60 * MINUTE, '20 h'],
    [12 * 1440 * MINUTE, '12 days'],
  ])('reads %d ms as %s', (ms, words) => expect(duration(ms)).toBe(words))

  it('is told the end as a date', () =>
    expect(waitWords(90_000, Date.parse('2026-11-28T16:00:00.123Z'))).toBe('90 s, until 2026-11-28 16:01:30 UTC'))
})

it('nothing sleeps longer than a timer can, and so wakes at once', async () => {
  const stop = new AbortController()
  let isAwake = false
  const sleep = CLOCK.sleep(3e10, stop.signal).then(
    () => {
      isAwake = true
    },
    () => undefined,
  )
  await new Promise((resolve) => setTimeout(resolve, 30))
  expect(isAwake).toBe(false)
  stop.abort()
  await sleep
})
