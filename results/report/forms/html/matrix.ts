/** Models × benchmarks: the answer in one look. The longer side goes down the page. */
import { count, deltaInterval, plural, pValue } from '../../../words/format.ts'
import { finding, shownInterval, shownP } from '../../../words/sentence.ts'
import { cellAt, type Matrix, type MatrixBenchmark, type MatrixCell } from '../../matrix.ts'
import type { Sign } from '../../signs.ts'
import { escapeHtml, unbroken } from './escape.ts'
import { commonScale, intervalBar } from './interval-bar.ts'
import { placeLink } from './links.ts'
import type { Scale } from './scale.ts'

export function matrixTable(matrix: Matrix): string {
  const { benchmarks, models, cells } = matrix
  if (cells.length === 0) return '<p>There is no run to show.</p>'
  const scales = new Map(
    benchmarks.map(({ name }) => [name, commonScale(cells.filter(({ benchmark }) => benchmark === name))]),
  )
  const cell = (benchmark: MatrixBenchmark, model: string) =>
    matrixCell(cellAt(matrix, benchmark.name, model), scales.get(benchmark.name), isTall ? model : benchmark.name)
  const isTall = benchmarks.length >= models.length
  const [head, rows] = isTall
    ? [models.map(modelHead), benchmarks.map((one) => [benchmarkHead(one), ...models.map((model) => cell(one, model))])]
    : [
        benchmarks.map(benchmarkHead),
        models.map((model) => [modelHead(model), ...benchmarks.map((one) => cell(one, model))]),
      ]
  const corner = isTall ? 'benchmark' : 'model'
  return `<div class="wide" tabindex="0" role="region" aria-label="Models and benchmarks"><table class="matrix${head.length === 1 ? ' roomy' : ''}">
<thead><tr><th scope="col"><span class="corner">${corner}</span></th>${head.map((text) => `<th scope="col">${text}</th>`).join('')}</tr></thead>
<tbody>
${rows.map(([first, ...others]) => `<tr><th scope="row">${first}</th>${others.join('')}</tr>`).join('\n')}
</tbody></table></div>`
}

const modelHead = (model: string) => `<span class="name">${escapeHtml(model)}</span>`

function benchmarkHead({ name, protocol, samples, baseline, isProtected }: MatrixBenchmark): string {
  const facts = [escapeHtml(protocol), plural(samples, 'sample'), ...(isProtected ? ['protected'] : [])]
  const below =
    baseline === undefined
      ? ''
      : `<span class="baseline">${escapeHtml(baseline.model)} ${unbroken(baseline.score)}</span>${signs(baseline.signs, baseline)}`
  return `<span class="name">${escapeHtml(name)}</span><small>${facts.join(' · ')}</small>${below}`
}

function matrixCell(cell: MatrixCell | undefined, scale: Scale | undefined, label: string): string {
  if (cell === undefined) return '<td class="none">not run</td>'
  const { score, delta, verdict, tone, isMarked } = cell
  const found = cell.comparison === undefined ? 'unclear' : finding(cell.comparison)
  const mark = isMarked ? '<abbr title="significant after Holm’s correction over the table">*</abbr>' : ''
  const models = cell.baseline === undefined ? [cell.model] : [cell.baseline, cell.model]
  const link = placeLink({ benchmark: cell.benchmark, models })
  const words = `${cell.benchmark}, ${cell.model}: ${[score, delta, verdict].filter(Boolean).join(', ')}. Show only this below`
  return `<td class="${tone}" data-label="${escapeHtml(label)}" data-cell="${escapeHtml(`${cell.benchmark} ${cell.model}`)}"><div class="cell">
<a class="whole" href="${escapeHtml(link)}" aria-label="${escapeHtml(words)}"></a>
<span class="score">${unbroken(score)}</span>${delta === undefined ? '' : `<span class="delta ${found}">${unbroken(delta)}${mark}</span>`}
${verdict === '' ? '' : `<span class="verdict">${escapeHtml(verdict)}</span>`}
${intervalBar(cell, scale)}${intervalWords(cell)}${signs(cell.signs, cell)}</div></td>`
}

function intervalWords({ comparison }: MatrixCell): string {
  const interval = comparison === undefined ? undefined : shownInterval(comparison)
  if (comparison === undefined || interval === undefined) return ''
  const { range, gained, lost } = comparison
  const p = shownP(comparison)
  const chance =
    p === undefined
      ? ''
      : `, p ${pValue(p)
          .replace(/^(?=\d)/, '= ')
          .replace('<', '&lt; ')}`
  return `<small class="limits">${deltaInterval(interval, range)}${chance} · ${count(gained)} gained, ${count(lost)} lost</small>`
}

/** Each says what it means to whoever points at it, and those that count samples lead to them. */
function signs(all: readonly Sign[], { benchmark, model }: Pick<MatrixCell, 'benchmark' | 'model'>): string {
  if (all.length === 0) return ''
  const drawn = all.map(({ words, meaning, isGrave, filter }) => {
    const look = `class="sign${isGrave ? ' grave' : ''}" title="${escapeHtml(meaning)}"`
    if (filter === undefined) return `<span ${look} tabindex="0">${escapeHtml(words)}</span>`
    return `<a ${look} href="${escapeHtml(placeLink({ benchmark, models: [model], show: filter }))}">${escapeHtml(words)}</a>`
  })
  return `<span class="signs">${drawn.join(' ')}</span>`
}
