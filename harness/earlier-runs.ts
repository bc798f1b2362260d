/** Runs of a checkpoint that a gate has looked at before: found again, so that their answers count. */
import { dirname, resolve } from 'node:path'
import { requireComparable } from '../results/comparability.ts'
import type { ComparedRun } from '../results/compare/compared-run.ts'
import type { RunPair } from '../results/compare/groups.ts'
import { IncomparableError } from '../results/errors.ts'
import { type Look, runKey, runsBefore } from '../results/gate/looks.ts'
import { listRuns, type StoredRun } from '../results/store.ts'
import { isReference } from './run-references.ts'
import { note } from './terminal.ts'

/**
 * The pair with the runs of earlier looks, which lie in the folder of runs or beside the pair's own. Those that are gone, or
 * can no longer be compared, are told of; they stay counted as looks. A stored baseline stays as it is: what is kept under a
 * name is what is compared with.
 */
export async function withEarlierRuns(
  { baseline, candidate }: RunPair,
  looks: readonly Look[],
  look: Pick<Look, 'key' | 'runs'>,
  runsDir: string,
): Promise<RunPair> {
  const before = runsBefore(looks, look)
  const isMoving = baseline.manifest.model.version !== undefined && !isReference(baseline.folder)
  const sides = [
    { run: baseline, keys: isMoving ? before.baseline : [] },
    { run: candidate, keys: before.candidate },
  ]
  if (sides.every(({ keys }) => keys.length === 0)) return { baseline, candidate }
  const places = [runsDir, ...sides.flatMap(({ run }) => (isReference(run.folder) ? [] : dirname(run.folder)))]
  const stored = new Map<string, StoredRun>()
  for (const place of new Map(places.map((each) => [resolve(each), each])).values()) {
    for (const run of await listRuns(place)) stored.set(runKey(run.manifest), run)
  }
  const [first = baseline, second = candidate] = sides.map(({ run, keys }) => withThose(run, keys, stored))
  return { baseline: first, candidate: second }
}

function withThose(run: ComparedRun, keys: readonly string[], stored: ReadonlyMap<string, StoredRun>): ComparedRun {
  const found = keys.flatMap((key) => stored.get(key) ?? []).filter((earlier) => isLike(earlier, run))
  const lost = keys.length - found.length
  if (lost > 0) {
    const { label } = run.manifest.model
    note(
      `${lost} of ${keys.length} earlier runs of ${label} that were gated cannot be found any more, and do not count`,
    )
  }
  return found.length === 0 ? run : { ...run, earlier: found }
}

/** Complete, and the same measure as the run itself; repeats are what may differ. */
function isLike(earlier: StoredRun, run: ComparedRun): boolean {
  if (earlier.summary === undefined) return false
  try {
    requireComparable(earlier.manifest, run.manifest, ['repeats'])
    return true
  } catch (error) {
    if (error instanceof IncomparableError) return false
    throw error
  }
}
