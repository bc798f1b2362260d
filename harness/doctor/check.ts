/** What `evalkit doctor` checks, and how one finding looks. */

/**
 * - `ok`: works
 * - `info`: not there, and nothing needs it yet
 * - `warning`: something that a later command may stumble over
 * - `problem`: what the config or the environment asks for does not work
 */
export type CheckStatus = 'ok' | 'info' | 'warning' | 'problem'

export interface Check {
  readonly area: 'machine' | 'folders' | 'data' | 'sandbox' | 'keys' | 'servers'
  /** What was checked: a file, a variable, a server. */
  readonly name: string
  readonly status: CheckStatus
  /** One sentence; never the value of a key. */
  readonly found: string
  /** What to do about it. */
  readonly remedy?: string
}

/** No check takes longer. */
export const PATIENCE_MS = 3_000

/** @returns what the promise gives, or undefined when that takes longer than a check may; a later failure is ignored */
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
