/** One-sided tests of "no worse" on differences that are not symmetric: how often is an equal model called worse? */
import { plainTable } from '../../results/report/forms/terminal.ts'
import { worseP } from '../../results/statistics/mcnemar.ts'
import { meanDifference } from '../../results/statistics/mean-difference.ts'
import { inferiorityP } from '../../results/statistics/non-inferiority.ts'
import { plainMean } from '../../results/statistics/strata.ts'
import { ALPHA } from './findings.ts'
import { luckOf } from './simulated.ts'

const SKEWS = ['many small losses, few large gains', 'many small gains, few large losses', 'symmetric'] as const
type Skew = (typeof SKEWS)[number]

export function skewTable(trials: number): string {
  const rows = SKEWS.flatMap((skew) =>
    [30, 80, 160, 683].map((n) => {
      const { byFlips, byInterval } = calledWorse(skew, n, { trials, seed: n })
      return [skew, String(n), percent(byFlips), percent(byInterval)]
    }),
  )
  return `No true difference, called worse at 5%: by flipped signs, and as the gate does, by the interval.\n${plainTable(
    ['differences', 'pairs', 'flipped signs', 'interval'],
    rows,
  )}`
}

/** @returns shares called worse at α, by flipped signs and by the interval, of exams without a true difference */
function calledWorse(skew: Skew, n: number, { trials, seed }: { trials: number; seed: number }) {
  const { uniform } = luckOf(seed)
  const sign = skew === 'many small gains, few large losses' ? -1 : 1
  // Nine of ten lose ½, one gains 4½: mean 0. Symmetric: a whole point up or down, or none.
  const draw = () => (skew === 'symmetric' ? Math.floor(3 * uniform()) - 1 : sign * (uniform() < 0.1 ? 4.5 : -0.5))
  let [byFlips, byInterval] = [0, 0]
  for (let trial = 0; trial < trials; trial++) {
    const found = meanDifference(plainMean(Array.from({ length: n }, draw)), [-9, 9], { draws: 2_000 })
    if (found === undefined) continue
    if (worseP(found.mean, found.p) < ALPHA) byFlips++
    if (inferiorityP(found.interval, 0) < ALPHA) byInterval++
  }
  return { byFlips: byFlips / trials, byInterval: byInterval / trials }
}

const percent = (share: number) => `${(100 * share).toFixed(1)}%`
