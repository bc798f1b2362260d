/** How far the ratings can be trusted, for a page: a row a judged run, its ratings as bars. */

import type { JudgeHealth } from '../../../schema/schema.ts'
import { correlation, count, score } from '../../../words/format.ts'
import type { ShownRun } from '../../../words/notes.ts'
import { escapeHtml, unbroken } from './escape.ts'

const HEAD = [
  'run',
  'judge',
  'verdicts',
  'read at once',
  'asked again',
  'no rating',
  'α',
  'ρ with length',
  'ties',
  'ratings',
]

/** Empty where nothing was judged. */
export function judgeSection(runs: readonly ShownRun[]): string {
  const rows = runs.flatMap(({ manifest, summary: { judging, range = [1, 10] } }) => {
    if (judging === undefined) return []
    const name = `${manifest.benchmark.name}, ${manifest.model.label}`
    const judges = (manifest.judge?.judges ?? []).map(({ label }) => label).join(' and ')
    return [judgeRow(manifest.benchmark.name, name, judges, judging, range)]
  })
  if (rows.length === 0) return ''
  const head = HEAD.map(
    (name, at) => `<th scope="col"${at > 1 && at < HEAD.length - 1 ? ' class="num"' : ''}>${name}</th>`,
  )
  return `<section aria-labelledby="judges"><h2 id="judges">Judges</h2>
<div class="wide" tabindex="0" role="region" aria-label="Table of judges"><table class="judges"><thead><tr>${head.join('')}</tr></thead>
<tbody>
${rows.join('\n')}
</tbody></table></div>
<p class="legend">α: Krippendorff’s, between several judges; ρ: Spearman’s, of rating and length of the answer; ties: how often two verdicts are equal</p>
</section>`
}

function judgeRow(
  benchmark: string,
  name: string,
  judges: string,
  health: JudgeHealth,
  range: readonly [number, number],
): string {
  const { verdicts, readAtOnce, readAfterRetries, unreadable, tooLong, noReply, alpha, lengthCorrelation, ties } =
    health
  const none = unreadable + tooLong + noReply
  const numbers = [
    count(verdicts),
    count(readAtOnce),
    count(readAfterRetries),
    none === 0 ? '0' : `<span class="open">${count(none)}</span>`,
    shown(alpha),
    shown(lengthCorrelation),
    ties === undefined ? '–' : score(ties, undefined),
  ]
  const cells = numbers.map((text) => `<td class="num">${text}</td>`).join('')
  return `<tr data-benchmark="${escapeHtml(benchmark)}"><th scope="row">${unbroken(name)}</th><td>${unbroken(judges)}</td>${cells}<td>${histogram(health, range)}</td></tr>`
}

const shown = (value: number | undefined) => (value === undefined ? '–' : correlation(value))

/** A bar for each whole rating of the benchmark's range, those between put to the nearest: the same places for every run. */
function histogram({ histogram: ratings }: JudgeHealth, [min, max]: readonly [number, number]): string {
  const bars = new Map<number, number>()
  for (const { rating, verdicts } of ratings) {
    const whole = Math.round(rating)
    bars.set(whole, (bars.get(whole) ?? 0) + verdicts)
  }
  const [low, high] = [Math.min(Math.round(min), ...bars.keys()), Math.max(Math.round(max), ...bars.keys())]
  if (bars.size === 0 || high - low > MOST_BARS) return ''
  const most = Math.max(...bars.values())
  const drawn = Array.from({ length: high - low + 1 }, (_, at) => {
    const height = Number((((bars.get(low + at) ?? 0) / most) * HEIGHT).toFixed(1))
    return [
      `<rect x="${at * WIDTH + 1}" y="${Number((HEIGHT - height).toFixed(1))}" width="${WIDTH - 2}" height="${height}"/>`,
      `<text x="${at * WIDTH + WIDTH / 2}" y="${HEIGHT + 11}" text-anchor="middle">${low + at}</text>`,
    ].join('')
  })
  const words = ratings.map(({ rating, verdicts }) => `${rating} × ${count(verdicts)}`).join(', ')
  return `<svg role="img" aria-label="${words}" class="bars" width="${drawn.length * WIDTH}" height="${HEIGHT + 13}">${drawn.join('')}</svg>`
}

const [WIDTH, HEIGHT] = [13, 26]

const MOST_BARS = 20
