/** The settings of a build, and its possible results. */

import type { Benchmark } from '../../benchmarks/benchmark.ts'
import type { Generation } from '../../results/schema/schema.ts'
import type { FinishedRun } from '../../results/store/read.ts'
import type { EngineName } from '../options/engine-names.ts'
import type { ModelChoice } from '../options/model-choices.ts'
import type { RequestOptions } from '../options/request-options.ts'
import type { Locations } from '../options/settings.ts'
import type { BuildManifest } from './build-manifest.ts'
import type { DuplicateKind, Format, Keep, Variant } from './choices.ts'
import type { Filters } from './filters.ts'

export interface BuildPlan {
  readonly prompts: string
  readonly limit?: string
  readonly output: string
  readonly resume: boolean
  readonly variants: readonly Variant[]
  readonly format: Format
  readonly teacher: ModelChoice
  /** Absent: the reasoning is used as it is. */
  readonly summarizer?: ModelChoice
  readonly template?: string
  readonly generation: Generation
  readonly repeats: number
  readonly keep: Keep
  readonly isVerified: boolean
  /** Benchmark whose scorer verifies records that name none. */
  readonly benchmark?: string
  readonly engine?: EngineName
  readonly thinkingPattern?: RegExp
  readonly duplicates: DuplicateKind
  readonly similarity: number
  readonly filters: Filters
  readonly validation: { readonly share: number; readonly seed: number }
  /** Benchmarks whose overlap is removed. Absent: nothing is removed; `[]`: overlap with any benchmark. */
  readonly decontaminate?: readonly Benchmark[]
  readonly allowTestSet: boolean
  /** Number of replies that may be missing, given the number of trials. */
  readonly allowed: (trials: number) => number
  readonly asking: RequestOptions
  readonly locations: Locations
}

/** No training file was written; all replies are saved for `--resume`. */
export type Unfinished =
  | { readonly kind: 'stopped'; readonly failure: unknown }
  | { readonly kind: 'incomplete'; readonly run: FinishedRun }

export type BuildResult = { readonly kind: 'built'; readonly manifest: BuildManifest } | Unfinished
