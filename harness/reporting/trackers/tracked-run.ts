/** What experiment trackers get of a run: its place in a series, and its numbers. No text of a benchmark is among them. */
import { BENCHMARKS } from '../../../benchmarks/index.ts'
import { checkpointOf } from '../../../results/checkpoint.ts'
import type { Comparison } from '../../../results/schema/comparison.ts'
import type { RunManifest } from '../../../results/schema/schema.ts'
import { type FinishedRun, runName } from '../../../results/store/read.ts'
import { hashFacts } from '../../lib/hash.ts'
import type { Scalar } from './event-file.ts'

export interface TrackedRun {
  /** The line of a chart: the series of checkpoints, or the model's label. */
  readonly line: string
  /** Equal for the runs that share a line. */
  readonly lineKey: string
  /** Identifies the run, however often it is sent. */
  readonly key: string
  /** What was measured: the benchmark, with its protocol and number of samples where they are not the usual ones. */
  readonly measured: string
  /** Training step; 0 for a run without one. */
  readonly step: number
  /** When the run finished, in milliseconds since 1970. */
  readonly atMs: number
  readonly scalars: readonly Scalar[]
  /** Settings, by name. */
  readonly facts: Readonly<Record<string, string>>
  readonly folder: string
}

/** What is read of a run: its records are not. */
export type SummarizedRun = Pick<FinishedRun, 'folder' | 'manifest' | 'summary'>

export function trackedRun(run: SummarizedRun, comparison: Comparison | undefined): TrackedRun {
  const { folder, manifest } = run
  return {
    ...lineOf(manifest),
    measured: measuredOf(manifest),
    key: hashFacts(runName(folder)),
    atMs: Date.parse(manifest.finishedAt ?? manifest.startedAt),
    scalars: scalarsOf(run, comparison),
    facts: factsOf(run),
    folder,
  }
}

/** Checkpoints of a series share a line; any other run has one with the runs of its model that the same command started. */
function lineOf({ model, group }: RunManifest): Pick<TrackedRun, 'line' | 'lineKey' | 'step'> {
  const { step, series = model.label } = checkpointOf(model)
  if (step === undefined) return { line: model.label, lineKey: hashFacts([model.label, group]), step: 0 }
  return { line: series, lineKey: hashFacts([series]), step }
}

/** `gsm8k`, `gsm8k_200` of 200 of its samples, `gsm8k_gate` by another protocol than its first: numbers that one line must not mix. */
function measuredOf({ benchmark: { name }, protocol, items, dataset }: RunManifest): string {
  const [usual = protocol.name] = Object.keys(BENCHMARKS.find((known) => known.name === name)?.protocols ?? {})
  return [
    name,
    ...(protocol.name === usual ? [] : [protocol.name]),
    ...(items.count === dataset.size ? [] : [items.count]),
  ].join('_')
}

/** Names are `MEASURED/METRIC`; the bounds of an interval are `_low` and `_high`. Scores are in the metric's unit, fractions as 0–1. */
function scalarsOf({ manifest, summary }: SummarizedRun, comparison: Comparison | undefined): Scalar[] {
  const { score, interval: [low, high] = [], n, unscored, unanswered, truncated, replyLength, metrics = {} } = summary
  const { delta, interval: [deltaLow, deltaHigh] = [], p } = comparison ?? {}
  const values: Record<string, number | undefined> = {
    [summary.metric]: score,
    [`${summary.metric}_low`]: low,
    [`${summary.metric}_high`]: high,
    ...metrics,
    samples: n,
    unscored,
    unanswered,
    truncated,
    reply_length: replyLength,
    delta,
    delta_low: deltaLow,
    delta_high: deltaHigh,
    p,
  }
  return Object.entries(values).flatMap(([name, value]) =>
    value === undefined || !Number.isFinite(value)
      ? []
      : [{ tag: trackerName(`${measuredOf(manifest)}/${name}`), value }],
  )
}

/** A name that every tracker takes: letters, digits, `_-./` and spaces. `pass@10` becomes `pass_at_10`. */
export const trackerName = (name: string): string => name.replaceAll('@', '_at_').replaceAll(/[^\w\-./ ]/g, '_')

function factsOf({ folder, manifest }: SummarizedRun): Record<string, string> {
  const { protocol, model, generation, software, baseline } = manifest
  const name = measuredOf(manifest)
  return {
    model: model.name,
    ...(model.version !== undefined && { version: model.version }),
    ...(baseline !== undefined && { baseline }),
    [`${name}.protocol`]: protocol.name,
    ...(protocol.rule !== undefined && { [`${name}.rule`]: protocol.rule }),
    ...(generation.temperature !== undefined && { [`${name}.temperature`]: String(generation.temperature) }),
    [`${name}.run`]: runName(folder),
    software: `evalkit ${software.evalkit}`,
  }
}
