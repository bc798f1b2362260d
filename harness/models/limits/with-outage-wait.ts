/**
 * Waits while a server is down. Without it every trial of a run would use up its retries against a closed door, and end unscored.
 *
 * Down means that several requests in a row have failed, for some seconds, without one success between them, and that a probe fails as
 * well: a request that had a reply before, or a neutral one. A prompt that a server cannot answer is no outage. While it is down, one
 * probe at a time is sent; everything else waits, and no attempt is counted.
 */
import { ModelError } from '../../../results/errors.ts'
import type { Model, ModelRequest } from '../model.ts'
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
const MOST_IN_A_ROW = 80
/** So long without a success, too: many requests that fail together are one stumble. */
const SILENCE_MS = 2_000
const FIRST_PROBE_MS = 1_000
const LONGEST_PROBE_MS = 10_000

/** So long a probe is waited for before the server is called down. */
const FIRST_ANSWER_MS = 30_000

/** An outage as it is waited for, or the suspicion of one. */
interface Outlasted {
  readonly since: number
  probeAt: number
  probeMs: number
  isProbed: boolean
  /** A probe has failed: the user knows. */
  isTold: boolean
  /** It has lasted too long: nobody waits any more, and nobody looks again. */
  givenUp?: ModelError
}

/** Lets all models of one server wait for the same outage. */
export type CircuitBreaker = (model: Model) => Model

/** Belongs below the retries and above the servers that share one model's load. */
export function createCircuitBreaker(options: BreakerOptions = {}): CircuitBreaker {
  const { maxDowntimeMs = DEFAULT_MAX_DOWNTIME_MS, clock = CLOCK, stop, onOutage } = options
  let failures = 0
  /** So many failures in a row are a reason to look; more each time that the server was found to be there. */
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

  /** Waits while the server is down. Whose turn it is looks whether it is back. */
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

/** Where no request has had a reply yet: nobody knows which of them the server cannot answer. */
const neutral = (request: ModelRequest): ModelRequest => ({
  ...request,
  prompt: typeof request.prompt === 'string' ? 'Hello' : [{ role: 'user', content: 'Hello' }],
})

/** Its reply is thrown away, so it may be short. */
const probeOf = (request: ModelRequest): ModelRequest => ({
  ...request,
  generation: {
    ...request.generation,
    maxTokens: Math.min(PROBE_TOKENS, request.generation.maxTokens ?? PROBE_TOKENS),
  },
})

const PROBE_TOKENS = 16

/** Those who wait look again this often at least, once the one who probes is on its way. */
const MIN_WAIT_MS = 250

/** A server that refuses a request, or asks for patience, is there. */
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
