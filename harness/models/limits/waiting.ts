/** Waits before requests. Once the command is stopped, all waits end, and requests not yet sent stay pending. */
import { setTimeout } from 'node:timers/promises'
import { Interrupted } from '../../../results/errors.ts'

/** A clock; tests use a fake one. */
export interface Clock {
  /** Monotonic time in milliseconds. */
  now(): number
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

/** Longest delay of a Node timer; a longer one fires immediately. */
export const LONGEST_TIMER_MS = 2 ** 31 - 1

export const CLOCK: Clock = {
  now: () => performance.now(),
  async sleep(ms, signal) {
    let left = ms
    do {
      await setTimeout(Math.min(left, LONGEST_TIMER_MS), undefined, { signal })
      left -= LONGEST_TIMER_MS
    } while (left > 0)
  },
}

/** @throws Interrupted when `stop` is aborted, the reason of `signal` when that is aborted */
export async function wait(
  ms: number,
  clock: Clock,
  stop: AbortSignal | undefined,
  signal: AbortSignal | undefined,
): Promise<void> {
  const given = [stop, signal].filter((one) => one !== undefined)
  refuseStopped(stop)
  try {
    await clock.sleep(ms, given.length > 1 ? AbortSignal.any(given) : given[0])
  } catch (error) {
    signal?.throwIfAborted()
    refuseStopped(stop)
    throw error
  }
}

/** Cause and length of a wait before a request. */
export interface LongWait {
  /** Such as `http://localhost:8000/v1 asks to wait before the next request`. */
  readonly cause: string
  readonly ms: number
}

/** Shortest wait that is reported to the user. */
export const LONG_WAIT_MS = 60_000

/** Hint for a wait that is longer than the run allows. */
export const WAIT_HINT = 'Go on later with --resume, or allow longer waits with --max-downtime SECONDS.'

/** Formats a wait: `3 h 20 min, until 2026-11-28 17:40:00 UTC`. */
export function waitWords(ms: number, now = Date.now()): string {
  const until = new Date(now + ms)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, ' UTC')
  return `${duration(ms)}, until ${until}`
}

/** Formats a duration: `90 s`, `15 min`, `3 h 20 min`, `12 days`. */
export function duration(ms: number): string {
  if (ms < 120_000) return `${Math.round(ms / 1000)} s`
  const minutes = Math.round(ms / 60_000)
  if (minutes < 120) return `${minutes} min`
  if (minutes < 2 * 1440) return `${Math.floor(minutes / 60)} h${minutes % 60 === 0 ? '' : ` ${minutes % 60} min`}`
  return `${Math.round(minutes / 1440)} days`
}

/** @throws Interrupted */
export function refuseStopped(stop: AbortSignal | undefined): void {
  if (stop?.aborted) throw new Interrupted('stopped before it was asked')
}
