/** Steps that are significantly below an earlier one: a model that was trained too long, or on too little. */
import type { Decline } from '../schema/curve.ts'
import { CONFIDENCE } from '../statistics/confidence.ts'
import { holm } from '../statistics/holm.ts'
import type { StepPair } from './step-pairs.ts'

/** A difference of fewer standard errors is not significant in any family: its test is not worked out. */
const WORTH_A_TEST = 1.8

/**
 * Tests every step against every earlier one. The earlier step that looks best was chosen by its luck as well, so all pairs of steps are one
 * family: with K steps, Holm's correction is for K(K − 1)/2 tests.
 *
 * @param steps training steps, by place
 * @returns for each step that is below an earlier one, the pair with the smallest p
 * @see Holm 1979, Scand. J. Statist. 6:65
 */
export function declinesOf(steps: readonly number[], pairs: readonly StepPair[]): Decline[] {
  const tested = pairs.map((pair) => {
    const isWorthIt = pair.delta < 0 && -pair.delta >= WORTH_A_TEST * pair.standardError
    return isWorthIt ? pair.whole() : undefined
  })
  const adjusted = holm(tested.map((whole) => whole?.p ?? 1))
  const found = pairs.flatMap((pair, at) => {
    const [whole, holmP = 1] = [tested[at], adjusted[at]]
    return whole === undefined || whole.estimate >= 0 || holmP >= 1 - CONFIDENCE ? [] : [{ pair, whole, holmP }]
  })
  const last = steps.length - 1
  const belowAtEnd = new Set(found.filter(({ pair }) => pair.later === last).map(({ pair }) => pair.earlier))
  return steps.flatMap((step, later): Decline[] => {
    const [worst] = found.filter(({ pair }) => pair.later === later).sort((a, b) => a.whole.p - b.whole.p)
    if (worst === undefined) return []
    const { pair, whole, holmP } = worst
    return [
      {
        step,
        below: steps[pair.earlier] ?? 0,
        delta: whole.estimate,
        interval: whole.interval(1 - (1 - CONFIDENCE) / pairs.length),
        holmP,
        ...(belowAtEnd.has(pair.earlier) && { lasts: true as const }),
      },
    ]
  })
}
