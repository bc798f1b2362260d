/** Splits prompts into training and validation. */
import { UsageError } from '../../results/errors.ts'
import { hashFacts } from '../lib/hash.ts'

/**
 * Draws the validation prompts. The draw depends only on the seed and the line numbers: all variants and later builds agree.
 *
 * @param share 0 to 1, rounded to whole prompts
 */
export function drawValidation(lines: readonly number[], share: number, seed: number): ReadonlySet<number> {
  const ranked = lines.map((line) => ({ line, rank: hashFacts([seed, line]) }))
  ranked.sort((a, b) => (a.rank < b.rank ? -1 : 1))
  return new Set(ranked.slice(0, Math.round(share * lines.length)).map(({ line }) => line))
}

/** Parses a share such as `5%` or `0.05`, 0 included and 1 not. @throws UsageError for other text */
export function readShare(flag: string, text: string): number {
  const [, digits, percent] = /^(\d*\.?\d+)(%)?$/.exec(text) ?? []
  const share = Number(digits) / (percent ? 100 : 1)
  if (digits !== undefined && share >= 0 && share < 1) return share
  throw new UsageError(`${flag} ${text}: not a share below 1`, { hint: `Write ${flag} 5% or ${flag} 0.05.` })
}
