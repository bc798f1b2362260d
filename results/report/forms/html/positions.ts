/** Whether it mattered where the right option stood: how often each letter was chosen, and right where the key stood there. */
import { score } from '../../../words/format.ts'
import type { ShownRun } from '../../../words/notes.ts'
import { escapeHtml } from './escape.ts'

/** Empty where nothing was asked with options. */
export function positionSection(runs: readonly ShownRun[]): string {
  const asked = runs.filter(({ summary }) => Object.keys(summary.positions ?? {}).length > 0)
  if (asked.length === 0) return ''
  const letters = [...new Set(asked.flatMap(({ summary }) => Object.keys(summary.positions ?? {})))].sort()
  const rows = asked.map(({ manifest: { benchmark, model }, summary: { positions = {}, range } }) => {
    const cells = letters.map((letter) => {
      const found = positions[letter]
      if (found === undefined) return '<td>–</td>'
      const right = found.score === undefined ? '' : `<small>right ${score(found.score, range)}</small>`
      const share = Math.round(100 * found.chosen)
      return `<td><svg aria-hidden="true" width="100%" height="8"><rect class="track" width="100%" height="8" rx="2"/><rect class="part" width="${share}%" height="8" rx="2"/></svg>chosen ${score(found.chosen, undefined)} ${right}</td>`
    })
    return `<tr data-benchmark="${escapeHtml(benchmark.name)}"><th scope="row">${escapeHtml(`${benchmark.name}, ${model.label}`)}</th>${cells.join('')}</tr>`
  })
  return `<section aria-labelledby="positions"><h2 id="positions">Positions of options</h2>
<p class="legend">How often each letter was chosen, and how often that was right where the key stood there. A model without a preference chooses each equally often.</p>
<div class="wide" tabindex="0" role="region" aria-label="Positions of options"><table class="positions"><thead><tr><th scope="col">run</th>${letters.map((letter) => `<th scope="col">${escapeHtml(letter)}</th>`).join('')}</tr></thead>
<tbody>
${rows.join('\n')}
</tbody></table></div></section>`
}
