/** Sends a server no more requests at once, and no more a minute, than it takes: its own word, the user's, or what is found out. */
import { ModelError } from '../../results/errors.ts'
import type { Completion } from '../../results/schema.ts'
import { AdaptiveLimit, type LimitBounds } from './adaptive-limit.ts'
import type { Model, ModelRequest } from './model.ts'
import { Pace, type PaceLimits } from './pace.ts'
import { CLOCK, type Clock, refuseStopped, wait } from './waiting.ts'

export interface ThrottleOptions extends LimitBounds, PaceLimits {
  readonly clock?: Clock
  /** Once aborted, nobody waits for a place or for the next minute. */
  readonly stop?: AbortSignal
}

/** One server. Belongs below the retries, so that a trial that waits to ask again holds no place. */
export function withThrottle(model: Model, options: ThrottleOptions): Model {
  const { clock = CLOCK, stop } = options
  const limit = new AdaptiveLimit(options)
  const pace = new Pace(options)
  const waiting: (() => void)[] = []
  let underWay = 0
  stop?.addEventListener('abort', () => {
    for (const wake of waiting.splice(0)) wake()
  })

  /** Waits for a place, first come, first served. */
  async function enter(signal: AbortSignal | undefined): Promise<void> {
    while (underWay >= limit.current) {
      refuseStopped(stop)
      await new Promise<void>((resolve) => waiting.push(resolve))
      if (!signal?.aborted) continue
      waiting.shift()?.() // those behind it are stopped as well
      signal.throwIfAborted()
    }
    underWay++
    if (underWay >= limit.current && !pace.isLimited) limit.filled()
  }

  function leave(): void {
    underWay--
    for (let free = limit.current - underWay; free > 0 && waiting.length > 0; free--) waiting.shift()?.()
  }

  async function send(request: ModelRequest, signal: AbortSignal | undefined): Promise<Completion> {
    const { at, tokens } = pace.take(clock.now(), roughTokens(request))
    if (at > clock.now()) await wait(at - clock.now(), clock, stop, signal)
    const startedAt = clock.now()
    try {
      const completion = await model.complete(request, signal)
      limit.succeeded(startedAt, clock.now())
      const { inputTokens = 0, outputTokens = 0 } = completion.usage ?? {}
      pace.replied(inputTokens + outputTokens || tokens, tokens)
      return completion
    } catch (error) {
      if (error instanceof ModelError && error.status === 429) heed(error, startedAt)
      throw error
    }
  }

  /** A limit by the minute says so in its headers; any other refusal means too many at once. */
  function heed({ retryAfterMs, allows }: ModelError, startedAt: number): void {
    if (allows !== undefined) pace.learn(allows)
    else limit.overloaded(startedAt, clock.now())
    if (retryAfterMs !== undefined) pace.hold(clock.now() + retryAfterMs)
  }

  return {
    ...model,
    capacity: () => limit.current,
    async complete(request, signal) {
      await enter(signal)
      try {
        return await send(request, signal)
      } finally {
        leave()
      }
    },
  }
}

const CHARACTERS_PER_TOKEN = 4

/** Before the first reply has told: the prompt's length, and a short answer. */
function roughTokens({ prompt, generation }: ModelRequest): number {
  const characters =
    typeof prompt === 'string' ? prompt.length : prompt.reduce((sum, { content }) => sum + content.length, 0)
  return Math.ceil(characters / CHARACTERS_PER_TOKEN) + Math.min(generation.maxTokens ?? 256, 256)
}
