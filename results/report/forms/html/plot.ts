/** Differences as dots with whiskers beside the baseline's line; percent coordinates, so that it fits any width. */
import type { Comparison } from '../../../schema/comparison.ts'
import type { GateVerdict } from '../../../schema/gate.ts'
import type { Interval } from '../../../schema/schema.ts'
import { delta, deltaInterval, type Range } from '../../../words/format.ts'
import { finding, shownInterval } from '../../../words/sentence.ts'
import { escapeHtml } from './escape.ts'
import { Scale } from './scale.ts'

/** A plot for each benchmark, on a scale of its own: what is much on one is little on another. */
export function intervalPlots(comparisons: readonly Comparison[], gate: GateVerdict | undefined): string {
  const shown = comparisons.map((one) => ({ ...one, ...defined(shownInterval(one)) }))
  const groups = Map.groupBy(shown.filter(isMeasured), ({ benchmark }) => benchmark)
  return [...groups.values()].map((group) => plot(group, gate)).join('\n')
}

/** The interval of the table, in place of its own. */
const defined = (interval: Interval | undefined) => (interval === undefined ? {} : { interval })

type Measured = Comparison & Required<Pick<Comparison, 'delta' | 'interval'>>

const isMeasured = (comparison: Comparison): comparison is Measured =>
  comparison.delta !== undefined && comparison.interval !== undefined

function plot(comparisons: readonly Measured[], gate: GateVerdict | undefined): string {
  const { benchmark: name = '', baseline = '', range } = comparisons[0] ?? {}
  const margins = comparisons.map((one) => marginOf(one, gate))
  const scale = new Scale([
    0,
    ...comparisons.flatMap(({ interval }) => interval),
    ...margins.flatMap((margin) => (margin === undefined ? [] : -margin)),
  ])
  const rows = comparisons.map((one, at) => {
    return `<tr><th scope="row">${escapeHtml(one.candidate)}</th><td class="plot">${whisker(one, margins[at], scale)}</td><td class="num">${delta(one.delta, one.range)}</td></tr>`
  })
  const unit = range === undefined ? 'percentage points' : 'points'
  const legend = margins.some((margin) => margin !== undefined) ? ' The dashed line is the gate’s margin.' : ''
  return `<table class="intervals" data-benchmark="${escapeHtml(name)}"><caption><b>${escapeHtml(name)}</b>: difference to ${escapeHtml(baseline)} in ${unit}, with its 95% interval.${legend}</caption>
<tbody>
${rows.join('\n')}
<tr class="axis" aria-hidden="true"><td></td><td class="plot">${axis(scale, range)}</td><td></td></tr>
</tbody></table>`
}

const marginOf = ({ after }: Comparison, gate: GateVerdict | undefined) =>
  gate?.decisions.find(({ run }) => run === after.run)?.margin

function whisker(comparison: Measured, margin: number | undefined, scale: Scale): string {
  const { delta: change, interval, range } = comparison
  const [low, high] = interval.map((value) => scale.at(value)) as [string, string]
  const words = `${delta(change, range)}, 95% interval ${deltaInterval(interval, range)}`
  return [
    `<svg role="img" aria-label="${escapeHtml(words)}" class="${finding(comparison)}" width="100%" height="28">`,
    `<line class="zero" x1="${scale.at(0)}" x2="${scale.at(0)}" y1="0" y2="28"/>`,
    margin === undefined
      ? ''
      : `<line class="margin" x1="${scale.at(-margin)}" x2="${scale.at(-margin)}" y1="0" y2="28"/>`,
    `<line class="whisker" x1="${low}" x2="${high}" y1="14" y2="14"/>`,
    `<line class="whisker" x1="${low}" x2="${low}" y1="10" y2="18"/><line class="whisker" x1="${high}" x2="${high}" y1="10" y2="18"/>`,
    `<circle cx="${scale.at(change)}" cy="14" r="5"/></svg>`,
  ].join('')
}

function axis(scale: Scale, range: Range): string {
  const ticks = scale.ticks.map((tick) => {
    const words = tick === 0 ? '0' : delta(tick, range).replace(/(\.0)? pp$/, '')
    return `<text x="${scale.at(tick)}" y="14" text-anchor="middle">${words}</text>`
  })
  return `<svg width="100%" height="20">${ticks.join('')}</svg>`
}
