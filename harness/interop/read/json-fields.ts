/** Fields of JSON whose shape nobody vouches for: a value of the expected kind, or undefined. */

import { asObject, type Json } from '../../lib/json.ts'

export type Fields = Json

export const isFields = (value: unknown): value is Fields => asObject(value) !== undefined

/** An object; an empty one in place of anything else. */
export const fieldsOf = (value: unknown): Fields => asObject(value) ?? {}

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

/** A date or time, as ISO 8601 in UTC. */
export function timeIn(value: unknown): string | undefined {
  const ms = Date.parse(textIn(value) ?? '')
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString()
}

export const countIn = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : undefined

export const listIn = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** Every text in a value, down to the depth at which questions are nested. */
export function textsIn(value: unknown, depth = 3): string[] {
  if (typeof value === 'string') return [value]
  if (depth === 0 || value === null || typeof value !== 'object') return []
  return Object.values(value).flatMap((field) => textsIn(field, depth - 1))
}
