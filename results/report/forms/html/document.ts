/**
 * One HTML file: no network, and nothing that could run but its own script, whose hash its policy names.
 *
 * What has to be seen at once is plain HTML, drawn here. The samples are data that the script shows as text.
 */
import { createHash } from 'node:crypto'
import type { Comparison } from '../../../schema/comparison.ts'
import { doubts } from '../../../words/caveats.ts'
import { count, delta, deltaInterval, plural } from '../../../words/format.ts'
import { legend, remarks } from '../../../words/notes.ts'
import { measured } from '../../../words/provenance.ts'
import { familyNote, finding, sentence, shownInterval } from '../../../words/sentence.ts'
import { headline } from '../../headline.ts'
import type { Results } from '../../results.ts'
import { type ResultRow, resultRows, type Tone, toneOf } from '../../rows.ts'
import { escapeHtml, inertJson, unbroken } from './escape.ts'
import { judgeSection } from './judges.ts'
import { overviewGrid } from './overview.ts'
import type { PageData } from './page-data.ts'
import { intervalPlots } from './plot.ts'

/** What the page is dressed and driven by. */
export interface PageAssets {
  readonly script: string
  readonly style: string
}

export function htmlReport(results: Results, data: PageData, { script, style }: PageAssets): string {
  const { title, tone, sentences } = headline(results)
  const policy = `default-src 'none'; script-src ${hash(script)}; style-src ${hash(style)}; base-uri 'none'; form-action 'none'`
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(`evalkit: ${title}`)}</title>
<style>${style}</style>
</head>
<body>
<a class="skip" href="#explorer">Skip to the samples</a>
<header>
<p class="brand">evalkit report</p>
<h1 class="${tone}">${escapeHtml(title)}</h1>
${results.gate === undefined ? '' : sentences.map((text) => `<p class="lead">${unbroken(text)}</p>`).join('\n')}
</header>
<main>
${cards(results)}
<section aria-labelledby="scores"><h2 id="scores">Scores</h2>
${overviewGrid(results)}
${scoreTable(resultRows(results))}
${list(familyNote(results.comparisons))}
${intervalPlots(results.comparisons, results.gate)}
${notes(results)}
</section>
${judgeSection(results.runs)}
<section id="explorer" aria-labelledby="samples" tabindex="-1"><h2 id="samples">Samples</h2>
<noscript><p>The samples need JavaScript; nothing else on this page does.</p></noscript>
<div id="app"></div>
</section>
${measuredSection(results)}
</main>
<script type="application/json" id="data">${inertJson(data)}</script>
<script>${script}</script>
</body>
</html>
`
}

const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

const FINDING_TONES = { better: 'good', worse: 'bad', unclear: 'plain' } as const satisfies Record<string, Tone>

/** One for each comparison; the gate's decisions come with comparisons or without. */
function cards({ comparisons, gate }: Results): string {
  const all =
    gate === undefined
      ? comparisons.map((one) => card(one, finding(one), FINDING_TONES[finding(one)], one, [sentence(one)]))
      : gate.decisions.map((decision) => {
          const { verdict, worse, tier, run, reason, advice } = decision
          const words = `${verdict}${worse ? ' (worse, within margin)' : ''}${tier === 'advisory' ? ', advisory' : ''}`
          const comparison = comparisons.find(({ after }) => after.run === run)
          return card(decision, words, toneOf(verdict), comparison, [reason, ...(advice === undefined ? [] : [advice])])
        })
  if (all.length === 0) return ''
  return `<section aria-labelledby="verdicts"><h2 id="verdicts">Verdicts</h2>\n<ul class="cards">\n${all.join('\n')}\n</ul></section>`
}

function card(
  { benchmark, baseline, candidate }: Pick<Comparison, 'benchmark' | 'baseline' | 'candidate'>,
  verdict: string,
  tone: Tone,
  comparison: Comparison | undefined,
  sentences: readonly string[],
): string {
  return `<li class="card ${tone}"><h3>${escapeHtml(benchmark)} <span>${escapeHtml(`${baseline} → ${candidate}`)}</span></h3>
