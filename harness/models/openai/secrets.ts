/** Removes secrets from what servers send: some repeat request headers in errors, some models repeat what they were sent. */

import { mayEcho } from './echo-traces.ts'
import type { Endpoint } from './endpoint.ts'
import { echoesIn, type Secret } from './secret-echoes.ts'

/** Shortest secret, in characters: shorter text would match by chance. */
const SHORTEST = 6

/** In replies, where any word may stand by chance: long, and more than words. */
const LONG = 16

type Held = Pick<Endpoint, 'key' | 'headers'>

/** @returns the text with each secret replaced by its name, however it is encoded, split or cut */
export function withoutSecrets(text: string, endpoint: Held): string {
  const secrets = secretsOf(endpoint)
  return secrets.length === 0 ? text : replaced(text, secrets)
}

/** The same for the text of a reply, which is long and hardly ever holds one. */
export function withoutSecretsInReply(text: string, endpoint: Held): string {
  const secrets = secretsOf(endpoint).filter(({ value }) => value.length >= LONG && isRandom(value))
  return mayEcho(text, secrets) ? replaced(text, secrets, true) : text
}

function replaced(text: string, secrets: readonly Secret[], wordsStay = false): string {
  let safe = ''
  let end = 0
  for (const echo of echoesIn(text, secrets, { wordsStay })) {
    safe += `${text.slice(end, echo.start)}[${echo.name}]`
    end = echo.end
  }
  return safe + text.slice(end)
}

const known = new WeakMap<Held, readonly Secret[]>()

function secretsOf(endpoint: Held): readonly Secret[] {
  const found = known.get(endpoint) ?? listed(endpoint)
  known.set(endpoint, found)
  return found
}

function listed({ key, headers }: Held): Secret[] {
  const values = Object.entries(headers).flatMap(([name, value]) =>
    // `Bearer SECRET` may be repeated without its first word, and `Basic …` in the clear.
    [value, ...value.split(' '), ...credentialsIn(value)].map((secret) => ({ name, value: secret })),
  )
  const all = [...(key === undefined ? [] : [{ name: 'key', value: key }]), ...values]
  return all
    .filter(({ name, value }) => value.length >= (name === 'key' ? 1 : SHORTEST) && !SCHEME.test(value))
    .map((secret) => ({ ...secret, isRandom: isRandom(secret.value) }))
}

/** How a header names its kind of secret. */
const SCHEME = /^(?:bearer|basic|digest|token|api-?key)$/i

/** `user:password` and `password` of basic authentication. */
function credentialsIn(header: string): string[] {
  const [, encoded] = /^Basic\s+(\S+)$/i.exec(header) ?? []
  if (encoded === undefined) return []
  const decoded = Buffer.from(encoded, 'base64').toString('latin1')
  return [decoded, decoded.slice(decoded.indexOf(':') + 1)]
}

/** More than words: parts of it are no coincidence. */
const isRandom = (value: string) => /\d/.test(value) && /[a-z]/i.test(value) && value.length >= 12
