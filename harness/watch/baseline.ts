/** The baseline of a watch: stored under a name, runs there are, or a model that is run first. */
import { join } from 'node:path'
import { requireComparable } from '../../results/compare/comparability.ts'
import { IncomparableError } from '../../results/errors.ts'
import type { RunManifest } from '../../results/schema/schema.ts'
import { type FinishedRun, isThere, MANIFEST } from '../../results/store/read.ts'
import { note } from '../lib/terminal.ts'
import type { ModelChoice } from '../options/model-choices.ts'
import { isReference, openReference, openRuns } from '../options/run-references.ts'
import { withResumeHint } from '../runs/resume-command.ts'
import type { Measurement } from './measurement.ts'
import { partOf } from './part-of-run.ts'
import type { WatchBaseline } from './plan.ts'

interface BaselineArguments {
  /** Values of `--baseline`. */
  readonly named: readonly string[]
  readonly baselines: string | undefined
  readonly runsDir: string
  /** @returns undefined for text that names no model */
  readonly modelOf: (text: string) => ModelChoice | undefined
}

/** @throws UsageError for what names neither a baseline, nor a model, nor runs; IncompleteError for a run that was cut off */
export async function findBaseline({
  named,
  baselines,
  runsDir,
  modelOf,
}: BaselineArguments): Promise<WatchBaseline | undefined> {
  const [first, ...others] = named
  if (first === undefined) return undefined
  if (others.length === 0 && isReference(first)) {
    return { kind: 'runs', name: first, runs: await openReference(first, baselines) }
  }
  const isRun = await isThere(join(first, MANIFEST)) // a path of a checkpoint looks the same
  const choice = others.length === 0 && !isRun ? modelOf(first) : undefined
  if (choice !== undefined) return { kind: 'model', name: choice.spec.label, choice }
  const runs = await openRuns(named, { runsDir, baselines })
  return { kind: 'runs', name: runs[0]?.manifest.model.label ?? first, runs }
}

/**
 * Its runs under the settings of a measurement; a model is run now, unless it was before. Of runs on more samples than the measurement
 * has, the part that it has.
 *
 * @throws IncomparableError where checkpoints could not be compared with them, and whatever ends the run of a model early
 */
export async function baselineRuns(baseline: WatchBaseline, measurement: Measurement): Promise<readonly FinishedRun[]> {
  if (baseline.kind === 'model') return modelRuns(baseline.choice, measurement)
  const runs: FinishedRun[] = []
  for (const expected of measurement.expected) {
    const { name } = expected.manifest.benchmark
    const own = baseline.runs.find(({ manifest }) => manifest.benchmark.name === name)
    if (own === undefined) {
      throw new IncomparableError(`${baseline.name} has no run of ${name}`, {
        hint: `Leave out ${name}, or name a model as the baseline: it is run first.`,
      })
    }
    const part = await partOf(own, expected)
    const { model, ...manifest } = expected.manifest
    requireComparable(part.manifest, { ...manifest, model: { ...model, label: 'the checkpoints' } }, [])
    runs.push(part)
  }
  return runs
}

async function modelRuns(choice: ModelChoice, measurement: Measurement): Promise<readonly FinishedRun[]> {
  const stored = await measurement.stored({ isModel: isRunOf(choice) })
  if (stored.open.length === 0) {
    note(`baseline ${choice.spec.label}: ${stored.done.map(({ folder }) => folder).join(', ')}`)
    return stored.done
  }
  const { runs, failure } = await measurement.run(choice, stored)
  if (failure !== undefined) throw withResumeHint(failure)
  return runs
}

const isRunOf =
  ({ text, spec, version }: ModelChoice) =>
  ({ spec: made, model }: RunManifest) =>
    made === text && model.label === spec.label && (version === undefined || model.version === version)
