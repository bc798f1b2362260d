/** The pages of `evalkit view`: the list of runs, a comparison, the history of a benchmark. */
import { servedReport } from '../../results/report/forms/html/document.ts'
import { escapeHtml } from '../../results/report/forms/html/escape.ts'
import type { ListedRun } from '../../results/report/forms/html/listed-run.ts'
import { type PageAssets, pageShell } from '../../results/report/forms/html/shell.ts'
import { runName } from '../../results/store/read.ts'
import { interval, score } from '../../results/words/format.ts'
import type { ViewedComparison } from './comparison.ts'
import { historyPlot } from './history-plot.ts'
import { stepPlots } from './step-plots.ts'

export function listPage(runsDir: string, assets: PageAssets): string {
  const body = `<header>
<p class="brand">evalkit view</p>
<h1>Runs in ${escapeHtml(runsDir)}</h1>
</header>
<main id="runs"></main>`
  return page('evalkit view', body, { source: 'runs' }, assets)
}

export async function comparisonPage(viewed: ViewedComparison, assets: PageAssets): Promise<string> {
  const { results, benchmarks, incomparable } = viewed
  const index = await viewed.indexes()
  const trouble = incomparable === undefined ? '' : `<p class="open">Not compared: ${escapeHtml(incomparable)}</p>`
  const above = `${way}\n<div id="live"></div>\n${trouble}`
  const runs = results.runs.map(({ folder }) => runName(folder))
  return servedReport(results, { data: { source: 'server', benchmarks, runs }, index, above }, assets)
}

/** Scores of a benchmark by time, protocols and rules apart: numbers of two of them do not compare. */
export function historyPage(benchmark: string, runs: readonly ListedRun[], assets: PageAssets): string {
  const own = runs.filter((run) => run.benchmark === benchmark && run.score !== undefined && run.status !== 'running')
  const key = ({ protocol, protocolHash, rule = '' }: ListedRun) => `${protocol}\n${protocolHash}\n${rule}`
  const protocols = [...Map.groupBy(own, key).values()]
  const sections = protocols.map((group) => {
    const [first] = group
    const rows = group.map(historyRow)
    const details = [first?.rule === undefined ? '' : `rule ${first.rule}`, first?.protocolHash.slice(0, 12) ?? '']
    const small = escapeHtml(details.filter((text) => text !== '').join(' · '))
    return `<section><h2>Protocol ${escapeHtml(first?.protocol ?? '')} <small>${small}</small></h2>
${stepPlots(group)}
${historyPlot(group.toReversed())}
<div class="wide"><table><thead><tr><th scope="col">started</th><th scope="col">model</th><th scope="col">version</th><th scope="col" class="num">score</th><th scope="col" class="num">95% interval</th><th scope="col" class="num">trials</th><th scope="col" class="num">unscored</th></tr></thead>
<tbody>${rows.join('\n')}</tbody></table></div></section>`
  })
  const body = `${way}
<header><p class="brand">evalkit view</p><h1>History of ${escapeHtml(benchmark)}</h1></header>
<main>${sections.length === 0 ? '<p class="quiet">There is no finished run of it.</p>' : sections.join('\n')}</main>`
  return page(`${benchmark}: history · evalkit`, body, { source: 'none' }, assets)
}

function historyRow({ run, startedAt, model, version = '', range, ...numbers }: ListedRun): string {
  const cells = [
    numbers.score === undefined ? '–' : score(numbers.score, [...range]),
    numbers.interval === undefined ? '–' : interval([...numbers.interval], [...range]),
    String(numbers.done),
    String(numbers.unscored),
  ]
  const link = `compare?run=${encodeURIComponent(run)}`
  return `<tr><td><a href="${escapeHtml(link)}">${escapeHtml(startedAt.slice(0, 16).replace('T', ' '))}</a></td><td>${escapeHtml(model)}</td><td>${escapeHtml(version.slice(0, 20))}</td>${cells.map((text) => `<td class="num">${escapeHtml(text)}</td>`).join('')}</tr>`
}

export const errorPage = (message: string, assets: PageAssets) =>
  page('evalkit view', `${way}\n<main><p class="open">${escapeHtml(message)}</p></main>`, { source: 'none' }, assets)

/** Back to the list. */
const way = '<p class="way"><a href="./">← All runs</a></p>'

const page = (title: string, body: string, data: unknown, { viewScript, style }: PageAssets) =>
  pageShell({ title, body, data, script: viewScript, style, isServed: true })
