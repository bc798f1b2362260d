/** Plots, where people would rather look than read. Drawn as SVG by hand: a library would take more of the file than all of them. */
import { count } from '../../../words/format.ts'
import type { Matrix } from '../../matrix.ts'
import { escapeHtml } from './escape.ts'
import { forestPlot } from './forest.ts'
import type { IndexedBenchmark, PageTrial } from './page-data.ts'
import { type Ridge, ridges } from './ridges.ts'

export function plotSection(matrix: Matrix, index: readonly IndexedBenchmark[]): string {
  const forest = forestPlot(matrix)
  const spreads = index.flatMap((benchmark) => {
    const plots = [
      distribution(
        benchmark,
        'Reply length, tokens',
        ({ n }) => n,
        (value) => count(Math.round(value)),
      ),
      distribution(benchmark, 'Latency', ({ l }) => l, seconds),
    ].filter((plot) => plot !== '')
    if (plots.length === 0) return []
    return [
      `<div data-benchmark="${escapeHtml(benchmark.name)}"><h3>${escapeHtml(benchmark.name)}</h3><div class="pair">${plots.join('\n')}</div></div>`,
    ]
  })
  if (forest === '' && spreads.length === 0) return ''
  return `<section aria-labelledby="plots"><h2 id="plots">Plots</h2>
${forest}
${spreads.length === 0 ? '' : `<div class="spreads">${spreads.join('\n')}</div>`}
</section>`
}

const seconds = (ms: number) => (ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`)

function distribution(
  { samples, models }: IndexedBenchmark,
  title: string,
  of: (trial: PageTrial) => number | undefined,
  words: (value: number) => string,
): string {
  const all = models.map(
    ({ name }, at): Ridge => ({
      name,
      values: samples.flatMap(({ r }) => (r[at] ?? []).flatMap((trial) => of(trial) ?? [])),
    }),
  )
  const values = all.flatMap((ridge) => ridge.values)
  if (values.length === 0) return ''
  const [from, to] = [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))]
  return ridges(all, {
    title: `${title} (logarithmic)`,
    from,
    to,
    bins: 40,
    scale: 'log',
    words,
    middle: 'median',
  })
}
