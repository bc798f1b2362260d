import type { BenchmarkSummary, RunManifest, SampleRecord } from '../schema/schema.ts'
import { sum } from '../statistics/sum.ts'

/** What a stored run is to a comparison. */
export interface ComparedRun {
  readonly folder: string
  readonly manifest: RunManifest
  /** Says what a score can be, where that is not 0 to 1, and how many trials there must be. */
  readonly summary?: BenchmarkSummary
  /** What whoever compares a candidate with it should know of it. */
  notes?(candidate: RunManifest): string[]
  /** A run that stays where it is while this one, a baseline, moves. */
  readonly anchor?: ComparedRun
  /** Other runs of the same checkpoint, in a gate: their answers count as further repeats. */
  readonly earlier?: readonly ComparedRun[]
  /** Only this many of its answers to each sample count, the first ones. */
  readonly upTo?: number
  /** Each trial at most once, in any order. */
  records(): AsyncIterable<SampleRecord>
}

/** A run and the others whose answers count with its own, itself the last. */
export const allRuns = (run: ComparedRun): readonly ComparedRun[] => [...(run.earlier ?? []), run]

/** Answers to each sample. */
export const repeatsOf = (run: ComparedRun) =>
  allRuns(run).reduce(
    (sum, { manifest, upTo = manifest.trialsPerSample }) => sum + Math.min(upTo, manifest.trialsPerSample),
    0,
  )

/** Over all runs that count: the score of what is scored, and how many trials are and are not. */
export function scoredTrials(run: ComparedRun): { score?: number; trials: number; missing: number } {
  const found = allRuns(run).flatMap(({ summary }) => summary ?? [])
  const [trials, missing] = [found.map((one) => one.trials), found.map(({ unscored, pending }) => unscored + pending)]
  const scored = found.filter(({ score }) => score !== undefined)
  const weight = sum(scored.map((one) => one.trials))
  const [first] = scored
  const score = scored.length > 1 ? sum(scored.map((one) => (one.score ?? 0) * one.trials)) / weight : first?.score
  return { ...(score !== undefined && { score }), trials: sum(trials), missing: sum(missing) }
}
