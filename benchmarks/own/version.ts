/** The version of a declaration: a hash of what decides a score. */
import { createHash } from 'node:crypto'
import type { OwnDeclaration } from './declaration.ts'
import type { OwnScore } from './score.ts'

/**
 * A whole number from 1 that another declaration hardly ever has: 32 bits of a sha256 over what decides a score. Comments, the order of
 * fields, `about`, `margin`, `gold` and the path of the data do not count; the data itself is compared by its sha256.
 */
export function versionOf(
  { about, margin, gold, data, sha256, name, ...decisive }: OwnDeclaration,
  { decisive: more = null }: Pick<OwnScore, 'decisive'>,
): number {
  const text = JSON.stringify(sorted([decisive, more]))
  return createHash('sha256').update(text).digest().readUInt32BE() || 1
}

/** Objects with their fields in alphabetical order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (value === null || typeof value !== 'object') return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]))
}
