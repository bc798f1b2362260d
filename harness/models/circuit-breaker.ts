/**
 * Waits while a server is down. Without it every trial of a run would use up its retries against a closed door, and end unscored.
 *
 * Down means that several requests in a row have failed, for some seconds, without one success between them. From then on
 * one request at a time is let through to look; the others wait, and no try of theirs is counted.
 */
import { ModelError } from '../../results/errors.ts'
import type { Model } from './model.ts'
import { CLOCK, type Clock, wait } from './waiting.ts'

/** The server went down, or came back. */
export type Outage =
  | { readonly kind: 'down'; readonly error: ModelError; readonly maxDowntimeMs: number }
  | { readonly kind: 'up'; readonly downMs: number }

export interface BreakerOptions {
  /** How long a server may stay down before the run is given up. Default: 15 minutes. */
  readonly maxDowntimeMs?: number
  readonly clock?: Clock
  /** Once aborted, nobody waits for the server. */
  readonly stop?: AbortSignal
  readonly onOutage?: (outage: Outage) => void
}

export const DEFAULT_MAX_DOWNTIME_MS = 15 * 60_000

/** Random faults come in short rows; fewer in a row than a trial has retries, so that a lone trial outlives an outage. */
const FAILURES_IN_A_ROW = 5
/** So long without a success, too: many requests that fail together are one stumble. */
const SILENCE_MS = 2_000
const FIRST_PROBE_MS = 1_000
const LONGEST_PROBE_MS = 10_000

/** An outage as it is waited for. */
interface Outlasted {
  readonly since: number
  probeAt: number
  probeMs: number
  isProbed: boolean
  /** It has lasted too long: nobody waits any more, and nobody looks again. */
  givenUp?: ModelError
}

/** Belongs below the retries and above the servers that share one model's load. */
export function withCircuitBreaker(model: Model, options: BreakerOptions = {}): Model {
  const { maxDowntimeMs = DEFAULT_MAX_DOWNTIME_MS, clock = CLOCK, stop, onOutage } = options
  let failures = 0
  let failingSince = 0
  let outage: Outlasted | undefined

  function succeeded(): void {
    if (outage !== undefined) onOutage?.({ kind: 'up', downMs: clock.now() - outage.since })
    outage = undefined
    failures = 0
  }

  function failed(error: ModelError): void {
    if (failures++ === 0) failingSince = clock.now()
    if (outage !== undefined || failures < FAILURES_IN_A_ROW || clock.now() - failingSince < SILENCE_MS) return
    outage = {
      since: failingSince,
      probeAt: clock.now() + FIRST_PROBE_MS,
      probeMs: FIRST_PROBE_MS,
      isProbed: false,
    }
    onOutage?.({ kind: 'down', error, maxDowntimeMs })
  }

  /** @returns whether this request is the one that looks whether the server is back */
  async function turn(signal: AbortSignal | undefined): Promise<boolean> {
    while (outage !== undefined) {
      if (outage.givenUp !== undefined) throw outage.givenUp
      if (!outage.isProbed && clock.now() >= outage.probeAt) {
        outage.isProbed = true
        return true
      }
      await wait(Math.max(MIN_WAIT_MS, outage.probeAt - clock.now()), clock, stop, signal)
    }
    return false
  }

  function probeFailed(error: ModelError): void {
    if (outage === undefined) return
    const downMs = clock.now() - outage.since
    if (downMs > maxDowntimeMs) {
      outage.givenUp ??= givenUp(error, downMs)
      throw outage.givenUp
    }
    outage.probeMs = Math.min(LONGEST_PROBE_MS, 2 * outage.probeMs)
    outage.probeAt = clock.now() + outage.probeMs
    outage.isProbed = false
  }

  return {
    ...model,
    async complete(request, signal) {
      for (;;) {
        const isProbe = await turn(signal)
        try {
          const completion = await model.complete(request, signal)
          succeeded()
          return completion
        } catch (error) {
          if (isProbe && outage !== undefined) outage.isProbed = false
          if (!(error instanceof ModelError)) throw error
          if (isAnswer(error)) {
            succeeded()
            throw error
          }
          failed(error)
          if (!isProbe) throw error
          probeFailed(error)
        }
      }
    },
  }
}

/** Those who wait look again this often at least, once the one who probes is on its way. */
const MIN_WAIT_MS = 250

/** A server that refuses a request, or asks for patience, is there. */
const isAnswer = ({ retryable, status }: ModelError) => !retryable || status === 429

function givenUp(error: ModelError, downMs: number): ModelError {
  return new ModelError(`the server has been down for ${Math.round(downMs / 1000)} s: ${error.message}`, {
    ...(error.status !== undefined && { status: error.status }),
    fatal: true,
    retryable: true,
    hint: 'Everything finished is saved. Start the server, then go on with --resume; --max-downtime sets how long to wait.',
    cause: error,
  })
}
