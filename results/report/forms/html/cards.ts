/** What failed or is open, and what to do about it: nothing where everything passed. */
import type { Comparison } from '../../../schema/comparison.ts'
import type { GateDecision } from '../../../schema/gate.ts'
import { caveats } from '../../../words/caveats.ts'
import { gravelyIncomplete } from '../../../words/incomplete.ts'
import { finding, sentence } from '../../../words/sentence.ts'
import { byBadness, type Matrix, type MatrixCell } from '../../matrix.ts'
import type { Results } from '../../results.ts'
import { type Tone, toneOf } from '../../rows.ts'
import { worstFlip } from '../../worst-samples.ts'
import { escapeHtml, unbroken } from './escape.ts'
import { placeLink } from './links.ts'

export function actionCards(results: Results, matrix: Matrix): string {
  const cards =
    results.gate === undefined ? findingCards(results, matrix) : decisionCards(results.gate.decisions, matrix)
  if (cards.length === 0) return ''
  return `<section class="actions" aria-labelledby="actions"><h2 id="actions">What to look at</h2>\n<ul class="cards">\n${cards.join('\n')}\n</ul></section>`
}

const isSettled = ({ verdict, worse }: GateDecision) => verdict === 'PASS' && !worse

/** In the order of the matrix; those without a run come last. */
function decisionCards(decisions: readonly GateDecision[], { cells }: Matrix): string[] {
  const open = decisions.filter((decision) => !isSettled(decision))
  const cellOf = (decision: GateDecision) => cells.find((cell) => cell.decision === decision)
  return open
    .map((decision) => ({ decision, cell: cellOf(decision) }))
    .sort((a, b) => (a.cell && b.cell ? byBadness(a.cell, b.cell) : Number(!a.cell) - Number(!b.cell)))
    .map(({ decision, cell }) => {
      const { verdict, worse, tier, reason, advice } = decision
      const words = `${verdict}${worse ? ' (worse, within margin)' : ''}${tier === 'advisory' ? ', advisory' : ''}`
      return card({ names: decision, words, tone: toneOf(verdict), reason, advice, comparison: cell?.comparison, cell })
    })
}

/** Without a gate: what is incomplete, and what is worse. */
function findingCards({ runs }: Results, { cells }: Matrix): string[] {
  const unfinished = runs.flatMap(({ manifest, summary }) => {
    const words = gravelyIncomplete(summary)
    if (words === undefined) return []
    const names = { benchmark: manifest.benchmark.name, candidate: manifest.model.label }
    return [card({ names, words: 'INCOMPLETE', tone: 'open', reason: words })]
  })
  const worse = cells
    .filter(({ comparison }) => comparison !== undefined && finding(comparison) === 'worse')
    .sort(byBadness)
    .flatMap((cell) => {
      const { comparison } = cell
      if (comparison === undefined) return []
      return [card({ names: comparison, words: 'worse', tone: 'bad', reason: sentence(comparison), comparison, cell })]
    })
  return [...unfinished, ...worse]
}

interface Card {
  readonly names: { readonly benchmark: string; readonly baseline?: string; readonly candidate: string }
  readonly words: string
  readonly tone: Tone
  readonly reason: string
  readonly advice?: string | undefined
  readonly comparison?: Comparison | undefined
  readonly cell?: MatrixCell | undefined
}

function card({ names, words, tone, reason, advice, comparison, cell }: Card): string {
  const pair = names.baseline === undefined ? names.candidate : `${names.baseline} → ${names.candidate}`
  const known = comparison === undefined ? [] : caveats(comparison)
  return `<li class="card ${tone}" data-benchmark="${escapeHtml(names.benchmark)}" data-model="${escapeHtml(cell?.model ?? names.candidate)}"><h3>${escapeHtml(names.benchmark)} <span>${escapeHtml(pair)}</span></h3>
<p class="verdict">${escapeHtml(words)}</p>
<p>${unbroken(reason)}</p>
${advice === undefined ? '' : `<p class="advice"><b>What to do:</b> ${unbroken(advice)}</p>`}
${known.length === 0 ? '' : `<ul class="notes">${known.map((text) => `<li>${unbroken(text)}</li>`).join('')}</ul>`}
${comparison === undefined || cell === undefined ? '' : worstLink(comparison, cell)}</li>`
}

function worstLink(comparison: Comparison, { model, baseline = comparison.baseline }: MatrixCell): string {
  const worst = worstFlip(comparison)
  if (worst === undefined) return ''
  const { benchmark } = comparison
  const one = placeLink({ benchmark, sample: worst.id, models: [baseline, model] })
  const all = placeLink({ benchmark, models: [baseline, model], show: 'lost' })
  return `<p class="ways"><a href="${escapeHtml(one)}">Sample that lost most</a> <a href="${escapeHtml(all)}">All ${comparison.flips.filter(({ direction }) => direction === 'lost').length} lost samples</a></p>`
}
