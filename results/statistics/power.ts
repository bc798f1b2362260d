/**
 * What a paired comparison can see, before it is made or after it could not tell. Differences are candidate minus baseline, in
 * units of the score (0–1 for shares); means of many questions are taken as normal. Small shares: `share-odds.ts`, exactly.
 */
import { chanceAbove0, normalQuantile } from './normal.ts'
import type { DifferenceSpread } from './variance-components.ts'

/** When a gate passes: the lower limit at confidence `1 − 2α` is above `−margin`. */
export interface GateRule {
  /** ≥ 0, in units of the score. */
  readonly margin: number
  /** One-sided. */
  readonly alpha: number
}

/** Chances of the gate's verdicts; what is left is INCONCLUSIVE. */
export interface GateOdds {
  /** The lower limit is above `−margin`. */
  readonly pass: number
  /** The estimate is below `−margin`, and significantly below 0. */
  readonly regressed: number
}

/**
 * Of the mean difference: `√((σ²_question + σ²_repeat/k)/n)`.
 *
 * @param repeats k; Infinity for the floor that no repeat removes
 * @see Miller 2024, arXiv:2411.00640, section 5
 */
export function differenceError({ question, repeat }: DifferenceSpread, questions: number, repeats = 1): number {
  return Math.sqrt((question + repeat / repeats) / questions)
}

/**
 * `P(pass) = Φ((δ + m)/SE − z_α)`, `P(regressed) = Φ((−max(m, z_α·SE) − δ)/SE)`.
 *
 * @param delta the true difference; 0 for an equal model
 */
export function gateOdds(standardError: number, { margin, alpha }: GateRule, delta = 0): GateOdds {
  const reach = -normalQuantile(alpha) * standardError
  return {
    pass: chanceAbove0(delta + margin - reach, standardError),
    regressed: chanceAbove0(-Math.max(margin, reach) - delta, standardError),
  }
}

/** The loss, as a positive number, that the gate calls REGRESSED with that chance: `max(m, z_α·SE) + z_power·SE`. */
export function caughtLoss(standardError: number, { margin, alpha }: GateRule, power = 0.8): number {
  return Math.max(margin, -normalQuantile(alpha) * standardError) + normalQuantile(power) * standardError
}

/**
 * The smallest true difference that a two-sided test at `1 − confidence` finds with that power:
 * `(z_{1−α/2} + z_power)·SE`.
 *
 * @see Miller 2024, arXiv:2411.00640, eq. 9
 */
export function detectableDifference(standardError: number, confidence = 0.95, power = 0.8): number {
  return (normalQuantile((1 + confidence) / 2) + normalQuantile(power)) * standardError
}

/** The largest standard error at which an equal model passes with that chance: `m/(z_α + z_chance)`. */
const allowedError = ({ margin, alpha }: GateRule, chance: number) =>
  margin / (normalQuantile(chance) - normalQuantile(alpha))

/** Questions, each answered so many times, for an equal model to pass with that chance. Infinity for a margin of 0. */
export function questionsNeeded(spread: DifferenceSpread, repeats: number, rule: GateRule, chance = 0.8): number {
  return Math.ceil(differenceError(spread, 1, repeats) ** 2 / allowedError(rule, chance) ** 2)
}

/**
 * Repeats of so many questions for an equal model to pass with that chance.
 *
 * @returns undefined when no number of repeats is enough, since the questions alone differ too much
 */
export function repeatsNeeded(
  { question, repeat }: DifferenceSpread,
  questions: number,
  rule: GateRule,
  chance = 0.8,
): number | undefined {
  const room = questions * allowedError(rule, chance) ** 2 - question
  if (repeat === 0) return room >= 0 ? 1 : undefined
  return room > 0 ? Math.max(1, Math.ceil(repeat / room)) : undefined
}
