/** manifest.json of a build: what went in, what came out, with which. */
import type { BenchmarkSummary, Generation, ModelFacts, RunManifest } from '../../results/schema/schema.ts'
import type { OverlapFacts } from './overlap.ts'
import type { LengthStatistics } from './token-statistics.ts'
import type { FileFacts } from './training-files.ts'
import type { Variant } from './variants.ts'

export const BUILD_VERSION = 1

export interface StageFacts {
  readonly model: ModelFacts
  readonly generation: Generation
  /** Folder below the build's, with every prompt and reply. */
  readonly run: string
  readonly tokens: BenchmarkSummary['tokens']
  readonly cost?: number
  readonly unscored: number
  /** Requests that were planned, and not made since the prompt had a good answer already. */
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
    /** With a known right answer, by the scorer that knows it; absent where nothing was verified. */
    readonly verified?: Readonly<Record<string, number>>
  }
  readonly teacher: StageFacts
  readonly summarizer?: StageFacts & { readonly template: string }
  readonly settings: Readonly<Record<string, unknown>>
  readonly overlap: OverlapFacts
  readonly kept: { readonly prompts: number; readonly rows: number; readonly validation: number }
  /** Reason → records. */
  readonly dropped: Readonly<Record<string, number>>
  /** What became of the teacher's answers: `kept`, or why not. */
  readonly answers: Readonly<Record<string, number>>
  readonly variants: Readonly<Partial<Record<Variant, LengthStatistics>>>
  readonly files: Readonly<Record<string, FileFacts>>
  readonly software: RunManifest['software']
}
