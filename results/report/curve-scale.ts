/** Scales of a curve: where a score and a step lie, and which values an axis names. Shared by the terminal and HTML plots. */
import type { Curve } from '../schema/curve.ts'

export interface Scale {
  readonly low: number
  readonly high: number
  /** Values that the axis names, from low to high. */
  readonly ticks: readonly number[]
}

/** Steps of an axis, in units of a power of ten. */
const NICE = [1, 2, 2.5, 5, 10]

/** The smallest scores differ by this much at least, so that a flat curve is not magnified into a cliff. */
const LEAST_SPAN = 0.05

/**
 * A scale that holds all scores, their intervals and the scores of the baselines of some curves, which are of one benchmark. It does not begin at 0: what counts
 * in a curve are differences.
 *
 * @param ticks about how many values the axis names
 */
export function scoreScale(curves: readonly Curve[], ticks = 5): Scale {
  const [min, max] = curves.find(({ range }) => range !== undefined)?.range ?? [0, 1]
  const values = curves.flatMap(({ points, baseline }) => [
    ...points.flatMap(({ score, interval }) => [score ?? [], interval ?? []].flat()),
    ...(baseline?.score === undefined ? [] : [baseline.score]),
  ])
  if (values.length === 0) return { low: min, high: max, ticks: [min, max] }
  const [lowest, highest] = [Math.min(...values), Math.max(...values)]
  const missing = Math.max(0, LEAST_SPAN * (max - min) - (highest - lowest)) / 2
  const [from, to] = [Math.max(min, lowest - missing), Math.min(max, highest + missing)]
  const step = niceStep((to - from) / ticks)
  const low = Math.max(min, Math.floor(rounded(from / step)) * step)
  const high = Math.min(max, Math.ceil(rounded(to / step)) * step)
  const count = Math.floor(rounded((high - low) / step)) + 1
  return {
    low: rounded(low),
    high: rounded(high),
    ticks: Array.from({ length: count }, (_, at) => rounded(low + at * step)),
  }
}

function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least))
  return power * (NICE.find((unit) => unit * power >= least * (1 - 1e-9)) ?? 10)
}

/** Without what binary fractions leave over. */
const rounded = (value: number) => Number(value.toPrecision(10))

/**
 * Where steps lie on an axis, from 0 to 1: to scale. Where that would put two of them on top of each other, all are evenly spaced.
 *
 * @param steps at least two, rising
 * @param closest smallest distance of two neighbours, as a share of the axis
 */
export function stepPositions(steps: readonly number[], closest: number): { at: number[]; isToScale: boolean } {
  const [first = 0, last = 1] = [steps[0], steps.at(-1)]
  const at = steps.map((step) => (step - first) / (last - first || 1))
  const isToScale = at.every((position, index) => index === 0 || position - (at[index - 1] ?? 0) >= closest)
  return isToScale
    ? { at, isToScale }
    : { at: steps.map((_, index) => index / Math.max(1, steps.length - 1)), isToScale }
}
