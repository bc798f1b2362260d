/** From a marker as the table of formats has it to the regular expression that finds it. */
import type { Marker } from './reasoning-formats.ts'

const TAG = /^<(?<close>\/?)(?<name>[\w*:.-]+)>$/

/** What `*` stands for in a marker. */
const ANY_NAME = '[\\w.:-]{1,30}'

const escaped = (text: string) => text.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&').replaceAll('\\*', ANY_NAME)

/**
 * @returns the source of a regular expression without groups that capture. A closing tag also matches the empty `<think/>`,
 * which opens and closes.
 */
export function markerSource(marker: Marker): string {
  if (typeof marker !== 'string') return marker.source
  const { close, name } = TAG.exec(marker)?.groups ?? {}
  if (name === undefined) return escaped(marker).replaceAll(/\s+/g, '\\s+')
  const [left, right] = ['(?:\\\\?<|&lt;)', '(?:\\\\?>|&gt;)']
  const tag = escaped(name)
  if (close === '/') return `${left}(?:/\\s?${tag}|${tag}\\s?/)\\s?${right}`
  return `${left}${tag}(?:\\s[^<>&]{0,200})?(?<!/\\s?)${right}`
}

/** One of the markers. Text is matched in any case, an expression as its own flags say. */
export function markerRegex(markers: Marker | readonly Marker[], flag: 'g' | 'y'): RegExp {
  const all = markers instanceof RegExp || typeof markers === 'string' ? [markers] : markers
  const flags = new Set([flag, ...(all[0] instanceof RegExp ? all[0].flags : 'i')])
  return new RegExp(all.map(markerSource).join('|'), [...flags].join(''))
}
