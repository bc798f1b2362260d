/**
 * Waits while a server is down. Otherwise every trial of a run would use up its retries and end unscored.
 *
 * A server is down when several consecutive requests failed over some seconds, and a probe fails too: a request that had a reply
 * before, or a neutral one. A prompt that a server cannot answer is no outage. While the server is down, one probe at a time is
 * sent; all other requests wait, and no attempt is counted.
 */
import { ModelError } from '../../../results/errors.ts'
import type { Model, ModelRequest } from '../model.ts'
import { CLOCK, type Clock, wait } from './waiting.ts'

/** The server went down or came back. */
export type Outage =
  | { readonly kind: 'down'; readonly error: ModelError; readonly maxDowntimeMs: number }
  | { readonly kind: 'up'; readonly downMs: number }

export interface OutageOptions {
  /** How long a server may be down before the run stops. Default: 15 minutes. */
  readonly maxDowntimeMs?: number
  readonly clock?: Clock
  /** Once aborted, no request waits for the server. */
  readonly stop?: AbortSignal
  readonly onOutage?: (outage: Outage) => void
}

export const DEFAULT_MAX_DOWNTIME_MS = 15 * 60_000

/** Consecutive failures that suggest an outage: more than random faults cause, and fewer than the retries of a trial. */
const FAILURES_IN_A_ROW = 5
const MOST_IN_A_ROW = 80
/** Time without a success that suggests an outage: requests that fail together are a single fault. */
const SILENCE_MS = 2_000
const FIRST_PROBE_MS = 1_000
const LONGEST_PROBE_MS = 10_000

/** Time limit of the first probe. */
const FIRST_ANSWER_MS = 30_000

/** An outage, or the suspicion of one. */
interface Outlasted {
  readonly since: number
  probeAt: number
  probeMs: number
  isProbed: boolean
  /** Whether a probe has failed, and the outage was reported. */
  isTold: boolean
  /** The outage lasted too long: no request waits, and no probe is sent. */
  givenUp?: ModelError
}

/** Shares one outage between all models of a server. */
export type CircuitBreaker = (model: Model) => Model

/** Wraps a model below the retries and above the load balancing over its servers. */
export function createCircuitBreaker(options: OutageOptions = {}): CircuitBreaker {
  const { maxDowntimeMs = DEFAULT_MAX_DOWNTIME_MS, clock = CLOCK, stop, onOutage } = options
  let failures = 0
  /** Consecutive failures that trigger a probe; more after each probe that found the server up. */
  let enough = FAILURES_IN_A_ROW
  let failingSince = 0
  let outage: Outlasted | undefined

  function succeeded(): void {
    if (outage?.isTold) onOutage?.({ kind: 'up', downMs: clock.now() - outage.since })
    outage = undefined
    failures = 0
  }

  function failed(): void {
    if (failures++ === 0) failingSince = clock.now()
    if (outage !== undefined || failures < enough || clock.now() - failingSince < SILENCE_MS) return
    const probeAt = clock.now()
    outage = { since: failingSince, probeAt, probeMs: FIRST_PROBE_MS / 2, isProbed: false, isTold: false }
  }

  /** Waits while the server is down. One waiting request at a time sends the probe. */
  async function whileDown(probe: Probe, signal: AbortSignal | undefined): Promise<void> {
    while (outage !== undefined) {
      if (outage.givenUp !== undefined) throw outage.givenUp
      if (!outage.isProbed && clock.now() >= outage.probeAt) await look(outage, probe, signal)
      else await wait(Math.max(MIN_WAIT_MS, outage.probeAt - clock.now()), clock, stop, signal)
    }
  }

  async function look(current: Outlasted, probe: Probe, signal: AbortSignal | undefined): Promise<void> {
    current.isProbed = true
    const patience = current.isTold ? [] : [AbortSignal.timeout(FIRST_ANSWER_MS)]
    const given = [...patience, ...(signal === undefined ? [] : [signal])]
    try {
      await probe(AbortSignal.any(given))
    } catch (error) {
      signal?.throwIfAborted()
      const failure = patience[0]?.aborted ? NO_ANSWER : error
      if (!(failure instanceof ModelError)) throw failure
      if (!isAnswer(failure)) return probeFailed(current, failure)
    } finally {
      current.isProbed = false
    }
    if (!current.isTold) enough = Math.min(MOST_IN_A_ROW, 2 * enough)
    succeeded()
  }

  function probeFailed(current: Outlasted, error: ModelError): void {
    if (!current.isTold) onOutage?.({ kind: 'down', error, maxDowntimeMs })
    current.isTold = true
    const downMs = clock.now() - current.since
    if (downMs > maxDowntimeMs) {
      current.givenUp ??= givenUp(error, downMs)
      throw current.givenUp
    }
    current.probeMs = Math.min(LONGEST_PROBE_MS, 2 * current.probeMs)
    current.probeAt = clock.now() + current.probeMs
  }

  return (model) => {
    let shortest: ModelRequest | undefined
    return {
      ...model,
      async complete(request, signal) {
        await whileDown((patience) => model.complete(probeOf(shortest ?? neutral(request)), patience), signal)
        try {
          const completion = await model.complete(request, signal)
          succeeded()
          enough = FAILURES_IN_A_ROW
          if (shortest === undefined || lengthOf(request) < lengthOf(shortest)) shortest = request
          return completion
        } catch (error) {
          if (error instanceof ModelError) {
            if (isAnswer(error)) succeeded()
            else failed()
          }
          throw error
        }
      },
    }
  }
}

type Probe = (signal: AbortSignal) => Promise<unknown>

const NO_ANSWER = new ModelError(`no answer within ${FIRST_ANSWER_MS / 1000} s`, { retryable: true })

const lengthOf = ({ prompt }: ModelRequest) =>
  typeof prompt === 'string' ? prompt.length : prompt.reduce((sum, { content }) => sum + content.length, 0)

/** The probe before any reply was received: any other prompt might be one that the server cannot answer. */
const neutral = (request: ModelRequest): ModelRequest => ({
  ...request,
  prompt: typeof request.prompt === 'string' ? 'Hello' : [{ role: 'user', content: 'Hello' }],
})

/** Shortens a probe, whose reply is discarded. */
const probeOf = (request: ModelRequest): ModelRequest => ({
  ...request,
  generation: {
    ...request.generation,
    maxTokens: Math.min(PROBE_TOKENS, request.generation.maxTokens ?? PROBE_TOKENS),
  },
})

const PROBE_TOKENS = 16

/** Shortest interval at which waiting requests check for the end of the outage. */
const MIN_WAIT_MS = 250

/** Whether a failure shows that the server is up: it refused the request, or asked to wait. */
const isAnswer = ({ retryable, status }: ModelError) => !retryable || status === 429

function givenUp(error: ModelError, downMs: number): ModelError {
  return new ModelError(`the server has been down for ${Math.round(downMs / 1000)} s: ${error.message}`, {
    ...(error.status !== undefined && { status: error.status }),
    fatal: true,
    retryable: true,
    hint: 'Everything finished is saved; --max-downtime SECONDS sets how long to wait for a server.',
    cause: error,
  })
}
