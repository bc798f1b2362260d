/** Asks again where another try may succeed: the one place of all retries. */
import { ModelError } from '../../results/errors.ts'
import type { Completion } from '../../results/schema.ts'
import type { Model, ModelRequest } from './model.ts'
import { CLOCK, type Clock, wait } from './waiting.ts'

export interface RetryPolicy {
  /** Tries after the first. */
  readonly maxRetries: number
  /** No try starts later than this after the first one. */
  readonly maxElapsedMs: number
  /** Bound of the first wait; it doubles with each try. */
  readonly firstDelayMs: number
  /** Where the doubling ends. A server that asks for a longer wait gets it. */
  readonly maxDelayMs: number
}

const DEFAULT_POLICY: RetryPolicy = {
  maxRetries: 8,
  maxElapsedMs: 30 * 60_000,
  firstDelayMs: 500,
  maxDelayMs: 60_000,
}

export interface RetryClock extends Clock {
  /** @returns a number in [0, 1) */
  random(): number
}

export interface Retry {
  readonly request: ModelRequest
  readonly error: ModelError
  /** Requests made so far, all failed. */
  readonly tries: number
  readonly delayMs: number
}

export interface RetryOptions extends Partial<RetryPolicy> {
  readonly clock?: RetryClock
  /** Once aborted, nothing is asked again. */
  readonly stop?: AbortSignal
  /** Told before each wait. */
  readonly onRetry?: (retry: Retry) => void
}

/** Exponential backoff with full jitter: many clients that failed at once do not come back at once. */
export function withRetries(model: Model, options: RetryOptions = {}): Model {
  const { clock = DICE, stop, onRetry, ...policy } = { ...DEFAULT_POLICY, ...options }

  function delayAfter(tries: number, { retryAfterMs = 0 }: ModelError): number {
    const bound = Math.min(policy.maxDelayMs, policy.firstDelayMs * 2 ** (tries - 1))
    return retryAfterMs + Math.round(clock.random() * bound)
  }

  async function complete(request: ModelRequest, signal?: AbortSignal): Promise<Completion> {
    const lastStart = clock.now() + policy.maxElapsedMs
    for (let tries = 1; ; tries++) {
      try {
        const completion = await model.complete(request, signal)
        return tries === 1 ? completion : { ...completion, tries }
      } catch (error) {
        signal?.throwIfAborted()
        if (!(error instanceof ModelError)) throw error
        const delayMs = delayAfter(tries, error)
        const isLast = tries > policy.maxRetries || clock.now() + delayMs > lastStart
        if (!error.retryable || error.fatal || isLast) throw Object.assign(error, { tries })
        onRetry?.({ request, error, tries, delayMs })
        await wait(delayMs, clock, stop, signal)
      }
    }
  }

  return { ...model, complete }
}

const DICE: RetryClock = { ...CLOCK, random: Math.random }
