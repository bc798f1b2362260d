/** Tests read off an interval, so that the p-value and the limits that are shown can never disagree. */
import type { Interval } from '../schema/schema.ts'

/** The two-sided interval for a confidence in [0, 1); more confidence, never less width. */
export type IntervalAt = (confidence: number) => Interval

/** No p below 1e-4 is more than an order of magnitude, from ten thousand draws; still a very small level must be reached. */
const SMALLEST = 1e-9

/**
 * One-sided p of "the candidate is worse by the margin or more": the α at which the lower limit of the interval with
 * confidence `1 − 2α` meets `−margin`. Below 0.05 exactly where the lower limit of the 90% interval is above `−margin`.
 *
 * @param margin ≥ 0, in units of the score
 * @returns at least 1e-9, at most 1 − 1e-9
 */
export const nonInferiorityP = (intervalAt: IntervalAt, margin: number) => above(intervalAt, -margin)

/**
 * One-sided p of "the candidate is at most `margin` worse": small when it is significantly worse than that.
 *
 * @param margin ≥ 0, in units of the score; 0 asks whether it is worse at all
 * @returns at least 1e-9, at most 1 − 1e-9
 */
export const inferiorityP = (intervalAt: IntervalAt, margin: number) => above(mirror(intervalAt), margin)

const mirror =
  (intervalAt: IntervalAt): IntervalAt =>
  (confidence) => {
    const [low, high] = intervalAt(confidence)
    return [-high, -low]
  }

/** One-sided p of "the mean is at most `value`". */
function above(intervalAt: IntervalAt, value: number): number {
  const [low, high] = intervalAt(0)
  if (low > value) return levelAt((alpha) => intervalAt(1 - 2 * alpha)[0] <= value)
  if (high < value) return 1 - levelAt((alpha) => intervalAt(1 - 2 * alpha)[1] >= value)
  return 0.5
}

/** The α in [SMALLEST, ½] up to which the interval still covers the value, by bisection. */
function levelAt(covers: (alpha: number) => boolean): number {
  let [covered, uncovered] = [SMALLEST, 0.5]
  if (!covers(covered)) return covered
  for (let step = 0; step < 50; step++) {
    const middle = (covered + uncovered) / 2
    if (covers(middle)) covered = middle
    else uncovered = middle
  }
  return covered
}
