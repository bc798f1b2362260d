/** Scores with their intervals by time, a colour for each model: the same scale for all of them. */
import { escapeHtml } from '../../results/report/forms/html/escape.ts'
import type { ListedRun } from '../../results/report/forms/html/listed-run.ts'
import { Scale } from '../../results/report/forms/html/scale.ts'
import { score } from '../../results/words/format.ts'

const HEIGHT = 220

/** Colours of the style sheet. */
const COLOURS = 6

/** @param runs of one protocol, oldest first */
export function historyPlot(runs: readonly ListedRun[]): string {
  const points = runs.flatMap(({ score: value, interval, ...run }) => {
    return value === undefined ? [] : [{ ...run, value, limits: interval ?? ([value, value] as const) }]
  })
  if (points.length < 2) return ''
  const [first] = points
  const range: [number, number] = [...(first?.range ?? [0, 1])] as [number, number]
  const vertical = new Scale(points.flatMap(({ limits }) => limits))
  const across = new Scale(points.map(({ startedAt }) => Date.parse(startedAt)))
  const y = (value: number) => Number((HEIGHT - (HEIGHT * vertical.percent(value)) / 100).toFixed(1))
  const models = [...new Set(points.map(({ model }) => model))]
  const drawn = points.map(({ startedAt, value, limits, model, run }) => {
    const x = across.at(Date.parse(startedAt))
    const words = `${model}, ${startedAt.slice(0, 10)}: ${score(value, range)}`
    return `<g class="c${models.indexOf(model) % COLOURS}"><title>${escapeHtml(`${words} (${run})`)}</title><line class="whisker" x1="${x}" x2="${x}" y1="${y(limits[0])}" y2="${y(limits[1])}"/><circle cx="${x}" cy="${y(value)}" r="5"/></g>`
  })
  const ticks = vertical.ticks.map(
    (tick) =>
      `<line class="tick" x1="0" x2="100%" y1="${y(tick)}" y2="${y(tick)}"/><text x="0" y="${y(tick) - 3}">${escapeHtml(score(tick, range))}</text>`,
  )
  const days = [points[0], points.at(-1)].map((point) => point?.startedAt.slice(0, 10) ?? '')
  const legend = models.map((model, at) => `<li class="c${at % COLOURS}">${escapeHtml(model)}</li>`)
  return `<figure class="history"><svg role="img" aria-label="${escapeHtml(`Scores of ${points.length} runs from ${days[0]} to ${days[1]}; the table below has them all`)}" width="100%" height="${HEIGHT}">${ticks.join('')}${drawn.join('')}</svg>
<figcaption><span>${days[0]}</span><ul>${legend.join('')}</ul><span>${days[1]}</span></figcaption></figure>`
}
