/** The schema of a build's manifest.json: inputs, settings, models and output files. */
import type { BenchmarkSummary, Generation, ModelFacts, RunManifest } from '../../results/schema/schema.ts'
import type { Variant } from './choices.ts'
import type { OverlapFacts } from './overlap.ts'
import type { LengthStatistics } from './token-statistics.ts'
import type { FileFacts } from './training-files.ts'

export const BUILD_VERSION = 1

export interface StageFacts {
  readonly model: ModelFacts
  readonly generation: Generation
  /** Run folder with every prompt and reply, relative to the build's folder. */
  readonly run: string
  readonly tokens: BenchmarkSummary['tokens']
  readonly cost?: number
  readonly unscored: number
  /** Planned requests that were skipped because the prompt already had a good answer. */
  readonly notNeeded?: number
}

export interface BuildManifest {
  readonly schemaVersion: typeof BUILD_VERSION
  readonly createdAt: string
  readonly prompts: {
    readonly file: string
    readonly sha256: string
    readonly records: number
    readonly selected: number
    /** Scorer → number of records it verified; absent without --verify. */
    readonly verified?: Readonly<Record<string, number>>
  }
  readonly teacher: StageFacts
  readonly summarizer?: StageFacts & { readonly template: string }
  readonly settings: Readonly<Record<string, unknown>>
  readonly overlap: OverlapFacts
  readonly kept: { readonly prompts: number; readonly rows: number; readonly validation: number }
  /** Reason → number of excluded records. */
  readonly dropped: Readonly<Record<string, number>>
  /** Number of the teacher's answers by outcome: `kept`, or the reason for exclusion. */
  readonly answers: Readonly<Record<string, number>>
  readonly variants: Readonly<Partial<Record<Variant, LengthStatistics>>>
  readonly files: Readonly<Record<string, FileFacts>>
  readonly software: RunManifest['software']
}
