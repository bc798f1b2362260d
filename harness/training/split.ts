/** Which prompts are put aside for validation. */
import { UsageError } from '../../results/errors.ts'
import { hashFacts } from '../lib/hash.ts'

/**
 * A draw that depends on the seed and on the prompts' lines alone: every variant, and every later build, makes the same.
 *
 * @param share 0 to 1, rounded to whole prompts
 */
export function drawValidation(lines: readonly number[], share: number, seed: number): ReadonlySet<number> {
  const ranked = lines.map((line) => ({ line, rank: hashFacts([seed, line]) }))
  ranked.sort((a, b) => (a.rank < b.rank ? -1 : 1))
  return new Set(ranked.slice(0, Math.round(share * lines.length)).map(({ line }) => line))
}

/** @throws UsageError for anything but `5%` or `0.05` */
export function readShare(flag: string, text: string): number {
  const [, digits, percent] = /^(\d*\.?\d+)(%)?$/.exec(text) ?? []
  const share = Number(digits) / (percent ? 100 : 1)
  if (digits !== undefined && share >= 0 && share < 1) return share
  throw new UsageError(`${flag} ${text}: no share below 1`, { hint: `Write ${flag} 5% or ${flag} 0.05.` })
}
