/** Hashes of JSON values, independent of the order of their fields. */
import { createHash } from 'node:crypto'

/** @returns the first hexadecimal digits, up to 64, of the SHA-256 of the value's canonical JSON */
export function hashFacts(value: unknown, digits = 16): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted(value)))
    .digest('hex')
    .slice(0, digits)
}

/** The same as `hashFacts` of a list of texts, without holding them all. */
export function hashTexts(texts: Iterable<string>, digits = 16): string {
  const hash = createHash('sha256').update('[')
  let isFirst = true
  for (const text of texts) {
    hash.update(isFirst ? JSON.stringify(text) : `,${JSON.stringify(text)}`)
    isFirst = false
  }
  return hash.update(']').digest('hex').slice(0, digits)
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (value === null || typeof value !== 'object') return value
  const entries = Object.entries(value).filter(([, field]) => field !== undefined)
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, field]) => [key, sorted(field)]))
}
