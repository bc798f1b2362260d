/** Runs with their step and series, and what is said of those that have none. */
import { checkpointOf } from '../checkpoint.ts'
import { type FinishedRun, runName } from '../store/read.ts'
import { count } from '../words/format.ts'

/** Steps and series that a command gives to finished runs, by folder, by its name, or by the label of the model; `''` is for all. */
export interface GivenCheckpoints {
  readonly steps: ReadonlyMap<string, number>
  readonly series: ReadonlyMap<string, string>
}

export type StepSource = NonNullable<ReturnType<typeof checkpointOf>['source']> | 'flag'

export interface Placed {
  readonly run: FinishedRun
  readonly step?: number
  readonly source?: StepSource
  readonly series?: string
  readonly conflict?: string
}

export function placeOf(run: FinishedRun, { steps, series }: GivenCheckpoints): Placed {
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
export function withoutRescored(runs: readonly FinishedRun[]): { kept: FinishedRun[]; notes: string[] } {
  const sources = new Map(runs.flatMap((run) => (run.manifest.rescoredFrom ? [[run.manifest.rescoredFrom, run]] : [])))
  const notes: string[] = []
  const kept = runs.filter((run) => {
    const newer = sources.get(runName(run.folder))
    if (newer !== undefined) notes.push(`${run.folder} is left out: ${newer.folder} scored its replies again`)
    return newer === undefined
  })
  return { kept, notes }
}

/** More runs are named in one sentence. */
const NAMED = 3

export function leftOut(unplaced: readonly Placed[], all: readonly FinishedRun[]): string[] {
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
export function shortName(run: FinishedRun, all: readonly FinishedRun[]): string {
  const { model, benchmark } = run.manifest
  const alike = all.filter(
    ({ manifest }) => manifest.model.label === model.label && manifest.benchmark.name === benchmark.name,
  )
  return alike.length === 1 ? model.label : runName(run.folder)
}
