import type { BenchmarkSummary, RunManifest, SampleRecord } from '../schema.ts'

/** What a stored run is to a comparison. */
export interface ComparedRun {
  readonly folder: string
  readonly manifest: RunManifest
  /** Says what a score can be, where that is not 0 to 1, and how many trials there must be. */
  readonly summary?: BenchmarkSummary
  /** What whoever compares a candidate with it should know of it. */
  remarks?(candidate: RunManifest): string[]
  /** A run that stays where it is while this one, a baseline, moves. */
  readonly anchor?: ComparedRun
  /** Each trial at most once, in any order. */
  records(): AsyncIterable<SampleRecord>
}
