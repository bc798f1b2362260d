/** Reads the arguments of `compare`, `gate` and `report`: run folders, and which of them are the baseline. */
import { basename } from 'node:path'
import { requireChecks } from '../../results/compare/checks/index.ts'
import type { CompareOptions } from '../../results/compare/compare.ts'
import type { BaselineChoice } from '../../results/compare/groups.ts'
import { UsageError } from '../../results/errors.ts'
import { LOOKS } from '../../results/gate/look-log.ts'
import type { GatePolicy } from '../../results/schema/gate.ts'
import { type FinishedRun, holdsNoRun } from '../../results/store/read.ts'
import { findRunLocations, isReference, openRuns, type RunLocations, withoutStrays } from '../options/run-references.ts'
import { findLocations } from '../options/settings.ts'
import { readOverlaps } from '../training/contamination/read-report.ts'
import { inModelOrder, isInGlobOrder, recordedBaseline } from './order-of-runs.ts'

export interface ComparedFolders {
  readonly runs: readonly FinishedRun[]
  readonly baseline: BaselineChoice<FinishedRun>
}

interface FolderArguments {
  readonly run: readonly string[] | undefined
  readonly baseline: readonly string[] | undefined
  readonly baselines: string | undefined
  readonly config: string | undefined
  readonly 'runs-dir': string | undefined
  /** Of logs of other tools. */
  readonly filter?: string | undefined
  readonly metric?: string | undefined
}

/** The checks that may fail, from flag and config. @throws UsageError for an unknown check */
export function acceptedChecks(flag: readonly string[] = [], { accept = [] }: GatePolicy = {}): string[] {
  requireChecks(flag, '--accept')
  requireChecks(accept, 'gate.accept:')
  return [...accept, ...flag]
}

/** Comparison options from flags. @throws UsageError for an invalid contamination report */
export async function compareOptions(
  args: {
    readonly 'allow-different': readonly string[] | undefined
    readonly 'exclude-contaminated': string | undefined
    readonly accept: readonly string[] | undefined
  },
  policy?: GatePolicy,
): Promise<CompareOptions> {
  const { 'allow-different': allowDifferent, 'exclude-contaminated': report } = args
  return {
    accept: acceptedChecks(args.accept, policy),
    ...(allowDifferent !== undefined && { allowDifferent }),
    ...(report !== undefined && { contaminated: await readOverlaps(report) }),
  }
}

/**
 * @param least fewest folders that the command needs
 * @throws UsageError for too few folders; StoreError or IncompleteError for a run that cannot be compared
 */
export async function openFolders(
  command: string,
  { run: given = [], baseline: givenBaseline = [], filter, metric, ...places }: FolderArguments,
  least = 2,
): Promise<ComparedFolders> {
  const locations = await findRunLocations(places)
  const logs = await readLogs(given, givenBaseline, places, { filter, metric })
  const { baseline } = logs
  const run = await withoutStrays(logs.run)
  if (run.length + baseline.length < least || run.length === 0) {
    throw new UsageError(`${command} requires at least ${least === 1 ? 'one run' : 'two runs'}`, {
      hint: 'See: evalkit list runs',
    })
  }
  const leading = baseline.length > 0 ? 0 : Math.max(logs.leading, leadingReferences(run))
  const [first, rest] = leading > 0 ? [run.slice(0, leading), run.slice(leading)] : [baseline, run]
  const opened = await openRuns(rest, locations)
  const runs = isInGlobOrder(rest) ? inModelOrder(opened) : opened
  if (first.length > 0) return { runs, baseline: { runs: await openBaselines(first, runs, locations) } }
  return { runs, baseline: { label: recordedBaseline(runs) ?? opened[0]?.manifest.model.label ?? '' } }
}

/**
 * Logs of other tools among the runs, as run folders. A log that comes first, before others, is the baseline.
 *
 * @throws InteropError for a log that cannot be read
 */
export async function readLogs(
  run: readonly string[],
  baseline: readonly string[],
  places: Pick<FolderArguments, 'config' | 'runs-dir'>,
  options: Pick<FolderArguments, 'filter' | 'metric'> = {},
) {
  if (!(await mayHoldLogs([...run, ...baseline]))) return { run, baseline, leading: 0 }
  const { logsAsRuns } = await import('../interop/import/logs-as-runs.ts')
  const { data } = await findLocations({ ...places, 'data-dir': undefined })
  const folders = await logsAsRuns([...run, ...baseline], data, options)
  const [first = [], ...others] = folders.slice(0, run.length)
  const isLog = first[0] !== run[0]
  return {
    run: [first, ...others].flat(),
    baseline: folders.slice(run.length).flat(),
    leading: isLog && others.length > 0 ? first.length : 0,
  }
}

/** A file, or a folder without a run. */
async function mayHoldLogs(texts: readonly string[]): Promise<boolean> {
  for (const text of texts) {
    if (!isReference(text) && basename(text) !== LOOKS && (await holdsNoRun(text))) return true
  }
  return false
}

/**
 * Rejects several runs of the baseline's model: one of them would not be a candidate, and the baseline must not depend on how a
 * shell sorts folders.
 *
 * @throws UsageError naming both runs
 */
export function requireOneBaseline(runs: readonly FinishedRun[], baseline: BaselineChoice<FinishedRun>): void {
  if ('runs' in baseline) return
  const isBaseline = ({ manifest }: FinishedRun) => manifest.model.label === baseline.label
  for (const [benchmark, group] of Map.groupBy(runs, ({ manifest }) => manifest.benchmark.name)) {
    const [first, second] = group.filter(isBaseline)
    if (first === undefined || second === undefined || group.every(isBaseline)) continue
    throw new UsageError(
      `${benchmark}: two runs of the baseline ${baseline.label}, ${first.folder} and ${second.folder}`,
      {
        hint: 'Leave one out, or name it: --baseline RUN. Earlier runs of one --model-version count by themselves.',
      },
    )
  }
}

/**
 * Whether the runs start with a stored baseline, which is then the baseline, whatever the name of its model.
 *
 * @returns number of runs that belong to it; 0 when nothing else is named
 */
function leadingReferences(run: readonly string[]): number {
  const nameOf = (text: string | undefined) => (isReference(text) ? text.split('/')[0] : undefined)
  const first = nameOf(run[0])
  const end = first === undefined ? 0 : run.findIndex((text) => nameOf(text) !== first)
  return Math.max(0, end)
}

/** Selects the runs of a stored baseline that the given runs can be compared with. */
async function openBaselines(
  named: readonly string[],
  runs: readonly FinishedRun[],
  locations: RunLocations,
): Promise<FinishedRun[]> {
  const benchmarks = new Set(runs.map(({ manifest }) => manifest.benchmark.name))
  const isMeant = (run: FinishedRun) => !isReference(run.folder) || benchmarks.has(run.manifest.benchmark.name)
  return (await openRuns(named, locations)).filter(isMeant)
}
