/** Scores over the steps of training runs: a plot and a table for each benchmark and series. */
import type { Curve, StepDifference } from '../../../schema/curve.ts'
import { count, delta, deltaInterval, interval, pValue, score } from '../../../words/format.ts'
import { scoreScale } from '../../curve-scale.ts'
import {
  adviceOf,
  bestSentence,
  curveTitle,
  declineSentences,
  familySentence,
  historySentence,
  isMarked,
  shownLimits,
} from '../../curve-words.ts'
import type { Results } from '../../results.ts'
import { runNames } from '../../run-names.ts'
import { curveFigure } from './curve-figure.ts'
import { escapeHtml, unbroken } from './escape.ts'
import { placeLink } from './links.ts'

/** @returns `''` without a curve */
export function curveSection({ curves = [], runs }: Pick<Results, 'curves' | 'runs'>): string {
  if (curves.length === 0) return ''
  const names = runNames(runs)
  const nameOf = new Map(runs.map(({ folder }, at) => [folder, names[at] ?? '']))
  const groups = [...Map.groupBy(curves, ({ benchmark }) => benchmark)].map(([benchmark, those]) => {
    const scale = scoreScale(those)
    const drawn = those.map((curve) => article(curve, curveFigure(curve, scale, summaryOf(curve)), nameOf))
    return `<div class="curves-of" data-benchmark="${escapeHtml(benchmark)}">${drawn.join('\n')}</div>`
  })
  return `<section class="curves" aria-labelledby="curves"><h2 id="curves">Score over steps</h2>
${groups.join('\n')}
</section>`
}

/** What the picture shows, for whoever cannot see it. */
function summaryOf(curve: Curve): string {
  const { points, range } = curve
  const [first, last] = [points[0], points.at(-1)]
  const at = (point: typeof first) => `${score(point?.score ?? 0, range)} at step ${count(point?.step ?? 0)}`
  const best =
    curve.best === undefined ? '' : `, best ${score(curve.best.score, range)} at step ${count(curve.best.step)}`
  return `${curveTitle(curve)}: score over ${count(points.length)} steps, from ${at(first)} to ${at(last)}${best}; the table below has them all`
}

type NameOf = ReadonlyMap<string, string>

function article(curve: Curve, figure: string, nameOf: NameOf): string {
  const { advice, command } = adviceOf(curve)
  const paragraphs = [bestSentence(curve), advice].flatMap((text) =>
    text === undefined ? [] : [`<p>${unbroken(text)}</p>`],
  )
  const history = historySentence(curve)
  return `<article><h3>${escapeHtml(curveTitle(curve))}</h3>
${figure}
${declineSentences(curve)
  .map((text) => `<p class="open">${unbroken(text)}</p>`)
  .join('')}
${paragraphs.join('')}${command === undefined ? '' : `<pre>${escapeHtml(command)}</pre>`}
${table(curve, nameOf)}
${[familySentence(curve), history].flatMap((text) => (text === undefined ? [] : [`<p class="legend">${unbroken(text)}</p>`])).join('')}
${curve.notes.length === 0 ? '' : `<ul class="notes">${curve.notes.map((text) => `<li>${unbroken(text)}</li>`).join('')}</ul>`}</article>`
}

function table(curve: Curve, nameOf: NameOf): string {
  const { points, changes, baseline, best, range } = curve
  const against = baseline === undefined ? [] : [`Δ to ${baseline.model}`, 'p']
  const head = ['step', 'score', '95% interval', ...against, 'Δ to before', '95% interval', 'p', 'learned', 'forgotten']
  const rows = points.map((point, at) => {
    const step = changes.find(({ to }) => to === point.step)
    const name = (index: number) => nameOf.get(points[index]?.runs.at(-1) ?? '') ?? ''
    const samples = (show: 'gained' | 'lost', total: number | undefined) => {
      if (total === undefined || total === 0) return number(total === undefined ? '' : '0')
      const link = placeLink({ benchmark: curve.benchmark, models: [name(at - 1), name(at)], show })
      return `<td class="num"><a href="${escapeHtml(link)}">${count(total)}</a></td>`
    }
    const limits = step && shownLimits(step)
    const cells = [
      number(point.score === undefined ? '–' : score(point.score, range)),
      number(point.interval === undefined ? '–' : interval(point.interval, range)),
      ...(baseline === undefined ? [] : [change(point.toBaseline, range), number(pOf(point.toBaseline))]),
      change(step, range),
      number(limits === undefined ? '' : deltaInterval(limits, range)),
      number(pOf(step)),
      samples('gained', step?.gained),
      samples('lost', step?.lost),
    ]
    return `<tr><th scope="row">${count(point.step)}${point.step === best?.step ? ' <span class="tag">best</span>' : ''}</th>${cells.join('')}</tr>`
  })
  const columns = head.map((text, at) => `<th scope="col"${at === 0 ? '' : ' class="num"'}>${escapeHtml(text)}</th>`)
  return `<div class="wide" tabindex="0" role="region" aria-label="Steps of ${escapeHtml(curveTitle(curve))}"><table class="steps"><thead><tr>${columns.join('')}</tr></thead><tbody>
${rows.join('\n')}
</tbody></table></div>`
}

const number = (text: string) => `<td class="num">${escapeHtml(text)}</td>`

function change(difference: StepDifference | undefined, range: Curve['range']): string {
  if (difference?.delta === undefined) return number('')
  const text = escapeHtml(`${delta(difference.delta, range)}${isMarked(difference) ? ' *' : ''}`)
  if (!isMarked(difference)) return `<td class="num">${text}</td>`
  return `<td class="num"><span class="${difference.delta > 0 ? 'good' : 'bad'}">${text}</span></td>`
}

function pOf(difference: StepDifference | undefined): string {
  if (difference === undefined) return ''
  const { p, holmP = p } = difference
  return holmP === undefined ? '–' : pValue(holmP)
}
