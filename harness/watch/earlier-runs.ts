/** Runs of checkpoints that an earlier watch of the same training evaluated, and that its trainer has deleted since. */
import { basename } from 'node:path'
import type { FinishedRun } from '../../results/store/read.ts'
import type { Evaluated } from './evaluate-checkpoint.ts'
import type { Measurement } from './measurement.ts'

/**
 * From the newest run back. Checkpoints are evaluated in the order of their steps, so that another training of the same folder has ended
 * where a step is higher than the one that was evaluated after it.
 *
 * @returns the newest first; none where the checkpoints are of no series
 */
export async function earlierRuns(
  evaluated: readonly Evaluated[],
  measurement: Pick<Measurement, 'finished'>,
): Promise<FinishedRun[]> {
  const series = evaluated[0]?.checkpoint.series
  if (series === undefined) return []
  const known = new Set(evaluated.flatMap(({ runs }) => runs.map(({ folder }) => basename(folder))))
  const steps = new Set(evaluated.map(({ checkpoint }) => checkpoint.step))
  const all = await Array.fromAsync(measurement.finished())
  const found: FinishedRun[] = []
  let lowest = Infinity
  for (const run of all.sort(byStart)) {
    const { step, series: own } = run.manifest.model
    if (own !== series || step === undefined) continue
    const isKnown = known.has(basename(run.folder))
    if (!isKnown && step > lowest) return found
    lowest = Math.min(lowest, step)
    if (!isKnown && !steps.has(step)) found.push(run)
  }
  return found
}

/** Newest first. Names of folders tell seconds only. */
const byStart = (one: FinishedRun, other: FinishedRun) => (one.manifest.startedAt < other.manifest.startedAt ? 1 : -1)
