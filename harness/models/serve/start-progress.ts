/** Tells how the start of a server is going. */
import type { ServerLog } from './server-log.ts'

interface StartProgress {
  /** It answers. */
  ready(): void
  /** It was given up. */
  end(): void
}

/** When to say something, in seconds after the start; later on every minute. */
const MOMENTS = [3, 10, 20, 40]
const LATER = 60

export function startProgress({
  label,
  program,
  log,
  onProgress,
}: {
  readonly label: string
  readonly program: string
  readonly log: Pick<ServerLog, 'phase'>
  readonly onProgress: (sentence: string) => void
}): StartProgress {
  const startedAt = performance.now()
  const elapsed = () => (performance.now() - startedAt) / 1000
  let timer: NodeJS.Timeout | undefined

  function sayAt(moment: number, next: readonly number[]): void {
    timer = setTimeout(
      () => {
        onProgress(`${label}: ${program} is ${log.phase()}, ${Math.round(elapsed())} s`)
        const [first = moment + LATER, ...others] = next
        sayAt(first, others)
      },
      1000 * moment - 1000 * elapsed(),
    )
    timer.unref()
  }

  const [first = LATER, ...others] = MOMENTS
  onProgress(`${label}: starting ${program}`)
  sayAt(first, others)
  return {
    ready() {
      clearTimeout(timer)
      onProgress(
        `${label}: ${program} is ready after ${elapsed() < 10 ? elapsed().toFixed(1) : Math.round(elapsed())} s`,
      )
    },
    end: () => clearTimeout(timer),
  }
}
