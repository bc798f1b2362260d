/** Reads the arguments of `evalkit curve`: runs of checkpoints, and what they are compared with. */
import { checkpointOf } from '../../results/checkpoint.ts'
import { curveOf } from '../../results/curve/curve.ts'
import { findSeries, type GivenCheckpoints } from '../../results/curve/series.ts'
import { IncomparableError, IncompleteError, UsageError } from '../../results/errors.ts'
import type { Curve, CurveFacts } from '../../results/schema/curve.ts'
import { SCHEMA_VERSION } from '../../results/schema/schema-version.ts'
import type { FinishedRun } from '../../results/store/read.ts'
import { isReference, openRuns, type RunLocations, withoutStrays } from '../options/run-references.ts'
import { measureAgain } from './measure-again.ts'
import { recordedBaseline } from './order-of-runs.ts'

export interface CurveRuns {
  readonly runs: readonly FinishedRun[]
  /** One for each benchmark at most. */
  readonly baseline: readonly FinishedRun[]
  /** Runs that are not finished, in words. */
  readonly notes: readonly string[]
}

/**
 * Opens runs, and leaves out those that are not finished: a training run may still be going on. Stored baselines named first are the
 * baseline, and so are runs that the others were made with as their baseline, if they have no step.
 *
 * @throws UsageError for a run that cannot be found, none that is finished, or two baseline runs of one benchmark; StoreError for one that cannot be read
 */
export async function openCurveRuns(
  named: readonly string[],
  baseline: readonly string[],
  locations: RunLocations,
): Promise<CurveRuns> {
  const notes: string[] = []
  const runs: FinishedRun[] = []
  for (const text of await withoutStrays(named.filter((text) => !isReference(text)))) {
    try {
      runs.push(...(await openRuns([text], locations)))
    } catch (error) {
      if (!(error instanceof IncompleteError)) throw error
      notes.push(`left out: ${error.message}`)
    }
  }
  if (runs.length === 0) {
    throw new UsageError('no finished run to draw a curve of', {
      hint: notes.length > 0 ? `${notes.join('. ')}.` : 'See: evalkit list runs',
    })
  }
  const given = await openRuns([...baseline, ...named.filter(isReference)], locations)
  const benchmarks = new Set(runs.map(({ manifest }) => manifest.benchmark.name))
  const lines = given.length > 0 ? given : recordedLines(runs)
  const wanted = lines.filter(({ manifest }) => benchmarks.has(manifest.benchmark.name))
  requireOne(wanted)
  return { runs, baseline: wanted, notes }
}

/** @throws IncomparableError, UsageError or StoreError as `findSeries` and `curveOf` do */
export async function gatherCurves(
  { runs, baseline, notes }: CurveRuns,
  options: { readonly given?: GivenCheckpoints; readonly allowDifferent?: readonly string[] } = {},
): Promise<CurveFacts> {
  const { given, ...rest } = options
  const found = findSeries(runs, baseline, given)
  const curves = []
  for (const series of found.series) curves.push(await curveOf(series, { ...rest, advise: measureAgain }))
  return { schemaVersion: SCHEMA_VERSION, curves, notes: [...notes, ...found.notes] }
}

/**
 * The curves among the runs of a report: none where no series has two steps. What must not be drawn as one curve is left out, since the
 * report is of more than that.
 *
 * @param baseline runs that the others are compared with
 */
export async function curvesAmong(runs: readonly FinishedRun[], baseline: readonly FinishedRun[]): Promise<Curve[]> {
  const stepped = runs.filter(({ manifest }) => checkpointOf(manifest.model).step !== undefined)
  if (stepped.length < 2) return []
  const lines = baseline.filter(({ manifest }) => checkpointOf(manifest.model).step === undefined)
  const curves: Curve[] = []
  for (const group of Map.groupBy(stepped, ({ manifest }) => manifest.benchmark.name).values()) {
    try {
      curves.push(...(await gatherCurves({ runs: group, baseline: lines, notes: [] })).curves)
    } catch (error) {
      if (!(error instanceof UsageError || error instanceof IncomparableError)) throw error
    }
  }
  return curves
}

function recordedLines(runs: readonly FinishedRun[]): FinishedRun[] {
  const label = recordedBaseline(runs)
  return runs.filter(({ manifest: { model } }) => model.label === label && checkpointOf(model).step === undefined)
}

function requireOne(baseline: readonly FinishedRun[]): void {
  for (const [benchmark, [first, second]] of Map.groupBy(baseline, ({ manifest }) => manifest.benchmark.name)) {
    if (first === undefined || second === undefined) continue
    throw new UsageError(`${benchmark}: two runs of the baseline, ${first.folder} and ${second.folder}`, {
      hint: `Name one: --baseline ${second.folder}`,
    })
  }
}
