/** Ctrl-C: once to finish what is under way and save, twice to stop at once, three times to end whatever is left. */
import { hasLiveArea, note } from './terminal.ts'

export interface RunSignals {
  /** Start no further trial, finish the requests under way. */
  readonly stop: AbortSignal
  /** Drop what is under way. */
  readonly abort: AbortSignal
}

/** How long requests under way are waited for after the first Ctrl-C. */
const GRACE_MS = 30_000

export interface Interrupts extends RunSignals {
  /** Ctrl-C ends the process again; after one was caught, what is being closed and told still has its time. */
  release(): void
}

/** Ends with the first of the signals: models are opened, with what makes them wait no longer, before there is anything to stop. */
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
      letGo() // whatever is left, the next one ends it
      return abort.abort()
    }
    const afterEcho = process.stderr.isTTY && !hasLiveArea() ? '\n' : '' // the terminal has written ^C
    note(`${afterEcho}Stopping: waiting for the replies under way; Ctrl-C again to drop them.`)
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
