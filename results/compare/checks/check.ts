/**
 * A check looks for one accident that makes a comparison say nothing about the model: the wrong weights, a wrong template, no
 * reply at all. A check that fails is named by every output, and no gate passes until somebody accepts it.
 */

import type { FailedCheck } from '../../schema/comparison.ts'
import type { BenchmarkSummary, RunManifest } from '../../schema/schema.ts'
import type { Scores } from '../scores.ts'

/** One run as checks see it. */
export interface CheckedRun {
  /** What a sentence calls it: its label, or `the baseline`. */
  readonly name: string
  readonly manifest: RunManifest
  readonly summary: BenchmarkSummary | undefined
  readonly scores: Scores
}

export interface CheckedPair {
  readonly baseline: CheckedRun
  readonly candidate: CheckedRun
}

export interface Check {
  /** As `--accept` and the config call it. */
  readonly name: string
  /** When it fails, for the table of the documentation. */
  readonly fails: string
  /** An accident that it has to name. */
  readonly example: string
  /**
   * What a gate says instead of PASS. `INCOMPARABLE`: the numbers are not those of the two models; it outranks REGRESSED.
   * `INCONCLUSIVE`: they are, but something between model and score is broken, and a regression stays one.
   */
  readonly instead: FailedCheck['instead']
  /** @returns what was found, as a sentence, with what to look at; undefined where the pair is fine */
  find(pair: CheckedPair): string | undefined
}
