/** Categories × models as tables, one for each benchmark that has categories. */
import { count, delta, deltaInterval, score } from '../../../words/format.ts'
import { SIGNIFICANT } from '../../../words/sentence.ts'
import { type CategoryCell, type CategoryRow, categoryDifferences } from './category-differences.ts'
import { escapeHtml, unbroken } from './escape.ts'
import { guides, spanAndPoint } from './interval-bar.ts'
import { placeLink } from './links.ts'
import type { IndexedBenchmark } from './page-data.ts'
import { Scale } from './scale.ts'

/** More rows are folded: MMLU has 57 subjects. */
const SHOWN = 12

const HEIGHT = 16

export function categorySection(index: readonly IndexedBenchmark[]): string {
  const tables = index.flatMap((benchmark) => {
    const rows = categoryDifferences(benchmark)
    return rows.length === 0 ? [] : [categoryTable(benchmark, rows)]
  })
  if (tables.length === 0) return ''
  return `<section aria-labelledby="categories"><h2 id="categories">Categories</h2>
<p class="legend">Differences to the baseline with the 95% interval of each category alone, the largest loss first; * significant (p &lt; ${SIGNIFICANT} after Holm’s correction over the table).</p>
${tables.join('\n')}
</section>`
}

function categoryTable(benchmark: IndexedBenchmark, rows: readonly CategoryRow[]): string {
  const cells = rows.flatMap((row) => row.cells.filter((cell) => cell !== undefined))
  const scale = new Scale([0, ...cells.flatMap(({ interval }) => interval)])
  const names = benchmark.pairs.map(([, after]) => benchmark.models[after]?.name ?? '')
  const head = ['category', 'samples', ...names].map(
    (name, at) => `<th scope="col"${at === 1 ? ' class="num"' : ''}>${escapeHtml(name)}</th>`,
  )
  const drawn = rows.map((row) => categoryRow(row, benchmark, scale))
  const table = (body: readonly string[]) =>
    `<table class="categories"><thead><tr>${head.join('')}</tr></thead><tbody>\n${body.join('\n')}\n</tbody></table>`
  const more = drawn.slice(SHOWN)
  return `<div data-benchmark="${escapeHtml(benchmark.name)}"><h3>${escapeHtml(benchmark.name)}</h3>
<div class="wide" tabindex="0" role="region" aria-label="Categories of ${escapeHtml(benchmark.name)}">${table(drawn.slice(0, SHOWN))}
${more.length === 0 ? '' : `<details><summary>${count(more.length)} more</summary>${table(more)}</details>`}</div></div>`
}

function categoryRow(
  { category, cells }: CategoryRow,
  { name, range, models, pairs }: IndexedBenchmark,
  scale: Scale,
): string {
  const drawn = cells.map((cell, at) => {
    if (cell === undefined) return '<td class="none">–</td>'
    const pair = (pairs[at] ?? []).map((model) => models[model]?.name ?? '')
    const link = placeLink({ benchmark: name, models: pair, show: 'changed', category })
    return `<td><div class="category">${bar(cell, range, scale)}<a href="${escapeHtml(link)}">${unbroken(words(cell, range))}</a></div></td>`
  })
  const n = Math.max(...cells.map((cell) => cell?.n ?? 0))
  return `<tr><th scope="row">${escapeHtml(category)}</th><td class="num">${count(n)}</td>${drawn.join('')}</tr>`
}

const words = ({ delta: change, p }: CategoryCell, range: readonly [number, number]) =>
  `${delta(change, [...range])}${p < SIGNIFICANT ? ' *' : ''}`

function bar(
  { delta: change, interval, p, score: value, baseline }: CategoryCell,
  range: readonly [number, number],
  scale: Scale,
): string {
  const tone = p >= SIGNIFICANT ? 'unclear' : change > 0 ? 'better' : 'worse'
  const facts = `${score(baseline, [...range])} → ${score(value, [...range])}, 95% interval ${deltaInterval([...interval], [...range])}`
  return `<svg role="img" aria-label="${escapeHtml(facts)}" class="bar ${tone}" width="100%" height="${HEIGHT}"><title>${escapeHtml(facts)}</title>${guides(scale, HEIGHT)}${spanAndPoint(interval, change, scale, HEIGHT)}</svg>`
}
