/** What a server was sent and must not be repeated: some servers send it back with their complaint. */
import type { Endpoint } from './endpoint.ts'

/** Shorter ones are no secrets, and would be found by chance. */
const SHORTEST = 6

/** @returns the text with each secret replaced by its name */
export function withoutSecrets(text: string, { key, headers }: Pick<Endpoint, 'key' | 'headers'>): string {
  let safe = key === undefined ? text : text.replaceAll(key, '[key]')
  for (const [name, value] of Object.entries(headers)) {
    // `Bearer SECRET` may come back without its first word.
    for (const secret of [value, ...value.split(' ')]) {
      if (secret.length >= SHORTEST) safe = safe.replaceAll(secret, `[${name}]`)
    }
  }
  return safe
}
