/** How a run is going: a live line on a terminal, a plain line now and then in a log. */
import { SingleBar } from 'cli-progress'
import type { SampleRecord } from '../../results/schema/schema.ts'
import { movesCursor, say } from '../lib/terminal.ts'
import type { ObservedRun, RunObserver } from './run-events.ts'

/** A CI log gets a line this often. */
const LOG_INTERVAL_MS = 15_000

export interface Progress {
  onRecord(record: SampleRecord): void
  /** @param count trials that turned out not to be needed, so far */
  onPassedOver(count: number): void
  /** Leaves the last state as it is and lets other output follow. */
  stop(): void
}

interface Tally {
  /** Trials in all that are needed. */
  total: number
  /** Trials finished, those of an earlier sitting among them. */
  done: number
  scored: number
  sum: number
  unscored: number
}

export interface ProgressOptions {
  /** What runs: `gsm8k · sft`. */
  readonly title: string
  /** Trials in all. */
  readonly total: number
  /** Of them finished in an earlier sitting. */
  readonly done: number
  /** Of the scores: 0–1 is shown as a percentage, anything else as points. */
  readonly range: readonly [min: number, max: number]
}

/** On a terminal a live line; in a CI log, and on a terminal without a cursor to move, a plain line now and then; in a pipe nothing. */
export function startProgress(options: ProgressOptions, stream: NodeJS.WriteStream = process.stderr): Progress {
  const tally: Tally = { total: options.total, done: options.done, scored: 0, sum: 0, unscored: 0 }
  const startedAt = performance.now()
  const rate = () => (tally.done - options.done) / Math.max(0.001, (performance.now() - startedAt) / 1000)
  const isLog = Boolean(process.env.CI) || stream.isTTY
  const view = movesCursor(stream) ? liveLine(options, stream) : isLog ? logLines(options, stream) : undefined
  return {
    onRecord(record) {
      count(record, tally)
      view?.update(tally, rate())
    },
    onPassedOver(count) {
      tally.total = options.total - count
    },
    stop: () => view?.stop(tally, rate()),
  }
}

/** Shows each run of a command from its start to its end. */
export function showProgress(stream: NodeJS.WriteStream = process.stderr): RunObserver {
  const underWay = new Map<ObservedRun, Progress>()
  return (event) => {
    if (event.kind === 'planned') return
    const { run } = event
    if (event.kind === 'started') {
      const title = `${run.benchmark} · ${run.model}`
      underWay.set(run, startProgress({ title, total: event.trials, done: event.scored, range: run.range }, stream))
    } else if (event.kind === 'trial') underWay.get(run)?.onRecord(event.record)
    else if (event.kind === 'passed-over') underWay.get(run)?.onPassedOver(event.count)
    else if (event.kind === 'closed') {
      underWay.get(run)?.stop()
      underWay.delete(run)
    }
  }
}

interface View {
  update(tally: Tally, perSecond: number): void
  stop(tally: Tally, perSecond: number): void
}

function liveLine({ title, total, done, range }: ProgressOptions, stream: NodeJS.WriteStream): View {
  const bar = new SingleBar({
    format: `${title}  {bar} {value}/{total}  {rate}/s  ETA {eta_formatted}  {score}`,
    barsize: 24,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    hideCursor: true,
    gracefulExit: false,
    etaBuffer: 200,
    stream,
  })
  bar.start(total, done, { rate: '–', score: '' })
  return {
    update(tally, perSecond) {
      bar.setTotal(tally.total)
      bar.update(tally.done, { rate: perSecond.toFixed(1), score: describe(tally, range) })
    },
    stop: () => bar.stop(),
  }
}

function logLines({ title, range }: ProgressOptions, stream: NodeJS.WriteStream): View {
  let lastAt = performance.now()
  const write = (tally: Tally, perSecond: number) => {
    lastAt = performance.now()
    const left = perSecond > 0 ? `, ${Math.ceil((tally.total - tally.done) / perSecond)} s left` : ''
    say(`${title}: ${tally.done}/${tally.total}, ${perSecond.toFixed(1)}/s${left}, ${describe(tally, range)}\n`, stream)
  }
  return {
    update(tally, perSecond) {
      if (performance.now() - lastAt >= LOG_INTERVAL_MS) write(tally, perSecond)
    },
    stop: write,
  }
}

function count(record: SampleRecord, tally: Tally): void {
  tally.done++
  if (record.outcome.kind === 'unscored') tally.unscored++
  else {
    tally.scored++
    tally.sum += record.outcome.score.value
  }
}

function describe({ scored, sum, unscored }: Tally, [min, max]: readonly [number, number]): string {
  const mean = scored === 0 ? undefined : sum / scored
  const score = mean === undefined ? '' : min === 0 && max === 1 ? `${(100 * mean).toFixed(1)} %` : mean.toFixed(2)
  return unscored === 0 ? score : `${score}  ${unscored} unscored`
}
