/** Removes secrets from server messages: some servers repeat request headers in errors. */
import type { Endpoint } from './endpoint.ts'

/** Shortest secret, in characters: shorter text would match by chance. */
const SHORTEST = 6

/** @returns the text with each secret replaced by its name */
export function withoutSecrets(text: string, { key, headers }: Pick<Endpoint, 'key' | 'headers'>): string {
  let safe = key === undefined ? text : text.replaceAll(key, '[key]')
  for (const [name, value] of Object.entries(headers)) {
    // `Bearer SECRET` may be repeated without its first word.
    for (const secret of [value, ...value.split(' ')]) {
      if (secret.length >= SHORTEST) safe = safe.replaceAll(secret, `[${name}]`)
    }
  }
  return safe
}
