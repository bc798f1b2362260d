/** Which runs of a series measured the same thing, and may be drawn as one curve. */
import { requireComparable } from '../compare/comparability.ts'
import { IncomparableError, UsageError } from '../errors.ts'
import type { RunManifest } from '../schema/schema.ts'
import { type FinishedRun, runName } from '../store/read.ts'
import { count } from '../words/format.ts'
import type { Placed } from './placed-runs.ts'

interface Measures {
  /** Each of runs that measured the same; the one with most steps first. */
  readonly groups: readonly (readonly Placed[])[]
  readonly notes: readonly string[]
}

/**
 * Splits the runs of a series by what they measured: a cheap subset while training and the whole benchmark for some candidates are two curves.
 * A step that was measured differently from all others, and like them nowhere, is an error: it would be missing in the curve.
 *
 * @param placed runs of one benchmark and series, each with its step
 * @param allowed hard fields that may differ
 * @throws IncomparableError for such a step; UsageError for a field that there is not
 */
export function byMeasure(placed: readonly Placed[], allowed: readonly string[]): Measures {
  const inTime = placed.toSorted((a, b) => (a.run.manifest.startedAt < b.run.manifest.startedAt ? -1 : 1))
  const groups: Placed[][] = []
  for (const one of inTime) {
    const group = groups.find((all) => belongs(one, all, allowed))
    if (group === undefined) groups.push([one])
    else group.push(one)
  }
  const [first = [], ...others] = groups.sort((a, b) => stepsOf(b).size - stepsOf(a).size)
  for (const group of others) requireKnownSteps(first, group, allowed)
  const alone = others.filter((group) => stepsOf(group).size === 1)
  return {
    groups: [first, ...others.filter((group) => !alone.includes(group))],
    notes: alone.flatMap((group) =>
      group.map(
        ({ run, step = 0 }) => `${run.folder} is left out: it measured step ${count(step)} differently from the others`,
      ),
    ),
  }
}

/** Several runs of one step are repeats of each other where their settings are equal as well. */
function belongs(one: Placed, group: readonly Placed[], allowed: readonly string[]): boolean {
  const [first] = group
  if (first === undefined || !areComparable(first.run, one.run, allowed)) return false
  return group.every(
    ({ step, run }) => step !== one.step || run.manifest.protocol.hash === one.run.manifest.protocol.hash,
  )
}

function areComparable(first: FinishedRun, second: FinishedRun, allowed: readonly string[]): boolean {
  try {
    requireComparable(first.manifest, second.manifest, allowed)
    return true
  } catch (error) {
    if (error instanceof IncomparableError) return false
    throw error
  }
}

const stepsOf = (group: readonly Placed[]) => new Set(group.map(({ step }) => step))

function requireKnownSteps(most: readonly Placed[], group: readonly Placed[], allowed: readonly string[]): void {
  const known = stepsOf(most)
  const other = group.find(({ step }) => !known.has(step))
  const [first] = most
  if (first === undefined || other === undefined) return
  requireComparable(
    ...([first, other].map(({ run, step = 0 }) => calledByStep(run, step)) as [RunManifest, RunManifest]),
    allowed,
  )
}

/** The manifest, with the step for the label of its model in messages. @param isOneOfSeveral the name of its folder tells it apart */
export const calledByStep = ({ manifest, folder }: FinishedRun, step: number, isOneOfSeveral = false): RunManifest =>
  called(manifest, `step ${count(step)}${isOneOfSeveral ? ` (${runName(folder)})` : ''}`)

export const called = (manifest: RunManifest, label: string): RunManifest => ({
  ...manifest,
  model: { ...manifest.model, label },
})

interface BaselineOptions {
  readonly allowDifferent: readonly string[]
  readonly isNamed: boolean
}

/**
 * The run of the baseline that measured the same as a step.
 *
 * @returns where none did and the user named it, one that did not, for the error that says why; else a note
 * @throws UsageError where the user named two that did
 */
export function baselineFor(
  step: FinishedRun | undefined,
  baselines: readonly FinishedRun[],
  { allowDifferent, isNamed }: BaselineOptions,
): { readonly run?: FinishedRun; readonly note?: string } {
  const own = baselines.filter(({ manifest }) => manifest.benchmark.name === step?.manifest.benchmark.name)
  const [any] = own
  if (step === undefined || any === undefined) return {}
  const alike = own
    .filter((run) => areComparable(run, step, allowDifferent))
    .sort((a, b) => (a.manifest.startedAt < b.manifest.startedAt ? 1 : -1))
  const [newest, older] = alike
  if (newest !== undefined && older !== undefined && isNamed) {
    throw new UsageError(
      `${any.manifest.benchmark.name}: two runs of the baseline, ${older.folder} and ${newest.folder}`,
      {
        hint: `Name one: --baseline ${newest.folder}`,
      },
    )
  }
  if (newest !== undefined) return { run: newest }
  if (isNamed) return { run: any }
  const { benchmark, model } = any.manifest
  return { note: `${benchmark.name}: no run of the baseline ${model.label} measured the same as these steps` }
}
