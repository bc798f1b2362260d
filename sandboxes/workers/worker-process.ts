/** One worker process as its parent sees it: it takes one program at a time, is watched, and is killed rather than trusted. */
import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { constants } from 'node:os'
import type { Readable, Writable } from 'node:stream'
import type { Limits, ProgramResult } from '../sandbox.ts'
import { cpuTimeMs, residentMiB } from './process-use.ts'
import { lineReader, MAX_REPLY, parseReply, type SeededProgram } from './protocol.ts'

/** Until a program's time begins: reading Pyodide, and booting two interpreters on a busy machine. */
const BOOT_MS = 120_000
/** Beyond a program's time: what the worker needs to keep its own limits. */
const GRACE_MS = 1000
const WATCH_EVERY_MS = 100
/** Characters of what a dying worker said on stderr. */
const MAX_COMPLAINT = 2000
/**
 * How an interpreter breaks by itself: it aborts, or the processor stops it. No program can send its worker a signal, so that any
 * other one comes from outside: the out-of-memory killer, an administrator, whoever stops the whole run.
 */
const FAULTS: readonly string[] = ['SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGILL', 'SIGSEGV', 'SIGSYS', 'SIGTRAP']
/** Added to the number of the signal in the exit code of a command that ended by what it wraps. */
const BY_SIGNAL = 128

/** What starts a worker. */
export interface WorkerCommand {
  readonly file: string
  readonly arguments: readonly string[]
  /** Default: an empty one. */
  readonly environment?: Readonly<Record<string, string>>
  /** Whom it runs as, where that is not who runs evalkit: the number of a user, and of a group. */
  readonly user?: number
  /** Memory that it may occupy, in MiB; it is killed when it has more. */
  readonly residentMiB: number
}

/** How a run ended: with a result, or with the worker. */
export type RunEnd =
  | { readonly kind: 'finished'; readonly result: ProgramResult }
  /** The worker is gone, by the program's doing. */
  | {
      readonly kind: 'died'
      readonly outcome: 'crashed' | 'timeout' | 'memory'
      readonly detail: string
      readonly wallMs: number
      /** 0 where it cannot be told. */
      readonly cpuMs: number
    }
  /** The worker is gone and the program had no part in it: its time had not begun, or we closed the worker. */
  | {
      readonly kind: 'unblamed'
      readonly detail: string
      /** Somebody else has killed it. */
      readonly fromOutside?: true
    }
  /** Somebody else has killed the worker, or a process of the program. */
  | { readonly kind: 'killed'; readonly detail: string }

interface Running {
  readonly id: string
  readonly wallMs: number
  readonly end: (end: RunEnd) => void
  startedAt: number | undefined
  killAt: number
  /** CPU time of the worker when it was first looked at with the program running, in milliseconds. */
  cpuAtStart: number | undefined
  /** Of the program, so far as it was looked at. */
  cpuMs: number
}

export class WorkerProcess {
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>
  readonly #gone: Promise<void>
  #running: Running | undefined
  #complaint = ''
  /** Why we killed it, where we did. */
  #killed: { outcome: 'crashed' | 'timeout' | 'memory'; detail: string } | undefined
  #closing = false
  readonly #residentMiB: number
  alive = true

