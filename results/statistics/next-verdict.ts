/** The chance that a gate decides after further answers, given what there is now. */
import { chanceAbove0, normalQuantile } from './normal.ts'
import type { GateRule } from './power.ts'

/** A mean difference so far, its variance in two parts. All in units of the score. */
export interface SoFar {
  readonly estimate: number
  /** What stays however often is asked: the samples themselves, and the answers of a side that is not asked again. */
  readonly lasting: number
  /** Luck of one more answer to each sample by the sides that are asked again. */
  readonly luck: number
  /** Answers to each sample by these sides; above 0, and no whole number where the sides differ. */
  readonly answers: number
}

export interface NextLook extends GateRule {
  /** Answers to each sample that will be asked; Infinity for the best that any number can do. */
  readonly more: number
  /** The answers so far count as well. */
  readonly pools: boolean
  /** Standard deviation of the true difference from model to model, around 0: 0 if the two are equal. */
  readonly prior: number
}

/**
 * The chance of PASS or REGRESSED at the next look. What lasts of the present estimate θ is `B = w·θ` on average with variance
 * `w·r/k`, `w = (τ² + q)/(τ² + q + r/k)`: an estimate far from 0 was partly luck, and falls back. Then with `a` further answers
 *
 * ```
 * pooled:  mean = θ + s·(B − θ)   var = s²·(w·r/k + r/a)   SE² = q + r/(k + a)   s = a/(k + a)
 * apart:   mean = B               var = w·r/k + r/a        SE² = q + r/a
 * chance = Φ((mean + m − z·SE)/√var) + Φ((−max(m, z·SE) − mean)/√var)
 * ```
 *
 * @see Spiegelhalter, Freedman & Blackburn 1986, Control. Clin. Trials 7:8, on predictive power
 */
export function chanceToSettle({ estimate, lasting, luck, answers }: SoFar, look: NextLook): number {
  const { margin, alpha, more, pools, prior } = look
  const now = luck / answers
  const kept = prior ** 2 + lasting
  const shrink = kept + now === 0 ? 1 : kept / (kept + now)
  const share = pools && Number.isFinite(more) ? more / (answers + more) : 1
  const mean = estimate + share * (shrink * estimate - estimate)
  const deviation = share * Math.sqrt(shrink * now + luck / more)
  const reach = -normalQuantile(alpha) * standardErrorAfter({ lasting, luck, answers }, look)
  return chanceAbove0(mean + margin - reach, deviation) + chanceAbove0(-Math.max(margin, reach) - mean, deviation)
}

/** Of the difference at the next look. */
export function standardErrorAfter(
  { lasting, luck, answers }: Omit<SoFar, 'estimate'>,
  { more, pools }: Pick<NextLook, 'more' | 'pools'>,
): number {
  return Math.sqrt(lasting + luck / (pools ? answers + more : more))
}
