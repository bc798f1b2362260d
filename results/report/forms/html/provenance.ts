/** With what each number was measured, and what its table does not tell: folded, run by run. */
import { plural } from '../../../words/format.ts'
import { legend, notesOn } from '../../../words/notes.ts'
import { provenance } from '../../../words/provenance.ts'
import type { Results } from '../../results.ts'
import { escapeHtml, unbroken } from './escape.ts'

export function provenanceSection({ runs }: Results): string {
  const all = runs.map((run) => {
    const pairs = provenance(run).map(([name, value]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd>`)
    const { benchmark, model } = run.manifest
    return `<details data-benchmark="${escapeHtml(benchmark.name)}"><summary>${escapeHtml(`${benchmark.name}, ${model.label}`)}</summary>${list(notesOn(run, false))}<dl>${pairs.join('')}<dt>run</dt><dd>${escapeHtml(run.folder)}</dd></dl></details>`
  })
  return `<section aria-labelledby="measured"><h2 id="measured">What was measured</h2>
<p class="quiet">${plural(runs.length, 'run')}, each with its settings and notes.</p>
${all.join('\n')}
${list(legend(runs))}</section>`
}

const list = (texts: readonly string[]) =>
  texts.length === 0 ? '' : `<ul class="notes">${texts.map((text) => `<li>${unbroken(text)}</li>`).join('')}</ul>`
