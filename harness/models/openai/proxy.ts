/** Finds the proxy of a request in the environment. */
import { BlockList, isIP } from 'node:net'
import { UsageError } from '../../../results/errors.ts'

type Environment = Readonly<Record<string, string | undefined>>

export interface ProxyRoute {
  /** Secret if it contains credentials. */
  readonly url: string
  /** The URL without credentials, with the variable that sets it, for messages. */
  readonly shown: string
}

/**
 * Reads `HTTPS_PROXY` and `HTTP_PROXY`, except for hosts in `NO_PROXY`, each in upper or lower case. Requests to this machine never
 * use a proxy.
 *
 * @throws UsageError for an invalid proxy URL; the message contains no credentials
 */
export function proxyFor({ protocol, hostname, port }: URL, env: Environment): ProxyRoute | undefined {
  const host = hostname.toLowerCase().replace(/^\[|\]$|\.$/g, '')
  if (isLocal(host)) return undefined
  const upper = protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY'
  const variable = env[upper.toLowerCase()] ? upper.toLowerCase() : upper
  const value = env[variable]?.trim() ?? ''
  if (value === '' || isExempt(host, port, env.no_proxy || env.NO_PROXY || '')) return undefined
  const url = parsed(variable, value)
  return { url: url.href, shown: `${url.protocol}//${url.host} (${variable})` }
}

/** `localhost`, `x.localhost`, 127.0.0.0/8, 0.0.0.0, `::`, `::1` and IPv4 addresses of these in IPv6. */
const isLocal = (host: string) =>
  /^(.*\.)?localhost$/.test(host) || (isIP(host) !== 0 && LOCAL.check(host, isIP(host) === 4 ? 'ipv4' : 'ipv6'))

const LOCAL = new BlockList()
LOCAL.addSubnet('127.0.0.0', 8)
LOCAL.addAddress('0.0.0.0')
LOCAL.addAddress('::', 'ipv6')
LOCAL.addAddress('::1', 'ipv6')

/**
 * Entries of `NO_PROXY`, separated by commas or blanks: `*`, `example.com` with what is below it, `.example.com`, `*.example.com`,
 * `10.0.0.1`, `10.0.0.0/8`, `10.0.0.1-10.0.0.9`; each may end in a port.
 */
function isExempt(host: string, port: string, list: string): boolean {
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean)
    .some((entry) => {
      const [, name = entry, ofPort] = /^(.*[^:]):(\d+)$/.exec(entry) ?? []
      if (ofPort !== undefined && isIP(entry) === 0 && ofPort !== port) return false
      const bare = (isIP(entry) === 0 ? name : entry).replace(/^\*?\.|^\[|\]$/g, '')
      return bare === '*' || host === bare || host.endsWith(`.${bare}`) || isInRange(host, bare)
    })
}

function isInRange(host: string, entry: string): boolean {
  const family = isIP(host) === 4 ? 'ipv4' : 'ipv6'
  const [first = '', last, ...more] = entry.split(/[/-]/)
  if (isIP(host) === 0 || last === undefined || more.length > 0 || isIP(first) !== isIP(host)) return false
  const range = new BlockList()
  try {
    if (entry.includes('/')) range.addSubnet(first, Number(last), family)
    else range.addRange(first, last, family)
  } catch {
    return false // invalid range
  }
  return range.check(host, family)
}

function parsed(variable: string, value: string): URL {
  const text = value.includes('://') ? value : `http://${value}`
  const url = URL.canParse(text) ? new URL(text) : undefined
  // A "#", "?" or "/" in a password ends the host too early: what looks like the host is then a user's name.
  const isWhole = url !== undefined && url.hash === '' && url.search === '' && url.pathname.replace('/', '') === ''
  if (!isWhole || url.hostname === '') {
    throw new UsageError(`${variable}: not the address of a proxy`, {
      hint: 'As in http://proxy.example:3128; in a user’s name or password write "#" as %23, "/" as %2F, "?" as %3F, "@" as %40.',
    })
  }
  if (!/^https?:$/.test(url.protocol)) {
    throw new UsageError(`${variable}: a proxy of the kind ${url.protocol}// is not supported`, {
      hint: 'Name an http:// or https:// proxy, or list the server’s host in NO_PROXY to ask it directly.',
    })
  }
  return url
}
