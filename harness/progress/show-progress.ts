/** Shows how the runs of a command are going: live lines on a terminal, a plain line now and then anywhere else. */
import { line, visibleLines } from '../../results/visible.ts'
import { type LiveArea, openLiveArea } from '../lib/live-area.ts'
import { hasLiveArea, movesCursor, say } from '../lib/terminal.ts'
import { finishedLine, overallLine, runLines, startedLine } from './progress-lines.ts'
import { ProgressState } from './progress-state.ts'
import type { RunEvent, RunObserver } from './run-events.ts'

/** The terminal is drawn at most this often, and only where something has changed or a second has passed. */
const REDRAW_MS = 200
const CLOCK_MS = 1000
/** A log gets a line this often. */
const LOG_INTERVAL_MS = 15_000

export interface ProgressOptions {
  readonly stream?: NodeJS.WriteStream
  /** Once aborted, no trial is started any more. */
  readonly stop?: AbortSignal
  /** ms of any clock. */
  readonly now?: () => number
}

/** Ends with the last run that is closed; a later stage of a run opens it again. */
export function showProgress({
  stream = process.stderr,
  stop,
  now = () => performance.now(),
}: ProgressOptions = {}): RunObserver {
  const state = new ProgressState(now())
  const view =
    movesCursor(stream) && !hasLiveArea() ? liveView(state, stream, now, stop) : logView(state, stream, now, stop)
  return (event) => {
    state.apply(event, now())
    view.changed()
    const width = widthOf(stream)
    if (event.kind === 'started') view.begin(event)
    else if (event.kind === 'closed') {
      if (event.finished !== undefined && state.of(event.run).wasStarted) {
        say(line`${finishedLine(event.run, event.finished, width)}\n`, stream)
      }
      if (state.underWay().length === 0) view.end()
    }
  }
}

/** Undefined for what has none: a file, a pipe. */
const widthOf = ({ isTTY, columns }: NodeJS.WriteStream) => (isTTY ? Math.max(1, (columns || 80) - 1) : undefined)

interface View {
  begin(event: Extract<RunEvent, { kind: 'started' }>): void
  changed(): void
  end(): void
}

function liveView(state: ProgressState, stream: NodeJS.WriteStream, now: () => number, stop?: AbortSignal): View {
  let area: LiveArea | undefined
  let timer: NodeJS.Timeout | undefined
  let isDirty = false
  let drawnAt = 0

  function lines({ width, height }: { readonly width: number; readonly height: number }): string[] {
    const runs = runLines(state.underWay(), width)
    const room = height - 1
    const shown = runs.length <= room ? runs : [...runs.slice(0, room - 1), `… and ${runs.length - room + 1} more`]
    isDirty = false
    drawnAt = now()
    return [overallLine(state.overall(drawnAt), width, stop?.aborted), ...shown].slice(0, Math.max(1, height))
  }

  return {
    begin() {
      if (area !== undefined) return
      area = openLiveArea(stream, lines)
      area.update()
      timer = setInterval(() => {
        if (isDirty || now() - drawnAt >= CLOCK_MS) area?.update()
      }, REDRAW_MS)
      timer.unref()
    },
    changed() {
      isDirty = true
    },
    end() {
      clearInterval(timer)
      area?.close()
      area = undefined
    },
  }
}

function logView(state: ProgressState, stream: NodeJS.WriteStream, now: () => number, stop?: AbortSignal): View {
  let timer: NodeJS.Timeout | undefined

  function write(): void {
    const width = widthOf(stream)
    const runs = runLines(state.underWay(), width === undefined ? undefined : width - 2)
    const all = [overallLine(state.overall(now()), width, stop?.aborted), ...runs.map((line) => `  ${line}`)]
    say(visibleLines([...all, '']), stream)
  }

  return {
    begin({ run, trials, scored }) {
      say(line`${startedLine(run, trials, scored, widthOf(stream))}\n`, stream)
      if (timer !== undefined) return
      timer = setInterval(write, LOG_INTERVAL_MS)
      timer.unref()
    },
    changed() {},
    end() {
      clearInterval(timer)
      timer = undefined
    },
  }
}
