/** Waits before a request goes out. Once the command is told to stop, nobody waits any more: what was not asked yet is left for later. */
import { setTimeout } from 'node:timers/promises'
import { Interrupted } from '../../../results/errors.ts'

/** Where time comes from; tests bring their own. */
export interface Clock {
  /** Milliseconds that only go forward. */
  now(): number
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

/** Node's timers can run no longer: one that is set for later fires at once. */
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

/** @throws Interrupted once `stop` is aborted, the reason of `signal` once that is */
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

/** Why and how long a request is held back before it goes out. */
export interface LongWait {
  /** `http://localhost:8000/v1 asks for it` */
  readonly cause: string
  readonly ms: number
}

/** Waits from here on are told to the user. */
export const LONG_WAIT_MS = 60_000

/** What to do about a wait that is longer than a run allows. */
export const WAIT_HINT = 'Go on later with --resume, or allow longer waits with --max-downtime SECONDS.'

/** `3 h 20 min, until 2026-11-28 17:40:00 UTC` */
export function waitWords(ms: number, now = Date.now()): string {
  const until = new Date(now + ms)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, ' UTC')
  return `${duration(ms)}, until ${until}`
}

/** `90 s`, `15 min`, `3 h 20 min`, `12 days` */
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
