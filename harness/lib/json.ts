/** Reads JSON of unknown structure. */

export type Json = Readonly<Record<string, unknown>>

/** @returns undefined for anything but an object, arrays included */
export const asObject = (value: unknown): Json | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined

export const nonEmpty = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined

/** @returns undefined for invalid JSON */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/**
 * Parses JSON as servers write it: with an optional byte order mark, and with Python's `NaN` and `Infinity`, which become null.
 *
 * @returns undefined for invalid JSON
 */
export function parseLooseJson(text: string): unknown {
  const exact = parseJson(text)
  if (exact !== undefined) return exact
  const plain = text.replace(/^\uFEFF/, '')
  return parseJson(plain.replace(STRING_OR_NUMBER_WORD, (token) => (token.startsWith('"') ? token : 'null')))
}

const STRING_OR_NUMBER_WORD = /"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/gs