<p class="verdict">${escapeHtml(verdict)}</p>
${comparison === undefined ? '' : figures(comparison)}
${sentences.map((text) => `<p>${unbroken(text)}</p>`).join('\n')}
${list(comparison === undefined ? [] : doubts(comparison))}</li>`
}

function figures(comparison: Comparison): string {
  const { delta: change, range, gained, lost } = comparison
  const interval = shownInterval(comparison)
  const difference =
    change === undefined || interval === undefined
      ? '–'
      : `<b>${delta(change, range)}</b> <small>${deltaInterval(interval, range)}</small>`
  return `<p class="figures">${difference}<br><small>${count(gained)} gained, ${count(lost)} lost</small></p>`
}

const COLUMNS = ['model', 'score', '95 % interval', 'Δ', '95 % interval', 'p', 'gained', 'lost', 'unscored', 'verdict']

function scoreTable(rows: readonly ResultRow[]): string {
  const compared = rows.some(({ delta: change }) => change !== '')
  const columns = compared ? COLUMNS : [...COLUMNS.slice(0, 3), 'unscored']
  const groups = [...Map.groupBy(rows, ({ benchmark }) => benchmark)].map(([benchmark, members]) => {
    const head = `<tr><th class="group" colspan="${columns.length}" scope="rowgroup">${escapeHtml(benchmark)}</th></tr>`
    return `<tbody>\n${[head, ...members.map((row) => scoreRow(row, compared))].join('\n')}\n</tbody>`
  })
  const head = columns.map(
    (name, at) => `<th scope="col"${at > 0 && name !== 'verdict' ? ' class="num"' : ''}>${name}</th>`,
  )
  return `<div class="wide" tabindex="0" role="region" aria-label="Table of scores"><table class="scores"><thead><tr>${head.join('')}</tr></thead>\n${groups.join('\n')}</table></div>`
}

function scoreRow(row: ResultRow, compared: boolean): string {
  const number = (text: string) => `<td class="num">${text}</td>`
  return [
    `<tr><th scope="row">${escapeHtml(row.model)}</th>`,
    number(row.score),
    number(row.interval),
    ...(compared ? [row.delta, row.deltaInterval, row.p, row.gained, row.lost].map(number) : []),
    number(row.unscored),
    compared ? `<td><span class="${row.tone}">${escapeHtml(row.verdict)}</span></td>` : '',
    '</tr>',
  ].join('')
}

/** What the table does not tell: of each benchmark apart, folded where there are several. */
function notes({ runs }: Results): string {
  const groups = [...Map.groupBy(runs, ({ manifest }) => `${manifest.benchmark.name} (${manifest.protocol.name})`)]
  const parts = groups.flatMap(([name, members]) => {
    const words = members.flatMap((run) => remarks(run, false))
    if (words.length === 0 || groups.length === 1) return list(words)
    return `<details><summary>Notes on ${escapeHtml(name)}</summary>${list(words)}</details>`
  })
  return [list(legend(runs)), ...parts].filter((part) => part !== '').join('\n')
}

const list = (texts: readonly string[]) =>
  texts.length === 0 ? '' : `<ul class="notes">${texts.map((text) => `<li>${unbroken(text)}</li>`).join('')}</ul>`

function measuredSection({ runs }: Results): string {
  const all = runs.map((run) => {
    const pairs = measured(run).map(([name, value]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd>`)
    const { benchmark, model } = run.manifest
    return `<details><summary>${escapeHtml(`${benchmark.name}, ${model.label}`)}</summary><dl>${pairs.join('')}<dt>run</dt><dd>${escapeHtml(run.folder)}</dd></dl></details>`
  })
  return `<section aria-labelledby="measured"><h2 id="measured">What was measured</h2>\n<p>${plural(runs.length, 'run')}.</p>\n${all.join('\n')}</section>`
}
