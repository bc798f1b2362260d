/** "Did you mean …?" for names that were mistyped. */
import { closest, distance } from 'fastest-levenshtein'

/** @returns `Did you mean "gsm8k"? ` (with the space after it), or nothing when no known name is close */
export function nearest(name: string, known: readonly string[]): string {
  if (known.length === 0) return ''
  const best = closest(name, known)
  return distance(name, best) <= Math.max(2, Math.floor(best.length / 3)) ? `Did you mean "${best}"? ` : ''
}
