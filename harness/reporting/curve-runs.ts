/** Reads the arguments of `evalkit curve`: runs of checkpoints, and what they are compared with. */
import { isCheckpoint } from '../../results/checkpoint.ts'
import { curveOf } from '../../results/curve/curve.ts'
import { findSeries, type SeriesOptions } from '../../results/curve/series.ts'
import { defined } from '../../results/defined.ts'
import { EvalkitError, IncomparableError, IncompleteError, UsageError } from '../../results/errors.ts'
import type { Curve, CurveFacts } from '../../results/schema/curve.ts'
import { SCHEMA_VERSION } from '../../results/schema/schema-version.ts'
import { type FinishedRun, holdsNoRun, listRuns } from '../../results/store/read.ts'
import { findRunLocations, isReference, openRuns, type RunLocations, withoutStrays } from '../options/run-references.ts'
import { readLogs } from './compared-folders.ts'
import { measureAgain } from './measure-again.ts'
import { recordedBaseline } from './order-of-runs.ts'

export interface CurveRuns {
  readonly runs: readonly FinishedRun[]
  readonly baseline: readonly FinishedRun[]
  /** The user named the baseline. */
  readonly isNamed?: boolean
  /** Runs that are not finished, in words. */
  readonly notes: readonly string[]
}

interface CurveArguments {
  /** Runs, folders of runs, logs of other tools, and stored baselines. None: all runs of the runs folder. */
  readonly run: readonly string[] | undefined
  readonly baseline: readonly string[] | undefined
  readonly filter: string | undefined
  readonly metric: string | undefined
  readonly baselines: string | undefined
  readonly config: string | undefined
  readonly 'runs-dir': string | undefined
}

/**
 * Opens runs, and leaves out those that are not finished: a training run may still be going on. Stored baselines among the runs are the
 * baseline, and so is what the runs were made with as their baseline, if it has no step.
 *
 * @throws UsageError for a run that cannot be found, or none that is finished; StoreError for one that cannot be read
 */
export async function openCurveRuns({
  run = [],
  baseline = [],
  filter,
  metric,
  ...places
}: CurveArguments): Promise<CurveRuns> {
  const locations = await findRunLocations(places)
  if (run.length === 0 && (await listRuns(locations.runsDir)).length === 0) {
    throw new UsageError(`there are no runs in ${locations.runsDir}`, {
      hint: 'Name runs, or another folder of runs with --runs-dir.',
    })
  }
  const logs = await readLogs(run.length === 0 ? [locations.runsDir] : run, baseline, places, { filter, metric })
  const { runs, notes } = await openFinished(
    logs.run.filter((text) => !isReference(text)),
    locations,
  )
  if (runs.length === 0) {
    throw new UsageError('no finished run to draw a curve of', {
      hint: notes.length > 0 ? `${notes.join('. ')}.` : 'See: evalkit list runs',
    })
  }
  const given = await openRuns([...logs.baseline, ...logs.run.filter(isReference)], locations)
  const lines = given.length > 0 ? { runs: given, notes: [] } : await recordedLines(runs, locations)
  const benchmarks = new Set(runs.map(({ manifest }) => manifest.benchmark.name))
  const wanted = lines.runs.filter(({ manifest }) => benchmarks.has(manifest.benchmark.name))
  return { runs, baseline: wanted, isNamed: given.length > 0, notes: [...notes, ...lines.notes] }
}

async function openFinished(texts: readonly string[], locations: RunLocations) {
  const notes: string[] = []
  const runs: FinishedRun[] = []
  for (const text of await withoutStrays(texts)) {
    for (const name of (await holdsNoRun(text)) ? await foldersIn(text) : [text]) {
      try {
        runs.push(...(await openRuns([name], locations)))
      } catch (error) {
        if (!(error instanceof IncompleteError)) throw error
        notes.push(`left out: ${error.message}`)
      }
    }
  }
  return { runs, notes }
}

/** The runs in a folder; the folder itself where it holds none, which is an error later. */
async function foldersIn(folder: string): Promise<string[]> {
  const runs = await listRuns(folder)
  return runs.length === 0 ? [folder] : runs.map((run) => run.folder)
}

/** @throws IncomparableError, UsageError or StoreError as `findSeries` and `curveOf` do */
export async function gatherCurves(
  { runs, baseline, isNamed = false, notes }: CurveRuns,
  options: Pick<SeriesOptions, 'given' | 'allowDifferent'> = {},
): Promise<CurveFacts> {
  const found = findSeries(runs, baseline, { ...options, isNamed })
  const curves = []
  for (const series of found.series) {
    curves.push(await curveOf(series, { ...defined({ allowDifferent: options.allowDifferent }), advise: measureAgain }))
  }
  return { schemaVersion: SCHEMA_VERSION, curves, notes: [...notes, ...found.notes] }
}

/**
 * The curves among the runs of a report: none where no series has two steps. What must not be drawn as one curve is left out, since the
 * report is of more than that.
 *
 * @param baseline runs that the others are compared with
 * @returns why curves were left out as well, in words
 */
export async function curvesAmong(
  runs: readonly FinishedRun[],
  baseline: readonly FinishedRun[],
): Promise<{ readonly curves: readonly Curve[]; readonly notes: readonly string[] }> {
  const lines = baseline.filter(({ manifest }) => !isCheckpoint(manifest.model))
  // Records of a run under way are more at each look.
  const stepped = runs.filter(({ manifest }) => isCheckpoint(manifest.model) && manifest.status !== 'running')
  const curves: Curve[] = []
  const notes: string[] = []
  for (const [benchmark, group] of Map.groupBy(stepped, ({ manifest }) => manifest.benchmark.name)) {
    if (group.length < 2) continue
    try {
      curves.push(...(await gatherCurves({ runs: group, baseline: lines, notes: [] })).curves)
    } catch (error) {
      if (error instanceof IncomparableError) notes.push(`no curve of ${benchmark}: ${error.message}`)
      else if (!(error instanceof UsageError)) throw error
    }
  }
  return { curves, notes }
}

/** What the runs recorded as their baseline: a label among them, or a stored baseline that is still there. */
async function recordedLines(runs: readonly FinishedRun[], locations: RunLocations) {
  const label = recordedBaseline(runs)
  if (label !== undefined) {
    const isLine = ({ manifest: { model } }: FinishedRun) => model.label === label && !isCheckpoint(model)
    return { runs: runs.filter(isLine), notes: [] }
  }
  const [stored, another] = new Set(runs.map(({ manifest }) => manifest.baseline).filter(isReference))
  if (stored === undefined || another !== undefined) return { runs: [], notes: [] }
  try {
    return { runs: await openRuns([stored], locations), notes: [] }
  } catch (error) {
    if (!(error instanceof EvalkitError)) throw error
    const why = `the baseline ${stored} that the runs were made with cannot be opened: ${error.message}`
    return { runs: [], notes: [`${why}; name another with --baseline`] }
  }
}
