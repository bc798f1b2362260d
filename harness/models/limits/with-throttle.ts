/** Limits the requests in flight and per minute to a server: limits set by the user, stated by the server, or adaptive. */
import { ModelError } from '../../../results/errors.ts'
import type { Completion } from '../../../results/schema/schema.ts'
import type { Model, ModelRequest } from '../model.ts'
import { AdaptiveLimit, type LimitBounds } from './adaptive-limit.ts'
import type { PaceLimits } from './learned-limits.ts'
import { Pace } from './pace.ts'
import { CLOCK, type Clock, LONG_WAIT_MS, type LongWait, refuseStopped, WAIT_HINT, wait, waitWords } from './waiting.ts'

export interface ThrottleOptions extends LimitBounds, PaceLimits {
  readonly clock?: Clock
  /** Once aborted, no request waits for a slot or for the next minute. */
  readonly stop?: AbortSignal
  /** Longest wait that a server may ask for; beyond it, the request fails. Default: no limit. */
  readonly maxWaitMs?: number
  /** Called before waits of over a minute. */
  readonly onLongWait?: (wait: LongWait) => void
}

/** Applies the limits of a server to the requests of all its models. */
export type ServerThrottle = (model: Model) => Model

/** Limits of one server. Applied below the retries, so that a trial that waits for its next attempt takes no slot. */
export function createThrottle(options: ThrottleOptions): ServerThrottle {
  const { clock = CLOCK, stop, maxWaitMs = Infinity, onLongWait } = options
  const limit = new AdaptiveLimit(options)
  const pace = new Pace(options)
  const waiting: (() => void)[] = []
  let underWay = 0
  /** The last request in the queue for the next minute. */
  let pacing = 0
  let lastInTurn = Promise.resolve()
  stop?.addEventListener('abort', () => {
    for (const wake of waiting.splice(0)) wake()
  })

  /** Waits for a slot, first come, first served. */
  async function enter(signal: AbortSignal | undefined): Promise<void> {
    while (underWay >= limit.current) {
      refuseStopped(stop)
      await new Promise<void>((resolve) => waiting.push(resolve))
      if (!signal?.aborted) continue
      waiting.shift()?.() // those behind it are stopped too
      signal.throwIfAborted()
    }
    underWay++
    if (underWay >= limit.current && !pace.isLimited) limit.filled()
  }

  function leave(): void {
    underWay--
    for (let free = limit.current - underWay; free > 0 && waiting.length > 0; free--) waiting.shift()?.()
  }

  /** Waits one after the other, so that limits learned during a wait apply to all waiting requests. */
  async function inTurn(request: ModelRequest, where: string, signal: AbortSignal | undefined): Promise<number> {
    const { promise: mine, resolve: passOn } = Promise.withResolvers<void>()
    const before = lastInTurn
    lastInTurn = mine
    pacing++
    try {
      await before
      for (let at = pace.nextAt(clock.now()); at > clock.now(); at = pace.nextAt(clock.now())) {
        const ms = at - clock.now()
        const cause = pace.causeAt(clock.now())
        if (cause !== 'own' && ms > maxWaitMs) throw tooLong(ms, CAUSES[cause](where))
        if (ms > LONG_WAIT_MS) onLongWait?.({ cause: CAUSES[cause](where), ms })
        await wait(ms, clock, stop, signal)
      }
      return pace.take(clock.now(), roughTokens(request))
    } finally {
      pacing--
      passOn()
    }
  }

  async function send(model: Model, request: ModelRequest, signal: AbortSignal | undefined): Promise<Completion> {
    const isDue = pacing === 0 && pace.nextAt(clock.now()) <= clock.now()
    const where = model.facts.endpoint ?? model.facts.label
    const tokens = isDue ? pace.take(clock.now(), roughTokens(request)) : await inTurn(request, where, signal)
    const startedAt = clock.now()
    request.observer?.sent()
    try {
      const completion = await model.complete(request, signal)
      limit.succeeded(startedAt, clock.now())
      const { inputTokens = 0, outputTokens = 0 } = completion.usage ?? {}
      pace.replied(inputTokens + outputTokens || tokens, tokens)
      return completion
    } catch (error) {
      if (error instanceof ModelError && error.status === 429) heed(error, startedAt)
      throw error
    } finally {
      request.observer?.settled()
    }
  }

  /**
   * A rate limit is stated in headers; any other refusal means too many requests in flight. A wait that is too long fails this
   * request only: the server may accept the next one.
   */
  function heed({ retryAfterMs, allows }: ModelError, startedAt: number): void {
    if (allows !== undefined) pace.learn(allows, startedAt, clock.now())
    else limit.overloaded(startedAt, clock.now())
    if (retryAfterMs !== undefined && retryAfterMs <= maxWaitMs) pace.hold(clock.now() + retryAfterMs)
  }

  function tooLong(ms: number, cause: string): ModelError {
    return new ModelError(`${cause}: ${waitWords(ms)}, longer than --max-downtime`, { hint: WAIT_HINT })
  }

  return (model) => ({
    ...model,
    capacity: () => limit.current,
    async complete(request, signal) {
      await enter(signal)
      try {
        return await send(model, request, signal)
      } finally {
        leave()
      }
    },
  })
}

const CAUSES = {
  asked: (where: string) => `${where} asks to wait before the next request`,
  stated: (where: string) => `${where} states a rate limit that delays the next request`,
  own: (_: string) => '--rpm or --tpm delays the next request',
}

const CHARACTERS_PER_TOKEN = 4

/** Token estimate before the first reply: the length of the prompt, and a short reply. */
function roughTokens({ prompt, generation, continuations }: ModelRequest): number {
  const characters =
    typeof prompt === 'string' ? prompt.length : prompt.reduce((sum, { content }) => sum + content.length, 0)
  if (continuations !== undefined) return Math.ceil((continuations.length * characters) / CHARACTERS_PER_TOKEN)
  return Math.ceil(characters / CHARACTERS_PER_TOKEN) + Math.min(generation.maxTokens ?? 256, 256)
}
