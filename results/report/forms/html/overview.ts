/** Models × benchmarks, for a page: the whole in one look. */
import { type OverviewCell, overviewLegend, overviewOf } from '../../overview.ts'
import type { Results } from '../../results.ts'
import { unbroken } from './escape.ts'

/** Empty where there is nothing to put side by side. */
export function overviewGrid({ runs, comparisons }: Results): string {
  const overview = overviewOf(runs, comparisons)
  if (overview === undefined) return ''
  const head = ['model', ...overview.benchmarks].map(
    (name, at) => `<th scope="col"${at > 0 ? ' class="num"' : ''}>${unbroken(name)}</th>`,
  )
  const rows = overview.rows.map(
    ({ label, cells }) => `<tr><th scope="row">${unbroken(label)}</th>${cells.map(gridCell).join('')}</tr>`,
  )
  const legend = overviewLegend(comparisons).map(unbroken).join('; ')
  return `<div class="wide" tabindex="0" role="region" aria-label="Models and benchmarks"><table class="grid"><thead><tr>${head.join('')}</tr></thead>
<tbody>
${rows.join('\n')}
</tbody></table></div>
<p class="legend">${legend}</p>`
}

const TONES = { better: 'good', worse: 'bad' } as const

function gridCell(cell: OverviewCell | undefined): string {
  if (cell === undefined) return '<td class="num">–</td>'
  const { score, change, marked } = cell
  const mark = marked === undefined ? '' : ' *'
  const below = change === undefined ? '' : `<br><small class="${marked ? TONES[marked] : ''}">${change}${mark}</small>`
  return `<td class="num">${unbroken(score)}${below}</td>`
}
