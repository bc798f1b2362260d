/** A difference with its interval beside the baseline's line; percent coordinates, so that it fits any width. */
import type { Comparison } from '../../../schema/comparison.ts'
import type { Interval } from '../../../schema/schema.ts'
import { delta, deltaInterval } from '../../../words/format.ts'
import { finding, shownInterval } from '../../../words/sentence.ts'
import type { MatrixCell } from '../../matrix.ts'
import { escapeHtml } from './escape.ts'
import { Scale } from './scale.ts'

/** One scale for all cells that are compared by eye; undefined where nothing is measured. */
export function commonScale(cells: readonly MatrixCell[]): Scale | undefined {
  const values = cells.flatMap(({ comparison, decision }) => {
    const interval = comparison === undefined ? undefined : shownInterval(comparison)
    if (interval === undefined) return []
    return [...interval, ...(decision?.margin === undefined ? [] : [-decision.margin])]
  })
  return values.length === 0 ? undefined : new Scale([0, ...values])
}

/** @returns `''` without a difference */
export function intervalBar({ comparison, decision }: MatrixCell, scale: Scale | undefined, height = 18): string {
  const interval = comparison === undefined ? undefined : shownInterval(comparison)
  if (comparison?.delta === undefined || interval === undefined || scale === undefined) return ''
  return [
    `<svg role="img" aria-label="${escapeHtml(barWords(comparison))}" class="bar ${finding(comparison)}" width="100%" height="${height}">`,
    guides(scale, height, decision?.margin),
    spanAndPoint(interval, comparison.delta, scale, height),
    '</svg>',
  ].join('')
}

/** The baseline's line, and that of the gate's margin where there is one. */
export function guides(scale: Scale, height: number, margin?: number): string {
  const line = (name: string, value: number) =>
    `<line class="${name}" x1="${scale.at(value)}" x2="${scale.at(value)}" y1="0" y2="${height}"/>`
  return line('zero', 0) + (margin === undefined ? '' : line('margin', -margin))
}

/** The interval as a bar, and the difference as a point on it. */
export function spanAndPoint(interval: Readonly<Interval>, value: number, scale: Scale, height: number): string {
  const [low, high] = interval.map((limit) => scale.percent(limit)) as Interval
  const width = Math.max(0.5, Number((high - low).toFixed(2)))
  return (
    `<rect class="span" x="${low}%" y="${height / 2 - 3}" width="${width}%" height="6" rx="3"/>` +
    `<circle cx="${scale.at(value)}" cy="${height / 2}" r="${height / 4}"/>`
  )
}

function barWords(comparison: Comparison): string {
  const { delta: change = 0, range } = comparison
  return `${delta(change, range)}, 95% interval ${deltaInterval(shownInterval(comparison) ?? [0, 0], range)}`
}
