/** A difference with its interval beside the baseline's line; percent coordinates, so that it fits any width. */
import type { Comparison } from '../../../schema/comparison.ts'
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
  const [low, high] = interval.map((value) => scale.percent(value)) as [number, number]
  const margin = decision?.margin
  const middle = height / 2
  return [
    `<svg role="img" aria-label="${escapeHtml(barWords(comparison))}" class="bar ${finding(comparison)}" width="100%" height="${height}">`,
    `<line class="zero" x1="${scale.at(0)}" x2="${scale.at(0)}" y1="0" y2="${height}"/>`,
    margin === undefined
      ? ''
      : `<line class="margin" x1="${scale.at(-margin)}" x2="${scale.at(-margin)}" y1="0" y2="${height}"/>`,
    `<rect class="span" x="${low}%" y="${middle - 3}" width="${Math.max(0.5, Number((high - low).toFixed(2)))}%" height="6" rx="3"/>`,
    `<circle cx="${scale.at(comparison.delta)}" cy="${middle}" r="4.5"/></svg>`,
  ].join('')
}

function barWords(comparison: Comparison): string {
  const { delta: change = 0, range } = comparison
  return `${delta(change, range)}, 95% interval ${deltaInterval(shownInterval(comparison) ?? [0, 0], range)}`
}
