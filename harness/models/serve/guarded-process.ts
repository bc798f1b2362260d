/** Starts a model server under a guard, and stops it. */
import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { type GuardEvent, type GuardJob, MARKER } from './guard-protocol.ts'
import { killProcesses } from './process-group.ts'

/** Time from SIGTERM to SIGKILL. */
export const GRACE_MS = 30_000

export interface ServerCommand {
  readonly file: string
  readonly arguments: readonly string[]
  readonly environment: Readonly<Record<string, string | undefined>>
}

/** How a server ended. */
export type ServerEnd =
  | { readonly kind: 'exited'; readonly code: number | null; readonly signal: NodeJS.Signals | null }
  /** The program could not be started: `code` as ENOENT, or empty. */
  | { readonly kind: 'failed'; readonly code: string; readonly message: string }
  /** Its guard was killed, and so the server was, too. */
  | { readonly kind: 'unguarded' }

export interface GuardedProcess {
  /** Resolves when the server has ended, for whatever reason. Never rejects. */
  readonly ended: Promise<ServerEnd>
  /** The first process of the server; undefined until it has started. */
  pid(): number | undefined
  /** Stops the server and all processes it started. Returns once they are gone. */
  stop(): Promise<void>
}

/** The built package has it under this name as well. */
const GUARD = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? './guard.ts' : './serve-guard.js', import.meta.url),
)

/** @param log file that the server's output is appended to */
export function startGuarded(command: ServerCommand, log: string, graceMs = GRACE_MS): GuardedProcess {
  const marker = randomUUID()
  const { NODE_OPTIONS: _, ...environment } = process.env
  const guard = spawn(process.execPath, [GUARD], {
    detached: true, // a Ctrl-C in the terminal is for evalkit alone, which then stops the server
    stdio: ['pipe', 'pipe', 'ignore'],
    env: environment,
  })
  const job: GuardJob = { ...command, log, graceMs, marker }
  guard.stdin.on('error', () => undefined) // told by its exit
  guard.stdin.write(`${JSON.stringify({ ...job, environment: { ...command.environment, [MARKER]: marker } })}\n`)
  return follow(guard, marker)
}

function follow(guard: ChildProcessByStdio<Writable, Readable, null>, marker: string): GuardedProcess {
  let pid: number | undefined
  const { promise: ended, resolve: end } = Promise.withResolvers<ServerEnd>()
  createInterface({ input: guard.stdout }).on('line', (line) => {
    const event: GuardEvent = JSON.parse(line)
    if (event.kind === 'started') pid = event.pid
    else end(event)
  })
  const gone = new Promise<void>((resolve) => {
    guard.once('error', ({ message, code = '' }: NodeJS.ErrnoException) => {
      end({ kind: 'failed', code, message })
      resolve()
    })
    guard.once('close', (_, signal) => {
      // A guard that ended otherwise has seen to it itself.
      if (signal !== null && pid !== undefined) killProcesses({ pid, marker })
      end({ kind: 'unguarded' })
      resolve()
    })
  })
  return {
    ended,
    pid: () => pid,
    async stop() {
      guard.stdin.end()
      await gone
    },
  }
}
