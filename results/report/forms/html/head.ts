/** What a report opens with: what was compared, and the answer. */
import { money, plural } from '../../../words/format.ts'
import type { ShownRun } from '../../../words/notes.ts'
import type { Matrix } from '../../matrix.ts'
import type { Results } from '../../results.ts'
import { verdictLine } from '../../verdict-line.ts'
import { escapeHtml, unbroken } from './escape.ts'

export function reportHead(results: Results, matrix: Matrix): string {
  const { word, tone, sentence } = verdictLine(results)
  return `<header>
<p class="brand">evalkit report</p>
<p class="subject">${subject(matrix)}</p>
<h1><span class="word ${tone}">${escapeHtml(word)}</span>${sentence === '' ? '' : ` <span class="answer">${unbroken(sentence)}</span>`}</h1>
<p class="facts">${facts(results.runs).map(unbroken).join(' · ')}</p>
</header>`
}

/** `base → sft-1, sft-2 on gsm8k, humaneval`. */
export function subjectWords({ benchmarks, models }: Matrix): string {
  const baselines = [...new Set(benchmarks.flatMap(({ baseline }) => baseline?.model ?? []))]
  const pair = baselines.length === 0 ? models.join(', ') : `${baselines.join(', ')} → ${models.join(', ')}`
  return `${pair} on ${benchmarks.map(({ name }) => name).join(', ')}`
}

const subject = (matrix: Matrix) => escapeHtml(subjectWords(matrix))

/** When, at which commit, for how much. */
function facts(runs: readonly ShownRun[]): string[] {
  const days = [...new Set(runs.map(({ manifest }) => manifest.startedAt.slice(0, 10)))].sort()
  const commits = [...new Set(runs.flatMap(({ manifest }) => manifest.software.commit?.slice(0, 10) ?? []))]
  const versions = [...new Set(runs.map(({ manifest }) => manifest.software.evalkit))]
  return [
    ...(days.length === 0 ? [] : [days.length === 1 ? `${days[0]}` : `${days[0]} to ${days.at(-1)}`]),
    ...(commits.length === 0
      ? []
      : [commits.length <= 2 ? `commit ${commits.join(' and ')}` : plural(commits.length, 'commit')]),
    ...cost(runs),
    plural(runs.length, 'run'),
    ...(versions.length === 0 ? [] : [`evalkit ${versions.join(', ')}`]),
  ]
}

/** Of all runs together, where each has a cost in one currency. */
function cost(runs: readonly ShownRun[]): string[] {
  const priced = runs.filter(({ summary }) => (summary.cost ?? summary.judgeCost) !== undefined)
  const currencies = new Set(priced.map(({ summary }) => summary.currency))
  if (priced.length === 0 || currencies.size > 1) return []
  const sum = priced.reduce((all, { summary }) => all + (summary.cost ?? 0) + (summary.judgeCost ?? 0), 0)
  const [currency] = currencies
  return [`cost ${money(sum, currency)}${priced.length < runs.length ? ` of ${plural(priced.length, 'run')}` : ''}`]
}
