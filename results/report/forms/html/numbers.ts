/** Every run with all its numbers, for whoever wants more than the matrix shows. */
import { familyNote } from '../../../words/sentence.ts'
import type { Results } from '../../results.ts'
import { type ResultRow, resultRows } from '../../rows.ts'
import { escapeHtml, unbroken } from './escape.ts'

const COLUMNS = ['model', 'score', '95% interval', 'Δ', '95% interval', 'p', 'gained', 'lost', 'unscored', 'verdict']

export function numbersTable(results: Results): string {
  const rows = resultRows(results)
  const compared = rows.some(({ delta: change }) => change !== '')
  const columns = compared ? COLUMNS : [...COLUMNS.slice(0, 3), 'unscored']
  const groups = [...Map.groupBy(rows, ({ benchmark }) => benchmark)].map(([benchmark, members]) => {
    const head = `<tr><th class="group" colspan="${columns.length}" scope="rowgroup">${escapeHtml(benchmark)}</th></tr>`
    return `<tbody>\n${[head, ...members.map((row) => scoreRow(row, compared))].join('\n')}\n</tbody>`
  })
  const head = columns.map(
    (name, at) => `<th scope="col"${at > 0 && name !== 'verdict' ? ' class="num"' : ''}>${name}</th>`,
  )
  const note = familyNote(results.comparisons).map((text) => `<p class="legend">${unbroken(text)}</p>`)
  return `<div class="wide" tabindex="0" role="region" aria-label="Table of scores"><table class="scores"><thead><tr>${head.join('')}</tr></thead>\n${groups.join('\n')}</table></div>${note.join('')}`
}

function scoreRow(row: ResultRow, compared: boolean): string {
  const number = (text: string) => `<td class="num">${escapeHtml(text)}</td>`
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
