/** Facts as words and digits for people: no locale, so that the same facts read the same on every machine. */
import type { Interval } from '../schema/schema.ts'

/** What a score can be decides how it is written: fractions as percent, ratings as they are. */
export type Range = Readonly<Interval> | undefined

const isFraction = (range: Range) => range === undefined || (range[0] === 0 && range[1] === 1)

/** `61.2%`, or `7.32` for a rating. */
export const score = (value: number, range: Range) => (isFraction(range) ? `${percent(value)}%` : value.toFixed(2))

/** `61.2 ± 2.6%`, or `7.32 ± 0.21`: half the interval's width, which need not lie evenly on both sides. */
export function spread(value: number, [low, high]: Interval, range: Range): string {
  const half = (high - low) / 2
  if (!isFraction(range)) return `${value.toFixed(2)} ± ${half.toFixed(2)}`
  return `${percent(value)} ± ${percent(half)}%`
}

/** `58.5 to 63.8`, in the unit of the score beside it. */
export const interval = (limits: Interval, range: Range) =>
  limits.map((limit) => minus(isFraction(range) ? percent(limit) : limit.toFixed(2))).join(' to ')

/** `58.5–63.8`: the limits themselves, which need not lie evenly around the score; for narrow tables. */
export const limits = (interval: Interval, range: Range) =>
  interval.map((limit) => (isFraction(range) ? percent(limit) : limit.toFixed(2))).join('–')

/** `+12.3 pp`, or `+0.21` for ratings. */
export function delta(value: number, range: Range): string {
  return isFraction(range) ? `${signed(percent(value))} pp` : signed(value.toFixed(2))
}

/** `+9.1 to +15.4`. */
export const deltaInterval = (limits: Interval, range: Range) =>
  limits.map((limit) => signed(isFraction(range) ? percent(limit) : limit.toFixed(2))).join(' to ')

/** `+12.3 points`, or `+0.21` for ratings. */
export const change = (value: number, range: Range) => delta(value, range).replace(' pp', ' points')

/** `12.3 points`, or `0.21` for ratings; without a sign. */
export function size(value: number, range: Range): string {
  return isFraction(range) ? `${percent(Math.abs(value))} points` : Math.abs(value).toFixed(2)
}

/** `0.42`, `−0.03`. */
export const correlation = (value: number) => minus(value.toFixed(2))

/** Three significant digits, and no more precision than a table needs: `0.0312`, `<0.001`. */
export function pValue(p: number): string {
  if (p < 0.001) return '<0.001'
  return String(Number(p.toPrecision(3)))
}

/** `1,319`. */
export const count = (value: number) => String(value).replace(/\B(?=(\d{3})+$)/g, ',')

/** `412`, `41.2k`, `1.3M`. */
export function magnitude(value: number): string {
  if (value < 1000) return String(value)
  if (value < 999_500) return `${shortened(value / 1000)}k`
  return `${shortened(value / 1_000_000)}M`
}

/** `1.52 USD`, `0.0041`: cents, and for less than that three significant digits. */
export function money(value: number, currency?: string): string {
  const digits = value === 0 || value >= 0.1 ? value.toFixed(2) : String(Number(value.toPrecision(3)))
  return currency === undefined ? digits : `${digits} ${currency}`
}

/** `850ms`, `8.4s`, `42s`, `3m 12s`, `1h 04m`. */
export function duration(ms: number): string {
  if (ms < 999.5) return `${Math.round(ms)}ms`
  if (ms < 9950) return `${(ms / 1000).toFixed(1)}s`
  const seconds = Math.round(ms / 1000)
  if (seconds < 60) return `${seconds}s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m ${twoDigits(seconds % 60)}s`
  const minutes = Math.round(seconds / 60)
  return `${Math.floor(minutes / 60)}h ${twoDigits(minutes % 60)}m`
}

/** `40s`, `12m`, `5h`, `3d`: how long ago. */
export function age(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  if (seconds < 60) return `${seconds}s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m`
  return seconds < 2 * 86_400 ? `${Math.floor(seconds / 3600)}h` : `${Math.floor(seconds / 86_400)}d`
}

/** `1 sample`, `2 samples`. */
export const plural = (value: number, noun: string) => `${count(value)} ${noun}${value === 1 ? '' : 's'}`

const percent = (fraction: number) => (100 * fraction).toFixed(1)

const shortened = (value: number) => (value < 99.95 ? value.toFixed(1) : value.toFixed(0))

const twoDigits = (value: number) => String(value).padStart(2, '0')

/** With a true minus sign, and no sign at a zero that was rounded to. */
const minus = (digits: string) => (Number(digits) === 0 ? digits.replace('-', '') : digits.replace('-', '−'))

const signed = (digits: string) => (Number(digits) > 0 ? `+${digits}` : minus(digits))
