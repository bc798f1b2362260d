/** Pools several runs of one checkpoint, given together or from earlier looks. */
import { dirname, resolve } from 'node:path'
import { requireComparable } from '../../results/compare/comparability.ts'
import type { ComparedRun } from '../../results/compare/compared-run.ts'
import type { RunPair } from '../../results/compare/groups.ts'
import { isStoppedEarly } from '../../results/design/asking-order.ts'
import { IncomparableError } from '../../results/errors.ts'
import { type LookPlace, lookKey, runKey } from '../../results/gate/looks.ts'
import { listRuns } from '../../results/store/read.ts'
import { note } from '../lib/terminal.ts'
import { isReference } from '../options/run-references.ts'

/** A pair of runs, and further runs of the candidate's checkpoint in the same gate. */
export interface Gathered extends RunPair {
  readonly others: readonly ComparedRun[]
}

/**
 * Groups the runs of one checkpoint into one candidate: the last run, with the others. Checkpoints are identified by version;
 * each run without a version is a candidate of its own.
 */
export function byCheckpoint(pairs: readonly RunPair[]): Gathered[] {
  const groups = Map.groupBy(pairs, (pair) => lookKey(pair.baseline.manifest, pair.candidate.manifest) ?? pair)
  return [...groups.values()].flatMap((group) => {
    const inTime = group.toSorted((a, b) => (a.candidate.manifest.startedAt < b.candidate.manifest.startedAt ? -1 : 1))
    const last = inTime.pop()
    if (last === undefined) return []
    const [like, unlike] = [true, false].map((is) =>
      inTime.filter((pair) => isLike(pair.candidate, last.candidate) === is),
    )
    const others = like?.map(({ candidate }) => candidate) ?? []
    return [...byCheckpoint(unlike ?? []), { ...last, others }]
  })
}

/**
 * Adds the runs of earlier looks, from the folder of runs or beside the pair's own folders. Runs that are gone or can no longer
 * be compared are noted, and still count as looks. A stored baseline is compared as it is stored.
 *
 * @returns the pair, and the number of runs that could not be added
 */
export async function withEarlierRuns(
  { baseline, candidate, others }: Gathered,
  before: LookPlace['earlier'],
  runsDir: string,
): Promise<{ pair: RunPair; lost: number }> {
  const isMoving = baseline.manifest.model.version !== undefined && !isReference(baseline.folder)
  const sides = [
    { run: baseline, keys: isMoving ? before.baseline : [], others: [] },
    { run: candidate, keys: before.candidate, others },
  ]
  const stored = new Map<string, ComparedRun>()
  if (sides.some(({ keys }) => keys.length > 0)) {
    const places = [runsDir, ...sides.flatMap(({ run }) => (isReference(run.folder) ? [] : dirname(run.folder)))]
    for (const place of new Map(places.map((each) => [resolve(each), each])).values()) {
      for (const run of await listRuns(place)) stored.set(runKey(run.manifest), run)
    }
  }
  const [first, second] = sides.map((side) => withThose(side, stored))
  return {
    pair: { baseline: first?.run ?? baseline, candidate: second?.run ?? candidate },
    lost: (first?.lost ?? 0) + (second?.lost ?? 0),
  }
}

interface Side {
  readonly run: ComparedRun
  readonly keys: readonly string[]
  readonly others: readonly ComparedRun[]
}

function withThose(
  { run, keys, others }: Side,
  stored: ReadonlyMap<string, ComparedRun>,
): { readonly run: ComparedRun; readonly lost: number } {
  const found = keys.flatMap((key) => stored.get(key) ?? []).filter((earlier) => isLike(earlier, run))
  const lost = keys.length - found.length
  if (lost > 0) {
    const { label } = run.manifest.model
    note(
      `${lost} of ${keys.length} earlier runs of ${label} that were gated cannot be found or compared any more, and do not count`,
    )
  }
  const earlier = [...found, ...others.filter((other) => isLike(other, run))]
  return { run: earlier.length === 0 ? run : { ...run, earlier }, lost }
}

/** Whether a run is finished and measured the same thing, except for repeats. Rescored replies are not new ones. */
function isLike(earlier: ComparedRun, run: ComparedRun): boolean {
  if (earlier.summary === undefined) return false
  // Otherwise, means over other samples would be pooled with the run's own.
  if ([earlier, run].some(({ manifest }) => isStoppedEarly(manifest))) return false
  if ([earlier, run].some(({ manifest }) => manifest.rescoredFrom !== undefined)) return false
  try {
    requireComparable(earlier.manifest, run.manifest, ['repeats'])
    return true
  } catch (error) {
    if (error instanceof IncomparableError) return false
    throw error
  }
}
