/** What a further look leaves of α. */
import { growingInformation, lookLevels, openEnded, spentBy } from '../statistics/alpha-spending.ts'

/** Standard errors of the difference, over all answers that count at each look. */
export interface Information {
  /** At the looks before, oldest first. */
  readonly before: readonly number[]
  readonly now: number
}

/**
 * The one-sided level at which a look decides. The first has all of α, as if it were the only one. Each further one has what an
 * open-ended plan has for it, given how far its estimate can still move from those before it (`lookLevels`): about 0.018 at a second look
 * with as many new answers as there were. Since that plan has 0.83 α for its first look, all looks together pass a model that
 * is worse by the margin with at most 1.17 α.
 *
 * @param look from 1
 * @param information absent where it is not known, or where a look does not have the answers of those before it: then its
 *   level is the share of α itself that the plan spends on it, whatever the looks have in common
 */
export function levelOf(look: number, alpha: number, information?: Information): number {
  if (look === 1) return alpha
  if (information === undefined || information.before.length !== look - 1) return Math.max(LOWEST, shareOf(look, alpha))
  return Math.max(LOWEST, lookLevels(growingInformation([...information.before, information.now]), alpha).at(-1) ?? 0)
}

const shareOf = (look: number, alpha: number) => spentBy(openEnded(look), alpha) - spentBy(openEnded(look - 1), alpha)

/** Where the difference of two shares next to 1 would be lost in rounding; and still no interval is endless. */
const LOWEST = 1e-12
