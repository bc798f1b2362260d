/** The gate's decision on one candidate and one benchmark. */
import type { Compared } from '../compare/compare.ts'
import { scoredTrials } from '../compare/compared-run.ts'
import { type PairedDifference, pWorse } from '../compare/difference.ts'
import type { Verdict } from '../schema/comparison.ts'
import type { Interval } from '../schema/schema.ts'
import { nonInferiorityP } from '../statistics/non-inferiority.ts'
import { finding } from '../words/sentence.ts'
import { type Headroom, hasHeadroom, headroomOf } from './headroom.ts'
import type { Rules } from './policy.ts'

/** One comparison, with what it is held against. */
export interface Case {
  readonly compared: Compared
  readonly rules: Rules
  /** From 1. */
  readonly look: number
  /** As in `GatedPair`. */
  readonly before?: readonly number[]
  /** One-sided, as it holds for this look. */
  readonly level: number
}

/** A case with what was measured: without pairs there is nothing to decide. */
export interface Weighed extends Case {
  readonly seen: PairedDifference
  /**
   * Of the interval with confidence `1 − 2·level`: the lower with every missing score at its worst, the upper at its best.
   */
  readonly bounds: Interval
  /** One-sided, of "no worse"; with every missing score at its best for the candidate. */
  readonly p: number
  /** One-sided, of "worse by the margin or more"; with every missing score at its worst: below the level exactly where the lower bound is within the margin. */
  readonly marginP: number
  /** The difference, with every missing score at its best for the candidate. */
  readonly bestEstimate: number
  /** The candidate's score with every missing one at the minimum, and at the maximum. */
  readonly score: Interval
  /** What the baseline has to lose; undefined where it has no score. */
  readonly room: Headroom | undefined
}

export function weigh(given: Case): Weighed | undefined {
  const { seen, worst, best, facts } = given.compared
  if (seen === undefined || worst === undefined || best === undefined) return undefined
  const confidence = 1 - 2 * given.level
  return {
    ...given,
    seen,
    bounds: [worst.interval(confidence)[0], best.interval(confidence)[1]],
    p: pWorse(best),
    marginP: nonInferiorityP(worst.interval, given.rules.margin),
    bestEstimate: best.estimate,
    score: possibleScore(given.compared, facts.range ?? [0, 1]),
    room: headroomOf(given.compared.baseline, facts.range ?? [0, 1]),
  }
}

/** Of the difference; where no two scores differed, as if one sample's had. */
export const standardErrorOf = ({ n, standardError }: PairedDifference): number =>
  standardError === 0 ? 1 / n : standardError

function possibleScore({ candidate }: Compared, [min, max]: Interval): Interval {
  const { score, trials, missing } = scoredTrials(candidate)
  if (score === undefined) return [min, max]
  const at = (value: number) => (score * trials + value * missing) / (trials + missing)
  return [at(min), at(max)]
}

/** Why a verdict is what it is. */
export type Ground =
  | 'within-margin'
  | 'better'
  | 'worse-within-margin'
  | 'beyond-margin'
  | 'below-floor'
  | 'few-samples'
  | 'no-room'
  | 'missing-scores'
  | 'judge-overflow'
  | 'floor-open'
  | 'holm'
  | 'chance'
  | 'wide'

/**
 * Non-inferiority with a margin m, one-sided. PASS: the lower bound is above −m, and the baseline has room to lose. REGRESSED: the estimate is below −m, and p,
 * adjusted by Holm over the required benchmarks of one candidate, is below the level. Both must hold whatever the missing
 * scores were. Everything else is INCONCLUSIVE.
 *
 * @param holmP one-sided, of "no worse", over the required benchmarks of one candidate
 */
export function decide(weighed: Weighed, holmP: number): { verdict: Verdict; ground: Ground } {
  const { rules, seen, bounds, bestEstimate, score, level, room } = weighed
  const { margin, floor = Number.NEGATIVE_INFINITY } = rules
  if (seen.n < (rules.minSamples ?? 0)) return { verdict: 'INCONCLUSIVE', ground: 'few-samples' }
  if (bestEstimate < -margin && holmP < level) return { verdict: 'REGRESSED', ground: 'beyond-margin' }
  if (score[1] < floor) return { verdict: 'REGRESSED', ground: 'below-floor' }
  if (!hasHeadroom(room, margin)) return { verdict: 'INCONCLUSIVE', ground: 'no-room' }
  if (bounds[0] > -margin) {
    if (score[0] < floor) return { verdict: 'INCONCLUSIVE', ground: 'floor-open' }
    if (overflowed(weighed.compared)) return { verdict: 'INCONCLUSIVE', ground: 'judge-overflow' }
    if (seen.n < FEW && rules.minSamples === undefined) return { verdict: 'INCONCLUSIVE', ground: 'few-samples' }
    return { verdict: 'PASS', ground: passGround(weighed) }
  }
  return { verdict: 'INCONCLUSIVE', ground: whyOpen(weighed, holmP) }
}

/**
 * Below this many pairs the score interval lets a model that is worse by the margin pass too often: with 7% at 30, with 9% at 5 to
 * 20 (at the real sizes with 5.1% at most). A policy that says `minSamples` itself may go lower.
 */
export const FEW = 50

/** A difference is one in every output or in none: after the correction for the table, and at the level of this look. */
function passGround({ compared, seen, bounds, level }: Weighed): Ground {
  const found = finding(compared.facts)
  if (found === 'better' && bounds[0] > 0) return 'better'
  return found === 'worse' && pWorse(seen) < level ? 'worse-within-margin' : 'within-margin'
}

/** Answers too long for the judge are no chance sample of all answers: whoever rambles would be spared. */
const overflowed = ({ baseline, candidate }: Compared) =>
  [baseline, candidate].some(({ summary }) => (summary?.unscoredReasons?.['judge-overflow'] ?? 0) > 0)

function whyOpen({ rules: { margin }, seen, bestEstimate, p, level }: Weighed, holmP: number): Ground {
  const [low] = seen.interval(1 - 2 * level)
  const pSeen = pWorse(seen)
  if (low > -margin || (seen.estimate < -margin && pSeen < level && !(bestEstimate < -margin && p < level))) {
    return 'missing-scores'
  }
  if (seen.estimate >= -margin) return 'wide'
  return p < level && holmP >= level ? 'holm' : 'chance'
}
