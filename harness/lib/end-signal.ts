/** Ctrl-C of a command that waits most of the time: it ends between two pieces of work, which may handle Ctrl-C themselves. */
import { Interrupted } from '../../results/errors.ts'

export interface EndSignal extends Disposable {
  /** Aborted with an Interrupted by SIGINT, SIGTERM or SIGHUP. */
  readonly signal: AbortSignal
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Listens the whole time: between two listeners a signal would end the process. The third one does so. */
export function endSignal(): EndSignal {
  const ended = new AbortController()
  let caught = 0
  const letGo = () => {
    for (const name of SIGNALS) process.off(name, end)
  }
  const end = () => {
    ended.abort(new Interrupted('stopped; everything finished is saved'))
    if (++caught === 2) letGo()
  }
  for (const name of SIGNALS) process.on(name, end)
  return { signal: ended.signal, [Symbol.dispose]: letGo }
}
