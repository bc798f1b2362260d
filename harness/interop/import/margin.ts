/** The loss that a gate allows on a task of another tool, for which no margin is known. */
import { normalQuantile } from '../../../results/statistics/normal.ts'

/** Samples on which two equally good models differ, as a share: between those of gsm8k and humaneval fine-tunes. */
const DISCORDANCE = 0.15

const CHANCE = 0.8
const ALPHA = 0.05

/**
 * The smallest margin that an equally good model passes with 80%, if the two differ on 15% of the samples:
 * `(z_0.8 + z_0.95)·√(0.15/n)`. It depends on the number of samples alone, never on the scores.
 *
 * @returns in points of the table, rounded up to half a point of a share, or to a hundredth of the range of a rating
 */
export function importedMargin(samples: number, [min, max]: readonly [number, number]): number {
  const share = (normalQuantile(CHANCE) - normalQuantile(ALPHA)) * Math.sqrt(DISCORDANCE / Math.max(1, samples))
  const bounded = Math.min(0.5, share)
  if (min === 0 && max === 1) return Math.ceil(bounded * 200) / 2
  return Number((Math.ceil(bounded * 100) * ((max - min) / 100)).toPrecision(6))
}
