/** All differences on one scale: percent of what a score can be, so that benchmarks stand beside each other. */
import { delta } from '../../../words/format.ts'
import { finding, shownInterval } from '../../../words/sentence.ts'
import { cellAt, type Matrix, type MatrixCell } from '../../matrix.ts'
import { escapeHtml } from './escape.ts'
import { guides } from './interval-bar.ts'
import { Scale } from './scale.ts'

const HEIGHT = 22

/** @returns `''` where nothing is compared */
export function forestPlot(matrix: Matrix): string {
  const rows = matrix.benchmarks.flatMap(({ name }) =>
    matrix.models.flatMap((model) => {
      const measured = measure(cellAt(matrix, name, model))
      return measured === undefined ? [] : [measured]
    }),
  )
  if (rows.length === 0) return ''
  const scale = new Scale([
    0,
    ...rows.flatMap(({ low, high, margin }) => [low, high, ...(margin === undefined ? [] : [-margin])]),
  ])
  const hasMargin = rows.some(({ margin }) => margin !== undefined)
  const drawn = rows.map(({ cell, ...values }, at) => {
    const isFirst = rows[at - 1]?.cell.benchmark !== cell.benchmark
    return `<tr data-benchmark="${escapeHtml(cell.benchmark)}" data-model="${escapeHtml(cell.model)}"${isFirst ? ' class="first"' : ''}><th scope="row"${isFirst ? '' : ' class="again"'}>${escapeHtml(cell.benchmark)}</th><td class="name">${escapeHtml(cell.model)}</td><td class="plot">${whisker(cell, values, scale)}</td><td class="num">${escapeHtml(cell.delta ?? '')}</td></tr>`
  })
  const ticks = scale.ticks.map(
    (tick) =>
      `<text x="${scale.at(tick)}" y="14" text-anchor="middle">${tick === 0 ? '0' : delta(tick, undefined).replace(/(\.0)? pp$/, '')}</text>`,
  )
  return `<div class="wide" tabindex="0" role="region" aria-label="Forest plot"><table class="forest"><caption>Difference to the baseline with its interval, in percent of the scale of each benchmark${hasMargin ? '; the dashed line is the gate’s margin' : ''}.</caption>
<tbody>
${drawn.join('\n')}
<tr aria-hidden="true"><td></td><td></td><td class="plot"><svg width="100%" height="20">${ticks.join('')}</svg></td><td></td></tr>
</tbody></table></div>`
}

interface Measured {
  readonly at: number
  readonly low: number
  readonly high: number
  readonly margin: number | undefined
}

/** As shares of the scale. */
function measure(cell: MatrixCell | undefined): (Measured & { readonly cell: MatrixCell }) | undefined {
  const interval = cell?.comparison && shownInterval(cell.comparison)
  if (cell?.comparison?.delta === undefined || interval === undefined) return undefined
  const { delta: change, range: [min, max] = [0, 1] } = cell.comparison
  const share = (value: number) => value / (max - min)
  const margin = cell.decision?.margin
  const [low, high] = interval
  return {
    cell,
    at: share(change),
    low: share(low),
    high: share(high),
    margin: margin === undefined ? undefined : share(margin),
  }
}

function whisker(
  { comparison, benchmark, model }: MatrixCell,
  { at, low, high, margin }: Measured,
  scale: Scale,
): string {
  const tone = comparison === undefined ? 'unclear' : finding(comparison)
  const middle = HEIGHT / 2
  return [
    `<svg role="img" aria-label="${escapeHtml(`${benchmark}, ${model}`)}" class="${tone}" width="100%" height="${HEIGHT}">`,
    guides(scale, HEIGHT, margin),
    `<line class="whisker" x1="${scale.at(low)}" x2="${scale.at(high)}" y1="${middle}" y2="${middle}"/>`,
    `<circle cx="${scale.at(at)}" cy="${middle}" r="4.5"/></svg>`,
  ].join('')
}
