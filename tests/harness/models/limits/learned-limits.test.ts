/** A server that counts by the minute, asked for a long time: simulated, so that minutes cost nothing. */
import { describe, expect, it } from 'vitest'
import { withRetries } from '../../../../harness/models/limits/with-retries.ts'
import { createThrottle } from '../../../../harness/models/limits/with-throttle.ts'
import type { Model, ModelRequest } from '../../../../harness/models/model.ts'
import { ModelError } from '../../../../results/errors.ts'
import { VirtualTime } from '../../../helpers/virtual-time.ts'

const REQUEST: ModelRequest = { prompt: 'hello', generation: {}, trial: { sampleId: 'test/0', repeat: 1, turn: 1 } }
const MINUTE = 60_000

interface Limits {
  /** Requests a minute, at a moment. */
  readonly limitAt: (now: number) => number
  /** What a request costs; tokens, where these are counted. */
  readonly cost?: number
  readonly counts?: 'requests' | 'tokens'
}

/** A bucket that is full at first and refills steadily, as OpenAI's are, and says so when it refuses. */
function limitedServer(time: VirtualTime, { limitAt, cost = 1, counts = 'requests' }: Limits) {
  let left = limitAt(0)
  let last = 0
  const sent: number[] = []
  const refused: number[] = []
  const model: Model = {
    facts: { label: 'm', provider: 'test', name: 'm', api: 'chat' },
    async complete() {
      const now = time.now()
      const limit = limitAt(now)
      left = Math.min(limit, left + ((now - last) * limit) / MINUTE)
      last = now
      sent.push(now)
      if (left < cost) {
        refused.push(now)
        await time.sleep(5)
        const allows = counts === 'requests' ? { requestsPerMinute: limit } : { tokensPerMinute: limit }
        const retryAfterMs = Math.ceil(((cost - left) / limit) * MINUTE)
        throw new ModelError('slow down', { status: 429, retryable: true, retryAfterMs, allows })
      }
      left -= cost
      await time.sleep(200)
      return { text: 'hi', finishReason: 'stop', usage: { inputTokens: cost - 1, outputTokens: 1 } }
    },
  }
  const between = (times: readonly number[], from: number, to: number) =>
    times.filter((at) => at >= from && at < to).length
  return {
    model,
    refusedShare: (from: number, to: number) => between(refused, from, to) / between(sent, from, to),
    answeredAMinute: (from: number, to: number) =>
      ((between(sent, from, to) - between(refused, from, to)) * MINUTE) / (to - from),
  }
}

async function run(limits: Limits, minutes: number, own: { tokensPerMinute?: number } = {}) {
  const time = new VirtualTime()
  const server = limitedServer(time, limits)
  const throttled = createThrottle({ start: 32, max: 64, clock: time, ...own })(server.model)
  const asked = withRetries(throttled, { clock: time, maxRetries: 1000, maxElapsedMs: Infinity })
  const askOn = async () => {
    while (time.now() < minutes * MINUTE) await asked.complete(REQUEST)
  }
  for (let i = 0; i < 64; i++) void askOn()
  await time.until(minutes * MINUTE)
  return server
}

describe('a server’s limit by the minute', { timeout: 120_000 }, () => {
  it.each([20, 60, 600, 1500])('of %d is used, and hardly ever overstepped', async (limit) => {
    const minutes = limit > 1000 ? 6 : 20
    const server = await run({ limitAt: () => limit }, minutes)
    expect(server.refusedShare(MINUTE, minutes * MINUTE)).toBeLessThanOrEqual(0.02)
    expect(server.answeredAMinute(2 * MINUTE, minutes * MINUTE)).toBeGreaterThanOrEqual(0.9 * limit)
  })

  it('that rises is found to have risen', async () => {
    const server = await run({ limitAt: (now) => (now < 3 * MINUTE ? 60 : 600) }, 20)
    expect(server.answeredAMinute(16 * MINUTE, 20 * MINUTE)).toBeGreaterThanOrEqual(0.9 * 600)
    expect(server.refusedShare(MINUTE, 20 * MINUTE)).toBeLessThanOrEqual(0.02)
  })

  it('that falls is heeded', async () => {
    const server = await run({ limitAt: (now) => (now < 5 * MINUTE ? 600 : 60) }, 25)
    expect(server.answeredAMinute(8 * MINUTE, 25 * MINUTE)).toBeGreaterThanOrEqual(0.9 * 60)
    expect(server.refusedShare(8 * MINUTE, 25 * MINUTE)).toBeLessThanOrEqual(0.02)
  })

  it('is heeded where it counts tokens', async () => {
    const server = await run({ limitAt: () => 60_000, cost: 300, counts: 'tokens' }, 10)
    expect(server.answeredAMinute(2 * MINUTE, 10 * MINUTE)).toBeGreaterThanOrEqual(0.9 * 200)
    expect(server.refusedShare(MINUTE, 10 * MINUTE)).toBeLessThanOrEqual(0.02)
  })

  it('in tokens is never overstepped where the user names it', async () => {
    const server = await run({ limitAt: () => 60_000, cost: 300, counts: 'tokens' }, 10, { tokensPerMinute: 60_000 })
    expect(server.refusedShare(0, 10 * MINUTE)).toBe(0)
    expect(server.answeredAMinute(MINUTE, 10 * MINUTE)).toBeGreaterThanOrEqual(0.9 * 200)
  })
})
