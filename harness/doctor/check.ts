/** A finding of `evalkit doctor`. */

/**
 * - `ok`: works
 * - `info`: missing, but not needed yet
 * - `warning`: may fail in a later command
 * - `problem`: configured, but does not work
 */
export type CheckStatus = 'ok' | 'info' | 'warning' | 'problem'

export interface Check {
  readonly area: 'machine' | 'folders' | 'data' | 'sandbox' | 'keys' | 'servers'
  /** The file, variable or server that was checked. */
  readonly name: string
  readonly status: CheckStatus
  /** Result in one sentence, never with the value of a key. */
  readonly found: string
  /** How to fix it. */
  readonly remedy?: string
}

/** Time limit of one check. */
export const PATIENCE_MS = 3_000

/** @returns the result of the promise; undefined after the time limit, when a later failure is ignored */
export async function inTime<Value>(promise: Promise<Value>, limitMs = PATIENCE_MS): Promise<Value | undefined> {
  const { promise: late, resolve } = Promise.withResolvers<undefined>()
  const timer = setTimeout(() => resolve(undefined), limitMs)
  promise.catch(() => undefined)
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