  constructor({ file, arguments: words, environment = {}, user, residentMiB }: WorkerCommand) {
    this.#residentMiB = residentMiB
    this.#child = spawn(file, words, {
      env: environment,
      stdio: ['pipe', 'pipe', 'pipe'],
      windowsHide: true,
      ...(user !== undefined && { uid: user, gid: user }),
    })
    const { stdin, stdout, stderr } = this.#child
    stdin.on('error', () => undefined) // a worker that has died is told by its exit
    const read = lineReader(MAX_REPLY, (line) => this.#hear(line))
    stdout.setEncoding('utf8').on('data', (chunk: string) => {
      if (!read(chunk)) this.#distrust()
    })
    stderr.setEncoding('utf8').on('data', (chunk: string) => {
      this.#complaint = (this.#complaint + chunk).slice(-MAX_COMPLAINT)
    })
    this.#gone = new Promise((resolve) => {
      this.#child.once('error', (error) => {
        this.#complaint = error.message
        this.#end(null)
        resolve()
      })
      this.#child.once('close', (code, signal) => {
        this.#end(signal ?? signalBehind(code) ?? code)
        resolve()
      })
    })
  }

  /** One program at a time. Never rejects. */
  async run(program: SeededProgram, limits: Limits): Promise<RunEnd> {
    if (!this.alive) return { kind: 'unblamed', detail: 'its worker had ended' }
    const id = randomUUID()
    const watch = setInterval(() => void this.#watch(), WATCH_EVERY_MS)
    try {
      return await new Promise<RunEnd>((end) => {
        this.#running = {
          id,
          wallMs: limits.wallMs,
          end,
          startedAt: undefined,
          killAt: performance.now() + BOOT_MS,
          cpuAtStart: undefined,
          cpuMs: 0,
        }
        this.#child.stdin.write(`${JSON.stringify({ id, program, limits })}\n`)
      })
    } finally {
      clearInterval(watch)
      this.#running = undefined
    }
  }

  /** By its pid, at once; safe to call again. */
  kill(): void {
    this.alive = false
    this.#child.kill('SIGKILL')
  }

  /** Kills it and waits until it is gone. */
  async close(): Promise<void> {
    this.#closing = true
    this.kill()
    await this.#gone
  }

  #hear(line: string): void {
    const running = this.#running
    const reply = parseReply(line)
    if (!this.alive) return
    if (running === undefined || reply?.id !== running.id) this.#distrust()
    else if (reply.kind === 'started') {
      running.startedAt = performance.now()
      running.killAt = running.startedAt + running.wallMs + GRACE_MS
    } else if (reply.kind === 'broken' || reply.kind === 'killed') {
      this.kill()
      running.end({ kind: reply.kind === 'broken' ? 'unblamed' : 'killed', detail: reply.message })
    } else if (running.startedAt !== undefined) {
      this.#running = undefined // a second answer finds nobody waiting
      running.end({ kind: 'finished', result: reply.result })
    } else this.#distrust()
  }

  /** It said something that no worker of ours says. */
  #distrust(): void {
    this.#killed ??= { outcome: 'crashed', detail: 'its worker gave an answer that was not asked for' }
    this.kill()
  }

  async #watch(): Promise<void> {
    const running = this.#running
    const { pid } = this.#child
    if (running === undefined || pid === undefined) return
    const isLate = performance.now() > running.killAt
    const [resident, cpu] = await Promise.all([residentMiB(pid), cpuTimeMs(pid)])
    if (running.startedAt !== undefined && cpu !== undefined) {
      running.cpuAtStart ??= cpu
      running.cpuMs = cpu - running.cpuAtStart
    }
    if (this.#running !== running) return
    if (isLate) {
      this.#killed ??= { outcome: 'timeout', detail: 'out of time, and not to be interrupted' }
      return this.kill()
    }
    if (resident !== undefined && resident > this.#residentMiB) {
      this.#killed ??= { outcome: 'memory', detail: `its worker grew to ${Math.round(resident)} MiB` }
      this.kill()
    }
  }

  #end(how: string | number | null): void {
    this.alive = false
    const running = this.#running
    if (running === undefined) return
    const { startedAt } = running
    const fromOutside = this.#killed === undefined && !this.#closing && typeof how === 'string' && !FAULTS.includes(how)
    if (startedAt === undefined || (this.#killed === undefined && this.#closing)) {
      const detail = `its worker ended (${how}): ${lastWords(this.#complaint)}`
      running.end({ kind: 'unblamed', detail, ...(fromOutside && { fromOutside }) })
    } else if (fromOutside) {
      running.end({ kind: 'killed', detail: `its worker ended (${how})` })
    } else {
      const fate = this.#killed ?? { outcome: 'crashed', detail: `its worker died (${how})` }
      running.end({ kind: 'died', ...fate, wallMs: performance.now() - startedAt, cpuMs: running.cpuMs })
    }
  }
}

/** @returns the signal that ended a command, as its exit code tells it */
function signalBehind(code: number | null): string | undefined {
  const number = (code ?? 0) - BY_SIGNAL
  return Object.entries(constants.signals).find(([, one]) => one === number)?.[0]
}

/** The error that ended a worker, in its own line: Node prints source and stack around it. */
function lastWords(complaint: string): string {
  const lines = complaint.split('\n').map((line) => line.trim())
  return (
    lines.find((line) => /^(\w*Error\b|# ?Fatal)/.test(line)) ??
    lines.findLast((line) => line !== '') ??
    'without a word'
  )
}
