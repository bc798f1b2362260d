/** Validates base URLs before a key is sent to one. */
import { UsageError } from '../../../results/errors.ts'

/** Endpoints that are often copied with the base URL. */
const ENDPOINT = /\/(chat\/)?completions$/

/** `http://$HOST/v1` and `http://localhost:$PORT/v1` with an unset variable, which is still a valid URL. */
const GAP = /^https?:(?:\/{3,}|\/\/[^/?#]*(:)(?=[/?#]|$))/i

/**
 * @returns the URL without a trailing slash
 * @throws UsageError for a URL that is not http(s), or has credentials, a query or a fragment; the message contains none of these
 */
export function baseUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new UsageError(`address "${withoutSecrets(text)}": not an http:// or https:// address`, {
      hint: 'As in http://localhost:8000/v1',
    })
  }
  const gap = GAP.exec(text)
  if (gap !== null) {
    throw new UsageError(
      `address "${withoutSecrets(text)}": ${gap[1] === undefined ? 'no host after "//"' : 'no port after ":"'}`,
      {
        hint: 'Is the variable set that should hold it? As in http://localhost:8000/v1',
      },
    )
  }
  const shown = `${url.origin}${url.pathname}`.replace(/\/+$/, '')
  if (url.username !== '' || url.password !== '') {
    throw new UsageError(
      `address ${shown}: credentials do not belong into a URL, where logs and manifests would show them`,
      {
        hint: 'Leave them out and set EVALKIT_API_KEY, which is sent as a bearer token.',
      },
    )
  }
  if (url.search !== '' || url.hash !== '' || text.includes('?')) {
    throw new UsageError(`address ${shown}: a base address has no query and no fragment`, {
      hint: 'Leave out what follows the "?" or "#".',
    })
  }
  const endpoint = ENDPOINT.exec(shown)?.[0]
  if (endpoint !== undefined) {
    throw new UsageError(`address ${shown}: ends in "${endpoint}", which evalkit adds itself`, {
      hint: `Give the base address: ${shown.slice(0, -endpoint.length)}`,
    })
  }
  return shown
}

/** Removes possible secrets: everything before an `@`, and after a `?` or `#`. */
const withoutSecrets = (text: string) => text.replace(/^.*@/s, '…@').replace(/[?#].*$/s, '…')
