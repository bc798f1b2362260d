/** Waits for the next look at a folder. */
import { onChange } from '../checkpoints/files.ts'
import { onAbort } from '../lib/abort.ts'

export interface Pacing {
  /** Between two looks at the folder: the shortest while something changes, the longest while nothing does. */
  readonly shortestMs: number
  readonly longestMs: number
}

export const PACING: Pacing = { shortestMs: 2000, longestMs: 30_000 }

/** @returns how long to wait: a tenth of the time for which nothing has changed, within the limits */
export const nextLookIn = (idleMs: number, { shortestMs, longestMs }: Pacing): number =>
  Math.min(longestMs, Math.max(shortestMs, idleMs / 10))

/**
 * Returns after `waitMs`, after a change in one of the folders, or once the signal is aborted. Trainers write many files, so that a
 * change is followed by the shortest wait.
 */
export async function waitForChange(
  folders: readonly string[],
  waitMs: number,
  { shortestMs }: Pacing,
  signal: AbortSignal,
): Promise<void> {
  if (signal.aborted) return
  const { promise, resolve } = Promise.withResolvers<void>()
  let timer = setTimeout(resolve, waitMs)
  let isHeard = false
  const hear = () => {
    if (isHeard) return
    isHeard = true
    clearTimeout(timer)
    timer = setTimeout(resolve, Math.min(shortestMs, waitMs))
  }
  const watchers = folders.map((folder) => onChange(folder, hear))
  const letGo = onAbort(signal, resolve)
  try {
    await promise
  } finally {
    letGo()
    clearTimeout(timer)
    for (const watcher of watchers) watcher[Symbol.dispose]()
  }
}
