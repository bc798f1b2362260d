/** The endpoint of a model: base URL, key and headers. */
import { UsageError } from '../../../results/errors.ts'
import { VERSION } from '../../lib/version.ts'
import type { ModelSpec } from '../spec.ts'
import { baseUrl } from './base-url.ts'
import { type HeaderTemplates, resolveHeaders } from './headers.ts'
import { PRESETS, type Preset } from './presets.ts'

/** Variable with the key for every URL that is not a hosted provider's own. */
export const CUSTOM_KEY_VARIABLE = 'EVALKIT_API_KEY'

export interface Endpoint {
  /** Base URL without a trailing slash. */
  readonly url: string
  /** Secret: used only in the Authorization header. */
  readonly key?: string
  /** Variable that holds the key, set or not. */
  readonly keyVariable: string
  /** Custom headers, names in lower case. Secret, like the key. */
  readonly headers: Readonly<Record<string, string>>
  /** Whether the provider's list of models is incomplete. */
  readonly listsSome: boolean
}

type Environment = Readonly<Record<string, string | undefined>>

/**
 * A provider's key is sent only to that provider's own URL, so that a stray OPENAI_API_KEY reaches no other host.
 * Any other URL gets EVALKIT_API_KEY, if set. The URL in OPENAI_BASE_URL counts as the provider's own.
 *
 * @param templates custom headers, for all URLs of this model
 * @throws UsageError when a hosted provider's key is missing, or cannot be a key, or a header cannot be sent
 */
export function findEndpoints(spec: ModelSpec, env: Environment, templates: HeaderTemplates = {}): Endpoint[] {
  const preset = PRESETS[spec.provider] as Preset
  const moved = preset.urlVariable === undefined ? undefined : env[preset.urlVariable]?.trim() || undefined
  const own = moved === undefined ? preset.url : baseUrl(moved)
  const headers = resolveHeaders(templates, env)
  const urls = spec.urls.length > 0 ? spec.urls : [own]
  return urls.map((url) => {
    const isOwn = [own, preset.url].some((address) => new URL(address).origin === new URL(url).origin)
    const keyVariable = (isOwn && preset.keyVariable) || CUSTOM_KEY_VARIABLE
    const key = readKey(keyVariable, env)
    const isHosted = preset.keyVariable !== undefined && new URL(url).origin === new URL(preset.url).origin
    if (isHosted && key === undefined && headers.authorization === undefined) throw missingKey(spec, keyVariable)
    return { url, keyVariable, headers, listsSome: preset.listsSome === true, ...(key !== undefined && { key }) }
  })
}

/** Headers of every request to an endpoint. */
export function requestHeaders({ key, headers }: Endpoint): Record<string, string> {
  return {
    accept: 'application/json',
    'user-agent': `evalkit/${VERSION}`,
    ...(key !== undefined && { authorization: `Bearer ${key}` }),
    ...headers,
  }
}

/** Reads the key from a variable. @throws UsageError for a value that cannot be a key; the message does not repeat it */
export function readKey(variable: string, env: Environment): string | undefined {
  const key = env[variable]?.trim() || undefined
  if (key !== undefined && !/^[\x21-\x7e]+$/.test(key)) {
    throw new UsageError(`${variable} holds characters that no key can have (spaces, line ends, non-ASCII)`, {
      hint: 'Set it again; it may have been copied with something around it.',
    })
  }
  return key
}

function missingKey({ provider, name }: ModelSpec, variable: string): UsageError {
  return new UsageError(`${provider}/${name} requires an API key, but ${variable} is not set`, {
    hint: `Set ${variable}, or name a server of your own: ${provider}/${name}@http://localhost:8000/v1`,
  })
}
