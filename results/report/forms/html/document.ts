/**
 * One HTML file: no network, and nothing that could run but its own script, whose hash its policy names.
 *
 * What has to be seen at once is plain HTML, drawn here. The samples are data that the script shows as text.
 */
import { type Matrix, matrixOf } from '../../matrix.ts'
import type { Results } from '../../results.ts'
import { verdictLine } from '../../verdict-line.ts'
import { actionCards } from './cards.ts'
import { categorySection } from './categories.ts'
import type { CollectedPage } from './collect.ts'
import { curveSection } from './curves.ts'
import { unbroken } from './escape.ts'
import { reportHead, subjectWords } from './head.ts'
import { judgeSection } from './judges.ts'
import { matrixTable } from './matrix.ts'
import { numbersTable } from './numbers.ts'
import { packed } from './pack.ts'
import type { IndexedBenchmark, PageData } from './page-data.ts'
import { plotSection } from './plots.ts'
import { positionSection } from './positions.ts'
import { provenanceSection } from './provenance.ts'
import { type PageAssets, pageShell } from './shell.ts'

export function htmlReport(
  results: Results,
  { data, index, chunks }: CollectedPage,
  { script, style }: Pick<PageAssets, 'script' | 'style'>,
): string {
  const matrix = matrixOf(results)
  const body = `${reportBody(results, matrix, index)}
<script type="text/plain" id="index">${packed(index)}</script>
${chunks.map((chunk, at) => `<script type="text/plain" id="texts-${at}">${chunk}</script>`).join('\n')}`
  return pageShell({ title: reportTitle(results, matrix), body, data, script, style, isServed: false })
}

export interface ServedSamples {
  readonly data: PageData
  /** For tables and plots over all samples. */
  readonly index: readonly IndexedBenchmark[]
  /** HTML, before everything else. */
  readonly above: string
}

/** The same page, whose samples come from the server. */
export function servedReport(
  results: Results,
  { data, index, above }: ServedSamples,
  { viewScript, style }: PageAssets,
): string {
  const matrix = matrixOf(results)
  const body = `${above}\n${reportBody(results, matrix, index)}`
  return pageShell({ title: reportTitle(results, matrix), body, data, script: viewScript, style, isServed: true })
}

const reportTitle = (results: Results, matrix: Matrix) =>
  `${verdictLine(results).word}: ${subjectWords(matrix)} · evalkit`

function reportBody(results: Results, matrix: Matrix, index: readonly IndexedBenchmark[]): string {
  const { further } = verdictLine(results)
  return `<a class="skip" href="#explorer">Skip to the samples</a>
${reportHead(results, matrix)}
<main>
<section class="glance" aria-labelledby="glance"><h2 id="glance" class="hidden">Models and benchmarks</h2>
${matrixTable(matrix)}
${matrixLegend(results)}
${further.length === 0 ? '' : `<details><summary>More on the verdict</summary>${further.map((text) => `<p class="lead">${unbroken(text)}</p>`).join('')}</details>`}
<details><summary>All numbers</summary>
${numbersTable(results)}
</details>
</section>
${actionCards(results, matrix)}
${curveSection(results)}
<p id="scope" role="status" hidden></p>
${categorySection(index)}
<section id="explorer" aria-labelledby="samples" tabindex="-1"><h2 id="samples">Samples</h2>
<noscript><p>The samples need JavaScript; nothing else on this page does.</p></noscript>
<div id="app"></div>
</section>
${plotSection(matrix, index)}
${judgeSection(results.runs)}
${positionSection(results.runs)}
${provenanceSection(results)}
</main>`
}

function matrixLegend({ comparisons, gate }: Results): string {
  if (comparisons.length === 0) return ''
  const tested = comparisons.filter(({ p }) => p !== undefined).length
  const words = [
    tested > 1
      ? `Bars: difference to the baseline with its interval, which holds over all ${tested} comparisons together (95%, Holm); one scale for each benchmark`
      : 'Bar: difference to the baseline with its 95% interval',
    'the line is the baseline',
    ...(gate?.decisions.some(({ margin }) => margin !== undefined) ? ['the dashed line is the gate’s margin'] : []),
    ...(tested > 1 ? ['* significant (p < 0.05 after Holm’s correction)'] : []),
  ]
  return `<p class="legend">${unbroken(words.join('; '))}.</p>`
}
