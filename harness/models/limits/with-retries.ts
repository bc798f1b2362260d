/** Retries failed requests with exponential backoff. All retries happen here. */
import { ModelError } from '../../../results/errors.ts'
import type { Completion } from '../../../results/schema/schema.ts'
import type { FailedAttempt, Model, ModelRequest } from '../model.ts'
import { CLOCK, type Clock, WAIT_HINT, wait, waitWords } from './waiting.ts'

export interface RetryPolicy {
  /** Retries after the first attempt. */
  readonly maxRetries: number
  /** Retries end this long after the first attempt; waits that the server asked for do not count. */
  readonly maxElapsedMs: number
  /** Upper bound of the first wait; it doubles with each attempt. */
  readonly firstDelayMs: number
  /** Largest upper bound. A server may ask for a longer wait, up to `maxWaitMs`. */
  readonly maxDelayMs: number
  /** Longest wait that a server may ask for; beyond it, the request fails. */
  readonly maxWaitMs: number
}

const DEFAULT_POLICY: RetryPolicy = {
  maxRetries: 8,
  maxElapsedMs: 30 * 60_000,
  firstDelayMs: 500,
  maxDelayMs: 60_000,
  maxWaitMs: 15 * 60_000,
}

export interface RetryClock extends Clock {
  /** @returns a number in [0, 1) */
  random(): number
}

export interface Retry extends FailedAttempt {
  readonly request: ModelRequest
}

export interface RetryOptions extends Partial<RetryPolicy> {
  readonly clock?: RetryClock
  /** Once aborted, nothing is retried. */
  readonly stop?: AbortSignal
  /** Called before each wait. */
  readonly onRetry?: (retry: Retry) => void
}

/** Exponential backoff with full jitter: clients that failed together do not retry together. */
export function withRetries(model: Model, options: RetryOptions = {}): Model {
  const { clock = DICE, stop, onRetry, ...policy } = { ...DEFAULT_POLICY, ...options }

  function delayAfter(tries: number, { retryAfterMs = 0 }: ModelError): number {
    const bound = Math.min(policy.maxDelayMs, policy.firstDelayMs * 2 ** (tries - 1))
    return retryAfterMs + Math.round(clock.random() * bound)
  }

  async function complete(request: ModelRequest, signal?: AbortSignal): Promise<Completion> {
    let lastStart = clock.now() + policy.maxElapsedMs
    for (let tries = 1; ; tries++) {
      try {
        const completion = await model.complete(request, signal)
        return tries === 1 ? completion : { ...completion, tries }
      } catch (error) {
        signal?.throwIfAborted()
        if (!(error instanceof ModelError)) throw error
        if (!error.retryable || error.fatal || tries > policy.maxRetries) throw Object.assign(error, { tries })
        const { retryAfterMs = 0 } = error
        if (retryAfterMs > policy.maxWaitMs) throw tooLong(error, retryAfterMs, tries)
        const delayMs = delayAfter(tries, error)
        lastStart += retryAfterMs
        if (clock.now() + delayMs > lastStart) throw Object.assign(error, { tries })
        const attempt = { error, tries, maxTries: policy.maxRetries + 1, delayMs }
        onRetry?.({ request, ...attempt })
        request.observer?.retry(attempt)
        await wait(delayMs, clock, stop, signal)
      }
    }
  }

  return { ...model, complete }
}

function tooLong(error: ModelError, ms: number, tries: number): ModelError {
  return new ModelError(`${error.message}; the server asks to wait ${waitWords(ms)}, longer than --max-downtime`, {
    ...(error.status !== undefined && { status: error.status }),
    retryable: true,
    retryAfterMs: ms,
    tries,
    hint: WAIT_HINT,
    cause: error,
  })
}

const DICE: RetryClock = { ...CLOCK, random: Math.random }
