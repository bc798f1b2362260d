/**
 * A program of its own that starts a model server and stops it, whatever becomes of evalkit.
 *
 *     node guard.ts < JOB
 *
 * The first line of standard input is the job. When that pipe closes, because evalkit stops the server, ended, crashed or was killed,
 * the guard sends SIGTERM to the server's process group, waits for the grace period, and then sends SIGKILL. Events go to standard
 * output, a line of JSON each.
 */
import { spawn } from 'node:child_process'
import { constants, openSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { setTimeout } from 'node:timers/promises'
import type { GuardEvent, GuardJob } from './guard-protocol.ts'
import { endProcesses, isAlive } from './process-group.ts'

/** Through no link that somebody else may have put there. */
const APPEND = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW | constants.O_NONBLOCK

function tell(event: GuardEvent): void {
  process.stdout.write(`${JSON.stringify(event)}\n`)
}

process.stdout.on('error', () => undefined) // nobody listens any more
for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined)

const lines = createInterface({ input: process.stdin })
const closed = new Promise<void>((resolve) => {
  lines.once('close', resolve)
  process.once('SIGTERM', () => resolve())
})
const job = await Promise.race([new Promise<string>((resolve) => lines.once('line', resolve)), closed])
if (job !== undefined) await guard(JSON.parse(job))
process.stdout.write('', () => process.exit())

async function guard({ file, arguments: words, environment, log, graceMs, marker }: GuardJob): Promise<void> {
  let output: number
  try {
    output = openSync(log, APPEND)
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException
    return tell({ kind: 'failed', code, message: `its log cannot be written: ${message}` })
  }
  const child = spawn(file, words, { env: environment, detached: true, stdio: ['ignore', output, output] })
  const exited = new Promise<void>((resolve) => {
    child.once('error', ({ message, code = '' }: NodeJS.ErrnoException) => {
      if (child.pid === undefined) tell({ kind: 'failed', code, message })
      resolve()
    })
    child.once('exit', (code, signal) => {
      tell({ kind: 'exited', code, signal })
      resolve()
    })
  })
  const { pid } = child
  if (pid === undefined) return exited
  tell({ kind: 'started', pid })
  await Promise.race([exited, closed])
  // Also after the server has ended by itself: its workers may have outlived it.
  await endProcesses({ pid, marker }, graceMs)
  // The exit is reported once the process is reaped, after it is gone from the process table.
  if (isAlive(pid)) await Promise.race([exited, setTimeout(1000)])
}
