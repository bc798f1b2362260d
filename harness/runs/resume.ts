/** Which earlier run folders a command goes on with. Nothing is ever reused unless `--resume` asks for it, or the user agrees. */
import { isStoppedEarly } from '../../results/design/asking-order.ts'
import { StoreError } from '../../results/errors.ts'
import type { RunManifest } from '../../results/schema/schema.ts'
import { listRuns, openRun, type StoredRun } from '../../results/store/read.ts'
import { folderNamed } from '../options/run-names.ts'

/** Finds, for the manifest of a run about to start, the earlier run that it continues. */
export type FindEarlier = (manifest: RunManifest) => StoredRun | undefined

/**
 * A command leaves a group of runs. The one to go on with is the newest that began some of the runs now asked for and has
 * not finished all of them; its finished runs are taken as they are. Where all groups are finished, it is the newest of them: a job
 * that is queued again after its end asks nothing again.
 *
 * @param resume absent: nothing is resumed; `''`: look in `runsDir`; otherwise a run folder, and with it its group
 * @param asked the runs about to start
 * @throws StoreError when the folder named is not one of these runs
 */
export async function findEarlierRuns(
  resume: string | undefined,
  runsDir: string,
  requested: readonly RunManifest[],
): Promise<FindEarlier> {
  if (resume === undefined) return () => undefined
  const named = resume === '' ? undefined : await openRun(await folderNamed(resume, runsDir))
  if (named !== undefined) refuseOther(named, requested)
  const known = named === undefined ? await listRuns(runsDir) : [named, ...(await listRuns(runsDir))]
  const groups = Map.groupBy(known.filter(isAsked(requested)), ({ manifest }) => manifest.group)
  const newestFirst = [...groups.values()].sort((a, b) => startOf(b).localeCompare(startOf(a)))
  const group =
    named === undefined
      ? (newestFirst.find((runs) => isUnfinished(runs, requested)) ?? newestFirst[0] ?? [])
      : (newestFirst.find((runs) => runs.includes(named)) ?? [])
  return (manifest) => group.find((run) => identityOf(run.manifest) === identityOf(manifest))
}

/** The finish of runs that are all there already, told instead of asking anything; undefined while something is left to do. */
export function allFinished(earlier: FindEarlier, requested: readonly RunManifest[]): string | undefined {
  const found = requested.map(earlier)
  const isAllThere = requested.every((manifest, at) => {
    const run = found[at]
    return run !== undefined && isWhole(run.manifest, manifest)
  })
  if (found.length === 0 || !isAllThere) return undefined
  const last =
    found
      .map((run) => run?.manifest.finishedAt ?? '')
      .sort()
      .at(-1) ?? ''
  const when = last.replace('T', ' ').replace(/:\d+\.\d+Z$/, ' UTC')
  return `finished ${when}: everything asked for is there, and nothing is asked again; leave --resume away for a new run`
}

/** Runs of one hash may be scored again each by itself, or judged against several. */
const identityOf = ({ hash, rescoredFrom, versus }: RunManifest) => JSON.stringify([hash, rescoredFrom, versus?.run])

const isAsked = (requested: readonly RunManifest[]) => {
  const identities = new Set(requested.map(identityOf))
  return ({ manifest }: StoredRun) => identities.has(identityOf(manifest))
}

/** Some of the runs asked for are not there, or not complete. */
function isUnfinished(runs: readonly StoredRun[], requested: readonly RunManifest[]): boolean {
  return requested.some((manifest) => {
    const run = runs.find((one) => identityOf(one.manifest) === identityOf(manifest))
    return run === undefined || !isWhole(run.manifest, manifest)
  })
}

/** Complete, and with all that is asked for: a run that stopped early is, unless it is asked to its end. */
export const isWhole = (found: RunManifest, requested: RunManifest): boolean =>
  found.status === 'complete' && (requested.design?.kind === 'early-stop' || !isStoppedEarly(found))

const startOf = (runs: readonly StoredRun[]) => runs[0]?.manifest.startedAt ?? ''

function refuseOther(named: StoredRun, requested: readonly RunManifest[]): void {
  if (isAsked(requested)(named)) return
  const [closest] = requested
  const differing: string[] = PARTS.filter(
    (part) => JSON.stringify(named.manifest[part]) !== JSON.stringify(closest?.[part]),
  )
  if (named.manifest.sandbox?.engine !== closest?.sandbox?.engine) differing.push('sandbox')
  throw new StoreError(`${named.folder}: not a run that is asked for: its ${differing.join(', ')} differs`, {
    hint: 'Repeat the command that began it, or leave --resume away to start a new run.',
  })
}

const PARTS = ['benchmark', 'protocol', 'model', 'generation', 'repeats', 'dataset', 'items'] as const
