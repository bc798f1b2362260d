/** Several logs of one tool, of which some may have no score that could be compared. */
import { InteropError } from '../../../results/errors.ts'
import type { ForeignRun } from './foreign.ts'

/** A log that can be read, but has no score, or none by the filter that was asked for. */
export class NoScoreError extends InteropError {
  /** Its runs by the only filter it has, where another was asked for. */
  readonly otherwise: (() => readonly ForeignRun[]) | undefined

  constructor(message: string, options: { readonly hint: string; readonly otherwise?: () => readonly ForeignRun[] }) {
    super(message, options)
    this.otherwise = options.otherwise
  }
}

/**
 * The runs of all logs. One without a score is left out, which the first run's notes say. One with a single filter has no other to
 * choose: it is read by that, where another log has the filter that was asked for.
 *
 * @throws InteropError for a log that cannot be read, or where no log has a score
 */
export async function readEach<Log>(
  logs: readonly Log[],
  read: (log: Log) => Promise<readonly ForeignRun[]>,
): Promise<ForeignRun[]> {
  const found: (readonly ForeignRun[] | NoScoreError)[] = []
  for (const log of logs) {
    found.push(
      await read(log).catch((error: unknown) => {
        if (error instanceof NoScoreError) return error
        throw error
      }),
    )
  }
  const isRead = (one: (typeof found)[number]) => !(one instanceof NoScoreError)
  const failure = found.find((one) => one instanceof NoScoreError)
  if (failure !== undefined && !found.some(isRead)) throw failure
  const runs = found.flatMap((one) => (one instanceof NoScoreError ? (one.otherwise?.() ?? []) : one))
  const leftOut = found.flatMap((one) =>
    one instanceof NoScoreError && one.otherwise === undefined ? `left out: ${one.message}` : [],
  )
  return runs.map((run, at) => (at === 0 && leftOut.length > 0 ? { ...run, notes: [...run.notes, ...leftOut] } : run))
}
