/** A step with its scores, and how two of them differ. */
import { requireCommonSamples } from '../compare/common-samples.ts'
import type { PairedDifference } from '../compare/difference.ts'
import { flipsOf, pairUp, seenDifference } from '../compare/pairs.ts'
import { meanOf } from '../compare/sample-scores.ts'
import type { Scores } from '../compare/scores.ts'
import type { Flip } from '../schema/comparison.ts'
import type { StepDifference } from '../schema/curve.ts'
import { CONFIDENCE } from '../statistics/confidence.ts'
import type { FinishedRun } from '../store/read.ts'

export interface StepScores {
  readonly run: FinishedRun
  readonly scores: Scores
}

interface PairedSteps {
  readonly facts: StepDifference
  readonly seen: PairedDifference | undefined
  readonly flips: readonly Flip[]
}

/**
 * The later step minus the earlier one, over the samples that both have scored.
 *
 * @throws IncomparableError without a common sample; StoreError where a run holds samples that it cannot have
 */
export function pairSteps(before: StepScores, after: StepScores): PairedSteps {
  requireCommonSamples(before.scores, after.scores, before.run, after.run)
  const { manifest } = after.run
  const { pairs } = pairUp(before.scores, after.scores, {
    repeats: [before.run.manifest.trialsPerSample, manifest.trialsPerSample],
    range: after.scores.range,
  })
  const seen = seenDifference(pairs, before.scores, after.scores, manifest.protocol.aggregate)
  const { range } = after.scores
  return {
    facts: {
      pairs: pairs.length,
      ...(seen && { delta: seen.estimate, interval: seen.interval(CONFIDENCE), p: seen.p }),
      gained: seen?.gained ?? 0,
      lost: seen?.lost ?? 0,
    },
    seen,
    flips: flipsOf(pairs, range[0] !== 0 || range[1] !== 1),
  }
}

/** Mean scores of the samples that every step has scored. */
export interface ScoreMatrix {
  readonly ids: readonly string[]
  /** By step, in the order of the ids. */
  readonly means: readonly Float64Array[]
}

export function scoreMatrix(steps: readonly StepScores[]): ScoreMatrix {
  const isScored = (id: string) => steps.every(({ scores }) => (scores.samples.get(id)?.trials.length ?? 0) > 0)
  const ids = [...(steps[0]?.scores.samples.keys() ?? [])].filter(isScored)
  const meanIn = (scores: Scores) => (id: string) => {
    const sample = scores.samples.get(id)
    return sample === undefined ? 0 : meanOf(sample)
  }
  return { ids, means: steps.map(({ scores }) => Float64Array.from(ids, meanIn(scores))) }
}
