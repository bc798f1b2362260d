/** Sorts runs into series of checkpoints: one benchmark, one training run, one entry for each step. */
import { UsageError } from '../errors.ts'
import type { FinishedRun } from '../store/read.ts'
import { plural } from '../words/format.ts'
import { facetsOf } from './facets.ts'
import { baselineFor, byMeasure } from './measures.ts'
import { type GivenCheckpoints, leftOut, type Placed, placeOf, shortName, withoutRescored } from './placed-runs.ts'

/** A checkpoint, with every run of it. */
export interface StepRuns {
  readonly step: number
  readonly source: NonNullable<Placed['source']>
  /** Oldest first; several are answers to the same samples by the same weights. */
  readonly runs: readonly [FinishedRun, ...FinishedRun[]]
}

export interface Series {
  readonly benchmark: string
  /** Absent if nothing names the training run. */
  readonly name?: string
  /** What tells it apart from other series of the same name, in words. */
  readonly facets: readonly string[]
  /** At least two, by step. */
  readonly steps: readonly StepRuns[]
  readonly baseline?: FinishedRun
}

export interface SeriesOptions {
  readonly given?: GivenCheckpoints
  /** Hard fields that may differ all the same. */
  readonly allowDifferent?: readonly string[]
  /** The baseline was named by the user: where it did not measure the same, that is an error. */
  readonly isNamed?: boolean
}

interface FoundSeries {
  /** By benchmark, in order of first appearance, then by name; of those that measured the same checkpoints differently, the longest first. */
  readonly series: readonly Series[]
  /** What was left out, and why. */
  readonly notes: readonly string[]
}

/**
 * @param baseline runs to compare with
 * @throws UsageError when no run has a step, no series has two, one step has runs of different weights, or two named baselines fit;
 *   IncomparableError when a step did not measure the same as the others
 */
export function findSeries(
  runs: readonly FinishedRun[],
  baseline: readonly FinishedRun[],
  { given = { steps: new Map(), series: new Map() }, allowDifferent = [], isNamed = false }: SeriesOptions = {},
): FoundSeries {
  const lines = new Set(baseline.map(({ folder }) => folder))
  const measured = withoutRescored(runs.filter(({ manifest }) => manifest.versus === undefined))
  const placed = measured.kept.map((run) => placeOf(run, given))
  const unplaced = placed.filter(({ step, run }) => step === undefined && !lines.has(run.folder))
  const groups = Map.groupBy(
    placed.filter((one) => one.step !== undefined),
    ({ run, series = '' }) => `${run.manifest.benchmark.name}\n${series}`,
  )
  if (groups.size === 0) throw withoutSteps(measured.kept)
  const notes: string[] = []
  const found = [...groups.values()].flatMap((group) => {
    const split = byMeasure(group, allowDifferent)
    notes.push(...split.notes)
    const facets = facetsOf(split.groups)
    return split.groups.map((alike, at) => seriesFrom(alike, facets[at] ?? []))
  })
  const series = found.filter(({ steps }) => steps.length > 1)
  const single = found.filter(({ steps }) => steps.length === 1)
  if (series.length === 0) throw withoutSecondStep(single)
  const withBaselines = inOrder(series).map((one) => {
    const line = baselineFor(one.steps[0]?.runs[0], baseline, { allowDifferent, isNamed })
    if (line.note !== undefined) notes.push(line.note)
    return { ...one, ...(line.run && { baseline: line.run }) }
  })
  return {
    series: withBaselines,
    notes: [
      ...measured.notes,
      ...leftOut(unplaced, runs),
      ...single.map((one) => `${titleOf(one)} has one step only, ${one.steps[0]?.step}, and is left out`),
      ...new Set(notes),
    ],
  }
}

/** `gsm8k`, or `gsm8k · run7` */
const titleOf = ({ benchmark, name }: Pick<Series, 'benchmark' | 'name'>) =>
  name === undefined ? benchmark : `${benchmark} · ${name}`

function seriesFrom(group: readonly Placed[], facets: readonly string[]): Series {
  const [first] = group
  const steps = [...Map.groupBy(group, ({ step = 0 }) => step)]
    .sort(([a], [b]) => a - b)
    .map(([step, same]): StepRuns => {
      const runs = same.map(({ run }) => run).sort((a, b) => (a.manifest.startedAt < b.manifest.startedAt ? -1 : 1))
      refuseOtherWeights(step, runs)
      return { step, source: same[0]?.source ?? 'recorded', runs: runs as [FinishedRun, ...FinishedRun[]] }
    })
  const name = first?.series
  return { benchmark: first?.run.manifest.benchmark.name ?? '', ...(name !== undefined && { name }), facets, steps }
}

/** @throws UsageError for two runs of one step whose versions or names tell that they are not the same checkpoint */
function refuseOtherWeights(step: number, runs: readonly FinishedRun[]): void {
  const [first] = runs
  const other = runs.find((run) => first !== undefined && weightsOf(run) !== weightsOf(first))
  if (first === undefined || other === undefined) return
  const { label } = other.manifest.model
  const rename =
    label === first.manifest.model.label ? '' : `, or say that they are two trainings: --series ${label}=NAME`
  throw new UsageError(
    `${first.manifest.benchmark.name}, step ${step}: two runs of different weights, ${first.folder} (${weightsOf(first)}) and ` +
      `${other.folder} (${weightsOf(other)})`,
    { hint: `Leave one of them out${rename}.` },
  )
}

/** What tells weights apart: the version, else the name at the server. The version of a replay may be the hash of its file. */
function weightsOf({ manifest: { model } }: FinishedRun): string {
  const { name, version, claimed } = model
  if (version === undefined || (claimed && /^(sha256:)?[0-9a-f]{64}$/.test(version))) return name
  return `version ${version.slice(0, 40)}`
}

function inOrder(series: readonly Series[]): Series[] {
  const benchmarks = [...new Set(series.map(({ benchmark }) => benchmark))]
  return series.toSorted(
    (a, b) =>
      benchmarks.indexOf(a.benchmark) - benchmarks.indexOf(b.benchmark) || NATURAL.compare(a.name ?? '', b.name ?? ''),
  )
}

const NATURAL = new Intl.Collator('en', { numeric: true })

function withoutSteps(runs: readonly FinishedRun[]): UsageError {
  const names = [...new Set(runs.map((run) => shortName(run, runs)))]
  const example = names.slice(0, 2).map((name, at) => `--step ${name}=${100 * (at + 1)}`)
  return new UsageError(`no step is known of ${runs.length === 1 ? 'this run' : `any of these ${runs.length} runs`}`, {
    hint:
      `Say which step each checkpoint is${example.length > 0 ? `, as in ${example.join(' ')}` : ''}. New runs record it with ` +
      'run --step N, or by a label such as step-100.',
  })
}

function withoutSecondStep(single: readonly Series[]): UsageError {
  const names = single.map((one) => `${titleOf(one)} (step ${one.steps[0]?.step})`)
  const apart = single.length > 1 && new Set(single.map(({ benchmark }) => benchmark)).size < single.length
  return new UsageError(`a curve needs two steps of one series; there is one of each: ${names.join(', ')}`, {
    hint: apart
      ? 'If they are steps of one training, say so: --series NAME.'
      : `Name ${plural(1, 'more run')} of the same benchmark: evalkit list runs`,
  })
}
