/** What evalkit and the guard of a model server say to each other. */

/** The first line that a guard reads. */
export interface GuardJob {
  readonly file: string
  readonly arguments: readonly string[]
  readonly environment: Readonly<Record<string, string | undefined>>
  /** File that the server's output is appended to. */
  readonly log: string
  /** Time from SIGTERM to SIGKILL. */
  readonly graceMs: number
  /** Value of `MARKER` in the environment of the server and of every process it starts. */
  readonly marker: string
}

/** Variable that marks the processes of one server. */
export const MARKER = 'EVALKIT_SERVER'

export type GuardEvent =
  /** `pid` is the number of the server's process, and of its process group. */
  | { readonly kind: 'started'; readonly pid: number }
  /** The program could not be started: `code` as ENOENT, or empty. */
  | { readonly kind: 'failed'; readonly code: string; readonly message: string }
  /** The server's first process ended. */
  | { readonly kind: 'exited'; readonly code: number | null; readonly signal: NodeJS.Signals | null }
