/** Parses times in response headers: seconds, durations, dates and epochs, distinguished by form and size. */

const UNIT_MS: Readonly<Record<string, number>> = {
  w: 604_800_000,
  d: 86_400_000,
  h: 3_600_000,
  m: 60_000,
  s: 1000,
  ms: 1,
  us: 1e-3,
  ns: 1e-6,
}

/** Smallest bare number that is an epoch: as seconds it would be a wait of 31 years. */
const FIRST_EPOCH = 1e9

/**
 * - number    `20`, `1.5`, `-3`                              of `unitMs` each
 * - epoch     `1795877259`, `1795877259123`                  s, ms, µs or ns since 1970, by size
 * - duration  `6m0s`, `1.5s`, `20ms`, `1d 2h`, `PT1M30S`
 * - words     `30 seconds`, `1 minute`
 * - date      `Wed, 21 Oct 2026 07:28:00 GMT`, `2026-10-21T07:28:00Z`
 *
 * @param now milliseconds since 1970 on the clock that dates refer to
 * @param unitMs unit of a bare number, in milliseconds. Default: 1000
 * @returns milliseconds from now, at least 0 and at most ten years; undefined for other text
 */
export function waitMs(text: string, now: number, unitMs = 1000): number | undefined {
  const told = text
    .trim()
    .slice(0, 100)
    .replace(PARAMETERS, '$1')
    .replace(/^"(.*)"$/, '$1')
  const ms = NUMBER.test(told) ? fromNumber(Number(told), now, unitMs) : (durationMs(told) ?? fromDate(told, now))
  return ms === undefined ? undefined : Math.min(LONGEST_MS, Math.max(0, ms))
}

/**
 * The clock that a server's dates refer to: its `date` header, if it differs from ours by less than a day. A larger difference
 * comes from a cache or is invalid.
 */
export function clockOf(dateHeader: string | null | undefined, now: number): number {
  const told = fromDate(dateHeader?.trim() ?? '', 0)
  return told !== undefined && Math.abs(told - now) < (UNIT_MS.d as number) ? told : now
}

const LONGEST_MS = 3650 * (UNIT_MS.d as number)

const NUMBER = /^[+-]?(\d+(\.\d+)?|\.\d+)(e\+?\d)?$/i

/** Takes the first number of `120;w=60` (structured header) and `120, 60` (repeated header). */
const PARAMETERS = /^(\d+(?:\.\d+)?)\s*[;,].*$/

function fromNumber(value: number, now: number, unitMs: number): number {
  if (value < FIRST_EPOCH) return value * unitMs
  const digits = [1e11, 1e14, 1e17].findIndex((bound) => value < bound)
  return value * ([1000, 1, 1e-3, 1e-6].at(digits) as number) - now
}

const UNIT = '(?:ms|milliseconds?|us|µs|ns|w|weeks?|d|days?|h|hours?|hrs?|m|min|mins|minutes?|s|sec|secs|seconds?)'
const DURATION = new RegExp(`^(?:\\d+(?:\\.\\d+)? ?${UNIT}\\.?,? ?)+$`, 'i')
const PARTS = new RegExp(`(\\d+(?:\\.\\d+)?) ?(${UNIT})`, 'gi')
const ISO_DURATION = /^P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?$/i

function durationMs(text: string): number | undefined {
  const [whole, d, h, m, s] = ISO_DURATION.exec(text) ?? []
  if (whole !== undefined && /\d/.test(whole)) {
    return [d, h, m, s].reduce(
      (sum, count, at) => sum + Number(count ?? 0) * unit(['d', 'h', 'm', 's'][at] as string),
      0,
    )
  }
  if (!DURATION.test(text)) return undefined
  return [...text.matchAll(PARTS)].reduce(
    (sum, [, count, name = '']) => sum + Number(count) * unit(name.toLowerCase()),
    0,
  )
}

/** Unit of a word; `ms` and words that begin with `milli` are milliseconds, not minutes. */
const unit = (name: string): number =>
  UNIT_MS[name.replace('µ', 'u')] ?? (name.startsWith('milli') ? 1 : (UNIT_MS[name[0] ?? ''] as number))

/** Parses HTTP and ISO 8601 dates. A date without a time zone is UTC. */
function fromDate(text: string, now: number): number | undefined {
  const iso = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}[\d:.,]*)? ?(Z|[+-]\d{2}:?\d{2}| ?UTC| ?GMT)?$/i.exec(text)
  const http = /^[A-Z][a-z]{2,8},? .*?\d{2}:\d{2}:\d{2}[ \d]*(GMT|UTC|Z|[+-]\d{4})?$/.exec(text)
  const found = iso ?? http
  if (found === null) return undefined
  const at = Date.parse(
    found[1] === undefined ? `${text}${iso === null ? ' GMT' : text.includes(':') ? 'Z' : ''}` : text,
  )
  return Number.isNaN(at) ? undefined : at - now
}
