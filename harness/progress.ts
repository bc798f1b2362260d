/** How a run is going: a live line on a terminal, a plain line now and then in a log. */
import { SingleBar } from 'cli-progress'
import type { SampleRecord } from '../results/schema.ts'

/** A log gets a line this often at most. */
const LOG_INTERVAL_MS = 15_000

export interface Progress {
  onRecord(record: SampleRecord): void
  /** Leaves the line as it is and lets other output follow. */
  stop(): void
}

interface Tally {
  scored: number
  sum: number
  unscored: number
}

/**
 * @param title what runs: `gsm8k · sft`
 * @param total trials in all, `done` of them from an earlier sitting
 * @param range of the scores, to show the running mean as a percentage or as points
 */
export function startProgress(
  title: string,
  total: number,
  done: number,
  range: readonly [min: number, max: number],
  stream: NodeJS.WriteStream = process.stderr,
): Progress {
  const tally: Tally = { scored: 0, sum: 0, unscored: 0 }
  const bar = new SingleBar({
    format: `${title}  {bar} {value}/{total}  {rate}/s  ETA {eta_formatted}  {tally}`,
    barsize: 24,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    hideCursor: true,
    gracefulExit: false,
    etaBuffer: 200,
    stream,
    noTTYOutput: stream.isTTY !== true,
    notTTYSchedule: LOG_INTERVAL_MS,
    linewrap: null,
    emptyOnZero: true,
  })
  const startedAt = Date.now()
  const rate = (value: number) => ((value - done) / Math.max(0.001, (Date.now() - startedAt) / 1000)).toFixed(1)
  let value = done
  bar.start(total, done, { rate: '–', tally: '' })

  return {
    onRecord(record) {
      count(record, tally)
      bar.update(++value, { rate: rate(value), tally: describe(tally, range) })
    },
    stop: () => bar.stop(),
  }
}

function count(record: SampleRecord, tally: Tally): void {
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
