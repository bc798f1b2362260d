/** Sorts runs into series of checkpoints: one benchmark, one training run, one entry for each step. */
import { checkpointOf } from '../checkpoint.ts'
import { UsageError } from '../errors.ts'
import { type FinishedRun, runName } from '../store/read.ts'
import { count, plural } from '../words/format.ts'

/** A checkpoint, with every run of it. */
export interface StepRuns {
  readonly step: number
  readonly source: NonNullable<ReturnType<typeof checkpointOf>['source']> | 'flag'
  /** Oldest first; several are answers to the same samples by the same weights. */
  readonly runs: readonly [FinishedRun, ...FinishedRun[]]
}

export interface Series {
  readonly benchmark: string
  /** Absent if nothing names the training run. */
  readonly name?: string
  /** At least two, by step. */
  readonly steps: readonly StepRuns[]
  readonly baseline?: FinishedRun
}

/** Steps and series that a command gives to finished runs, by folder, by its name, or by the label of the model; `''` is for all. */
export interface GivenCheckpoints {
  readonly steps: ReadonlyMap<string, number>
  readonly series: ReadonlyMap<string, string>
}

interface FoundSeries {
  /** By benchmark, in order of first appearance, then by name. */
  readonly series: readonly Series[]
  /** What was left out, and why. */
  readonly notes: readonly string[]
}

/**
 * @param baseline runs to compare with, one for each benchmark at most
 * @throws UsageError when no run has a step, no series has two, or one step has runs of different weights
 */
export function findSeries(
  runs: readonly FinishedRun[],
  baseline: readonly FinishedRun[],
  given: GivenCheckpoints = { steps: new Map(), series: new Map() },
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
  const found = [...groups.values()].map((group) => seriesFrom(group, baseline))
  const series = found.filter(({ steps }) => steps.length > 1)
  const single = found.filter(({ steps }) => steps.length === 1)
  if (series.length === 0) throw withoutSecondStep(single)
  return {
    series: inOrder(series),
    notes: [
      ...measured.notes,
      ...leftOut(unplaced, runs),
      ...single.map((one) => `${titleOf(one)} has one step only, ${one.steps[0]?.step}, and is left out`),
    ],
  }
}

/** `gsm8k`, or `gsm8k · run7` */
const titleOf = ({ benchmark, name }: Pick<Series, 'benchmark' | 'name'>) =>
  name === undefined ? benchmark : `${benchmark} · ${name}`

interface Placed {
  readonly run: FinishedRun
  readonly step?: number
  readonly source?: StepRuns['source']
  readonly series?: string
  readonly conflict?: string
}

function placeOf(run: FinishedRun, { steps, series }: GivenCheckpoints): Placed {
  const { step, source, series: named, conflict } = checkpointOf(run.manifest.model)
  const keys = [...namesOf(run), '']
  const given = <Value>(values: ReadonlyMap<string, Value>) =>
    keys.map((key) => values.get(key)).find((value) => value !== undefined)
  const [givenStep, givenSeries] = [given(steps), given(series)]
  const name = givenSeries ?? named
  return {
    run,
    ...(name !== undefined && { series: name }),
    ...(givenStep !== undefined
      ? { step: givenStep, source: 'flag' as const }
      : { ...(step !== undefined && { step }), ...(source && { source }), ...(conflict && { conflict }) }),
  }
}

/** What a run may be called where a step is given to it. */
export const namesOf = ({ folder, manifest }: FinishedRun): string[] => [folder, runName(folder), manifest.model.label]

/** A run that was scored again has the same replies: they must not count twice. */
function withoutRescored(runs: readonly FinishedRun[]): { kept: FinishedRun[]; notes: string[] } {
  const sources = new Map(runs.flatMap((run) => (run.manifest.rescoredFrom ? [[run.manifest.rescoredFrom, run]] : [])))
  const notes: string[] = []
  const kept = runs.filter((run) => {
    const newer = sources.get(runName(run.folder))
    if (newer !== undefined) notes.push(`${run.folder} is left out: ${newer.folder} scored its replies again`)
    return newer === undefined
  })
  return { kept, notes }
}

function seriesFrom(group: readonly Placed[], baselines: readonly FinishedRun[]): Series {
  const [first] = group
  const benchmark = first?.run.manifest.benchmark.name ?? ''
  const baseline = baselines.find(({ manifest }) => manifest.benchmark.name === benchmark)
  const steps = [...Map.groupBy(group, ({ step = 0 }) => step)]
    .sort(([a], [b]) => a - b)
    .map(([step, same]): StepRuns => {
      const runs = same.map(({ run }) => run).sort((a, b) => (a.manifest.startedAt < b.manifest.startedAt ? -1 : 1))
      refuseOtherWeights(step, runs)
      return { step, source: same[0]?.source ?? 'recorded', runs: runs as [FinishedRun, ...FinishedRun[]] }
    })
  const name = first?.series
  return { benchmark, ...(name !== undefined && { name }), steps, ...(baseline && { baseline }) }
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

/** More runs are named in one sentence. */
const NAMED = 3

function leftOut(unplaced: readonly Placed[], all: readonly FinishedRun[]): string[] {
  if (unplaced.length > NAMED) {
    const names = unplaced.slice(0, NAMED).map(({ run }) => shortName(run, all))
    const others = `${names.join(', ')} and ${count(unplaced.length - NAMED)} more`
    return [
      `${count(unplaced.length)} runs are left out, because they have no step: ${others}; give one with --step ${names[0]}=N`,
    ]
  }
  return unplaced.map(({ run, conflict }) => {
    const why = conflict === undefined ? 'it has no step' : `its names disagree on the step (${conflict})`
    const next = `give it one with --step ${shortName(run, all)}=N, or compare with it: --baseline ${run.folder}`
    return `${run.folder} is left out: ${why}; ${next}`
  })
}

/** The label where no other run of the benchmark has it, else the name of the folder. */
function shortName(run: FinishedRun, all: readonly FinishedRun[]): string {
  const { model, benchmark } = run.manifest
  const alike = all.filter(
    ({ manifest }) => manifest.model.label === model.label && manifest.benchmark.name === benchmark.name,
  )
  return alike.length === 1 ? model.label : runName(run.folder)
}

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
