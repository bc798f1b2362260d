/** What a comparison says of each of its two runs. */
import { defined } from '../defined.ts'
import type { Side } from '../schema/comparison.ts'
import { plural } from '../words/format.ts'
import { type ComparedRun, repeatsOf, scoredTrials } from './compared-run.ts'

/** @returns without an interval where earlier runs count with it: each has one of its own */
export function sideOf(run: ComparedRun): Side {
  const { folder, summary, earlier = [] } = run
  const { score, missing } = scoredTrials(run)
  return defined({
    run: folder,
    earlier: earlier.length > 0 ? earlier.map((each) => each.folder) : undefined,
    score,
    interval: earlier.length === 0 ? summary?.interval : undefined,
    unscored: missing,
  })
}

/** Says which runs have the answers of others of the same checkpoint. */
export function pooled(...runs: readonly ComparedRun[]): string[] {
  return runs.flatMap((run) => {
    const { earlier = [], manifest } = run
    if (earlier.length === 0) return []
    const which = `${plural(earlier.length, 'other run')} of ${manifest.model.label} at the same checkpoint`
    return [`with the answers of ${which}: ${repeatsOf(run)} to each sample`]
  })
}
