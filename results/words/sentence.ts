/** A comparison in one sentence that a reader without statistics understands. */
import type { Comparison } from '../schema/comparison.ts'
import { change, count, deltaInterval, interval, plural, size } from './format.ts'

/** A difference with a smaller p, Holm-adjusted in a table of several, is significant. */
export const SIGNIFICANT = 0.05

export type Finding = 'better' | 'worse' | 'unclear'

/** @returns `unclear` also without a comparison */
export function finding({ delta = 0, p = 1, holmP = p }: Comparison): Finding {
  if (holmP >= SIGNIFICANT || delta === 0) return 'unclear'
  return delta > 0 ? 'better' : 'worse'
}

/** The interval shown with the finding, Holm-adjusted like the finding itself. */
export const shownInterval = ({ interval, holmInterval }: Comparison) => holmInterval ?? interval

/** The p shown with the finding, adjusted likewise. */
export const shownP = ({ p, holmP }: Comparison) => holmP ?? p

/** The meaning of intervals and p in a table of several comparisons. */
export function familyNote(comparisons: readonly Comparison[]): string[] {
  const corrected = comparisons.filter(({ holmP }) => holmP !== undefined).length
  if (corrected < 2) return []
  return [`Δ: intervals and p hold over all ${count(corrected)} comparisons together (95%, Holm)`]
}

export function sentence(comparison: Comparison): string {
  const { delta: difference, range, pairs, gained, lost } = comparison
  const limits = shownInterval(comparison)
  const over = comparison.holmInterval === undefined ? '95%' : '95%, Holm'
  const [baseline, candidate] = names(comparison)
  if (difference === undefined || limits === undefined) {
    return `${capital(candidate)} and ${baseline} have no sample in common that both have scored.`
  }
  const found = finding(comparison)
  const flips = `${count(gained)} gained, ${count(lost)} lost`
  if (found === 'unclear') {
    return (
      `No significant difference between ${baseline} and ${candidate} in ${plural(pairs, 'sample')}: ` +
      `${change(difference, range)} (${over}: ${deltaInterval(limits, range)}), ${flips}.`
    )
  }
  const [low, high] = limits
  const reach = interval(found === 'better' ? [low, high] : [-high, -low], range)
  return (
    `${capital(candidate)} is ${found} than ${baseline} by ${size(difference, range)} (${over}: ${reach}): ` +
    `${flips} of ${plural(pairs, 'sample')}.`
  )
}

function names({ baseline, candidate }: Comparison): [baseline: string, candidate: string] {
  return baseline === candidate ? ['the baseline', 'the candidate'] : [baseline, candidate]
}

/** Labels are names and stay as they are. */
const capital = (name: string) => name.replace(/^the /, 'The ')
