/** The interval of a score that is a share of what is right. */
import type { Interval } from '../schema/schema.ts'
import { CONFIDENCE } from '../statistics/confidence.ts'
import { meanInterval } from '../statistics/mean-interval.ts'
import type { Moments } from '../statistics/moments.ts'
import { effectiveSize, wilson } from '../statistics/wilson.ts'

export interface ScoredTrials {
  /** Of the samples' means. */
  readonly moments: Moments
  /** Of each sample. */
  readonly repeats: number
  /** With a score. */
  readonly trials: number
  /** Trials that score 1. */
  readonly correct: number
  /** Whether every score is 0 or 1. */
  readonly isBinary: boolean
  /** What a score can be. */
  readonly range: Interval
}

/** @returns the 95% interval, and the name of its method; undefined without scores */
export function scoreInterval(given: ScoredTrials): { interval: Interval; intervalMethod: string } | undefined {
  const { moments, repeats, trials, correct, isBinary, range } = given
  const { n, mean: share, standardError } = moments
  if (!isBinary) return named('t', meanInterval(moments, range, CONFIDENCE))
  if (repeats === 1) return named('Wilson', wilson(correct, n, CONFIDENCE))
  const size = effectiveSize({ share, standardError, samples: n, trials })
  return named('Wilson, effective n', wilson(share * size, size, CONFIDENCE))
}

const named = (intervalMethod: string, interval: Interval | undefined) => interval && { interval, intervalMethod }
