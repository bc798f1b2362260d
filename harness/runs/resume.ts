/** Finds the run folders that a command resumes. Nothing is resumed without `--resume` or the user's consent. */
import { isStoppedEarly } from '../../results/design/asking-order.ts'
import { StoreError } from '../../results/errors.ts'
import type { RunManifest } from '../../results/schema/schema.ts'
import { listRuns, openRun, type StoredRun } from '../../results/store/read.ts'
import { folderNamed } from '../options/run-names.ts'

/** Finds, for the manifest of a run about to start, the earlier run that it continues. */
export type FindEarlier = (manifest: RunManifest) => StoredRun | undefined

/**
 * Finds the group of runs to resume: the newest one with some of the requested runs, not all of them finished. Its finished runs
 * are kept. If all groups are finished, it is the newest: a job that is requeued after its end sends no request again.
 *
 * @param resume absent: nothing is resumed; `''`: look in `runsDir`; otherwise a run folder, and with it its group
 * @param requested manifests of the runs about to start
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

/** @returns a message when all requested runs are finished; undefined while something is pending */
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
  return `finished ${when}: all requested runs are complete, and nothing is requested again; leave out --resume for a new run`
}

/** Identity of a run: several rescored or pairwise runs may share a hash. */
const identityOf = ({ hash, rescoredFrom, versus }: RunManifest) => JSON.stringify([hash, rescoredFrom, versus?.run])

const isAsked = (requested: readonly RunManifest[]) => {
  const identities = new Set(requested.map(identityOf))
  return ({ manifest }: StoredRun) => identities.has(identityOf(manifest))
}

/** Whether some of the requested runs are missing or incomplete. */
function isUnfinished(runs: readonly StoredRun[], requested: readonly RunManifest[]): boolean {
  return requested.some((manifest) => {
    const run = runs.find((one) => identityOf(one.manifest) === identityOf(manifest))
    return run === undefined || !isWhole(run.manifest, manifest)
  })
}

/** Whether a run is complete. A run that stopped early counts, unless the request is for all samples. */
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
  throw new StoreError(`${named.folder}: not a run of this command: its ${differing.join(', ')} differs`, {
    hint: 'Repeat the command that started it, or leave out --resume to start a new run.',
  })
}

const PARTS = ['benchmark', 'protocol', 'model', 'generation', 'trialsPerSample', 'dataset', 'items'] as const
