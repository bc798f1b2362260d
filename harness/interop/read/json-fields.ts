/** Fields of JSON whose shape nobody vouches for: a value of the expected kind, or undefined. */

export type Fields = Readonly<Record<string, unknown>>

/** An object; of anything else, an empty one. */
export const fieldsOf = (value: unknown): Fields =>
  value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Fields) : {}

export const isFields = (value: unknown): value is Fields =>
  value !== null && typeof value === 'object' && !Array.isArray(value)

export const textIn = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

/** A text that is not empty; numbers count as texts. */
export const nameIn = (value: unknown): string | undefined => {
  const text = typeof value === 'number' ? String(value) : value
  return typeof text === 'string' && text.trim() !== '' ? text : undefined
}

/** A finite number; true and false are 1 and 0. */
export const numberIn = (value: unknown): number | undefined => {
  if (typeof value === 'boolean') return value ? 1 : 0
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}

export const countIn = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : undefined

export const listIn = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** Every text of at least some length in a value, as deep as questions are nested. */
export function textsIn(value: unknown, depth = 3): string[] {
  if (typeof value === 'string') return [value]
  if (depth === 0 || value === null || typeof value !== 'object') return []
  return Object.values(value).flatMap((field) => textsIn(field, depth - 1))
}
