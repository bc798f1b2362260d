/** A comparison in one sentence that needs no statistics to be understood. */
import type { Comparison } from '../schema/comparison.ts'
import { change, count, deltaInterval, interval, plural, size } from './format.ts'

/** A difference with a smaller p, after Holm's correction in a table of several, is called one. */
export const SIGNIFICANT = 0.05

export type Finding = 'better' | 'worse' | 'unclear'

/** @returns unclear also where nothing could be compared */
export function finding({ delta = 0, p = 1, holmP = p }: Comparison): Finding {
  if (holmP >= SIGNIFICANT || delta === 0) return 'unclear'
  return delta > 0 ? 'better' : 'worse'
}

/** What is printed beside the finding: an interval with the same error as the mark. */
export const shownInterval = ({ interval, holmInterval }: Comparison) => holmInterval ?? interval

/** Likewise the p by which the finding was made. */
export const shownP = ({ p, holmP }: Comparison) => holmP ?? p

/** What intervals and p of a table of several comparisons mean. */
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
      `No difference between ${baseline} and ${candidate} can be told from ${plural(pairs, 'sample')}: ` +
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
