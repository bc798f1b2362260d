/** Gathers the results of runs: comparisons with the baseline, and the gate's verdict. */
import { asFamily } from '../../results/compare/family.ts'
import { type BaselineChoice, pairRuns, type RunPair } from '../../results/compare/groups.ts'
import type { Comparison } from '../../results/schema/comparison.ts'
import type { GateVerdict } from '../../results/schema/gate.ts'
import type { FinishedRun } from '../../results/store/read.ts'
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

/** @throws IncomparableError without a gate, when runs of one benchmark must not be compared */
export async function gatherResults(
  runs: readonly FinishedRun[],
  { baseline, gate, isPartial = false, ...options }: GatherOptions,
): Promise<GatheredResults> {
  const comparable = isPartial && baseline !== undefined ? withBaselineRun(runs, baseline) : runs
  const pairs = baseline === undefined ? [] : pairRuns(comparable, baseline)
  const all = baselineFirst(runs, baseline)
  if (gate === undefined) return { runs: all, comparisons: await compareAll(pairs, options) }
  const { gateRuns } = await import('./gate-runs.ts')
  const { comparisons, verdict } = await gateRuns(pairs, gate, options)
  return { runs: all, comparisons, gate: verdict }
}

function withBaselineRun(runs: readonly FinishedRun[], baseline: BaselineChoice<FinishedRun>): FinishedRun[] {
  const benchmarkOf = ({ manifest }: FinishedRun) => manifest.benchmark.name
  const benchmarks = new Set(baselineRuns(runs, baseline).map(benchmarkOf))
  return runs.filter((run) => benchmarks.has(benchmarkOf(run)))
}

/** The runs that the others are compared with. */
export const baselineRuns = (runs: readonly FinishedRun[], baseline: BaselineChoice<FinishedRun>): FinishedRun[] =>
  'runs' in baseline ? [...baseline.runs] : runs.filter(({ manifest }) => manifest.model.label === baseline.label)

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
