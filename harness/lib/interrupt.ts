/** Handles Ctrl-C: once finishes requests in flight and saves, twice cancels them, three times ends the process. */
import { Interrupted } from '../../results/errors.ts'
import { hasLiveArea, note } from './terminal.ts'

export interface RunSignals {
  /** Start no further trial, finish the requests under way. */
  readonly stop: AbortSignal
  /** Cancel requests in flight. */
  readonly abort: AbortSignal
}

/** Time to wait for requests in flight after the first Ctrl-C. */
const GRACE_MS = 30_000

/** The signals of a command. They exist from its start: models are opened with them before there is anything to stop. */
export interface CommandSignals extends RunSignals {
  /** From now on Ctrl-C stops the command, and so does each of `others`, with its reason. */
  listen(...others: readonly AbortSignal[]): void
  /** Stops the command with this reason. */
  end(reason: unknown): void
  /** Restores the default behavior of Ctrl-C. After one was caught, cleanup still has time to finish. */
  release(): void
}

/** The reason of `stop` after Ctrl-C. */
const stopped = () => new Interrupted('stopped; everything finished is saved')

export const isInterrupted = ({ stop }: RunSignals): boolean => stop.reason instanceof Interrupted

export function commandSignals(): CommandSignals {
  const stop = new AbortController()
  const abort = new AbortController()
  let caught = false
  let timer: NodeJS.Timeout | undefined

  const onSignal = () => {
    if (caught) {
      letGo() // the next Ctrl-C ends the process
      return abort.abort()
    }
    caught = true
    const afterEcho = process.stderr.isTTY && !hasLiveArea() ? [''] : [] // the terminal has written ^C
    note(...afterEcho, `Stopping: waiting for requests in flight. Press Ctrl-C again to cancel them.`)
    stop.abort(stopped())
    timer = setTimeout(() => abort.abort(), GRACE_MS)
  }
  const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  const letGo = () => {
    for (const name of names) process.off(name, onSignal)
  }

  return {
    stop: stop.signal,
    abort: abort.signal,
    listen(...others) {
      for (const name of names) process.on(name, onSignal)
      for (const other of others) {
        if (other.aborted) stop.abort(other.reason)
        else other.addEventListener('abort', () => stop.abort(other.reason), { once: true })
      }
    },
    end: (reason) => stop.abort(reason),
    release() {
      clearTimeout(timer)
      if (!caught) letGo()
    },
  }
}
