/** Gathers the results of runs: comparisons with the baseline, and the gate's verdict. */

import { join } from 'node:path'
import { isCheckpoint } from '../../results/checkpoint.ts'
import { asFamily } from '../../results/compare/family.ts'
import { type BaselineChoice, pairRuns, type RunPair } from '../../results/compare/groups.ts'
import { StoreError } from '../../results/errors.ts'
import type { Comparison } from '../../results/schema/comparison.ts'
import type { Curve } from '../../results/schema/curve.ts'
import type { GateVerdict } from '../../results/schema/gate.ts'
import { type FinishedRun, SAMPLES } from '../../results/store/read.ts'
import { samplesDigest } from '../../results/store/samples-digest.ts'
import { commandOf } from '../../results/words/shell.ts'
import type { GateSetup } from './gate-runs.ts'

export interface GatherOptions {
  /** The baseline. Absent: no comparison. */
  readonly baseline?: BaselineChoice<FinishedRun>
  readonly allowDifferent?: readonly string[]
  /** Checks that may fail. */
  readonly accept?: readonly string[]
  /** Ids of samples that overlap with training data, by benchmark. */
  readonly contaminated?: ReadonlyMap<string, ReadonlySet<string>>
  /** Absent: no gate. */
  readonly gate?: GateSetup
  /** A failure left runs out: a benchmark without its baseline's run is not compared. */
  readonly isPartial?: boolean
}

export interface GatheredResults {
  /** Runs, those of the baseline first. */
  readonly runs: readonly FinishedRun[]
  readonly comparisons: readonly Comparison[]
  readonly gate?: GateVerdict
}

/** @throws IncomparableError without a gate, when runs of one benchmark must not be compared; StoreError for a run that contradicts itself */
export async function gatherResults(
  runs: readonly FinishedRun[],
  { baseline, gate, isPartial = false, ...options }: GatherOptions,
): Promise<GatheredResults> {
  const comparable = isPartial && baseline !== undefined ? withBaselineRun(runs, baseline) : runs
  const pairs = baseline === undefined ? [] : pairRuns(comparable, baseline)
  const all = baselineFirst(runs, baseline)
  if (gate === undefined) {
    const comparisons = await compareAll(pairs, options)
    await requireDigests(all)
    return { runs: all, comparisons }
  }
  const { gateRuns } = await import('./gate-runs.ts')
  const { comparisons, verdict } = await gateRuns(pairs, gate, options)
  await requireDigests(all)
  return { runs: all, comparisons, gate: verdict }
}

/** Last, since what a comparison finds says more. A stored baseline is checked where it is read. @throws StoreError for a summary that was not made of the samples beside it */
async function requireDigests(runs: readonly FinishedRun[]): Promise<void> {
  for (const run of runs) {
    const { folder, summary } = run
    const { samplesDigest: written } = summary
    if (written === undefined || 'notes' in run || (await samplesDigest(folder)) === written) continue
    throw new StoreError(`${join(folder, SAMPLES)}: its digest is not the one in summary.json`, {
      hint: `The folder was damaged, edited or copied in part; leave this run out, or run it again. All that contradicts: ${commandOf(['verify', folder])}`,
    })
  }
}

function withBaselineRun(runs: readonly FinishedRun[], baseline: BaselineChoice<FinishedRun>): FinishedRun[] {
  const benchmarkOf = ({ manifest }: FinishedRun) => manifest.benchmark.name
  const benchmarks = new Set(baselineRuns(runs, baseline).map(benchmarkOf))
  return runs.filter((run) => benchmarks.has(benchmarkOf(run)))
}

/** The runs that the others are compared with. */
const baselineRuns = (runs: readonly FinishedRun[], baseline: BaselineChoice<FinishedRun>): FinishedRun[] =>
  'runs' in baseline ? [...baseline.runs] : runs.filter(({ manifest }) => manifest.model.label === baseline.label)

/** The curves of series of checkpoints among the runs of a report, and why others were left out. Loads nothing where there are none. */
export async function gatherReportCurves(
  runs: readonly FinishedRun[],
  baseline: BaselineChoice<FinishedRun>,
): Promise<{ readonly curves: readonly Curve[]; readonly notes: readonly string[] }> {
  if (runs.filter(({ manifest }) => isCheckpoint(manifest.model)).length < 2) return { curves: [], notes: [] }
  const { curvesAmong } = await import('./curve-runs.ts')
  return curvesAmong(runs, baselineRuns(runs, baseline))
}

/** Orders runs as in every report: the baseline before its candidates. */
function baselineFirst(runs: readonly FinishedRun[], baseline: GatherOptions['baseline']): FinishedRun[] {
  if (baseline === undefined) return [...runs]
  if ('runs' in baseline) return [...baseline.runs, ...runs]
  const isBaseline = ({ manifest }: FinishedRun) => manifest.model.label === baseline.label
  return [...runs.filter(isBaseline), ...runs.filter((run) => !isBaseline(run))]
}

async function compareAll(pairs: readonly RunPair[], options: GatherOptions): Promise<Comparison[]> {
  if (pairs.length === 0) return []
  const { compareRuns } = await import('../../results/compare/compare.ts')
  const compared = []
  for (const { baseline, candidate } of pairs) compared.push(await compareRuns(baseline, candidate, options))
  return asFamily(compared).map(({ facts }) => facts)
}
