/** Waits before a request goes out. Once the command is told to stop, nobody waits any more: what was not asked yet is left for later. */
import { setTimeout } from 'node:timers/promises'
import { Interrupted } from '../../results/errors.ts'

/** Where time comes from; tests bring their own. */
export interface Clock {
  /** Milliseconds that only go forward. */
  now(): number
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

export const CLOCK: Clock = {
  now: () => performance.now(),
  sleep: (ms, signal) => setTimeout(ms, undefined, { signal }),
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

/** @throws Interrupted */
export function refuseStopped(stop: AbortSignal | undefined): void {
  if (stop?.aborted) throw new Interrupted('stopped before it was asked')
}
