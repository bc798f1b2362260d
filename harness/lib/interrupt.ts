/** Handles Ctrl-C: once finishes requests in flight and saves, twice cancels them, three times ends the process. */
import { hasLiveArea, note } from './terminal.ts'

export interface RunSignals {
  /** Start no further trial, finish the requests under way. */
  readonly stop: AbortSignal
  /** Cancel requests in flight. */
  readonly abort: AbortSignal
}

/** Time to wait for requests in flight after the first Ctrl-C. */
const GRACE_MS = 30_000

export interface Interrupts extends RunSignals {
  /** Restores the default behavior of Ctrl-C. After one was caught, cleanup still has time to finish. */
  release(): void
}

/** Aborts `halt` with the first of the signals. Models are opened with `halt` before the signals exist. */
export function haltBy(halt: AbortController, ...signals: readonly AbortSignal[]): void {
  for (const signal of signals) {
    if (signal.aborted) halt.abort()
    else signal.addEventListener('abort', () => halt.abort(), { once: true })
  }
}

export function catchInterrupts(): Interrupts {
  const stop = new AbortController()
  const abort = new AbortController()
  let timer: NodeJS.Timeout | undefined

  const onSignal = () => {
    if (stop.signal.aborted) {
      letGo() // the next Ctrl-C ends the process
      return abort.abort()
    }
    const afterEcho = process.stderr.isTTY && !hasLiveArea() ? '\n' : '' // the terminal has written ^C
    note(`${afterEcho}Stopping: waiting for requests in flight. Press Ctrl-C again to cancel them.`)
    stop.abort()
    timer = setTimeout(() => abort.abort(), GRACE_MS)
  }
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const signal of signals) process.on(signal, onSignal)
  const letGo = () => {
    for (const signal of signals) process.off(signal, onSignal)
  }

  return {
    stop: stop.signal,
    abort: abort.signal,
    release() {
      clearTimeout(timer)
      if (!stop.signal.aborted) letGo()
    },
  }
}
