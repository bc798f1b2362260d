/** Scores by training step, in the history of a benchmark: what the list of runs knows, with a link to all that their samples tell. */

import { scoreScale } from '../../results/report/curve-scale.ts'
import { curveFigure } from '../../results/report/forms/html/curve-figure.ts'
import { escapeHtml } from '../../results/report/forms/html/escape.ts'
import type { ListedRun } from '../../results/report/forms/html/listed-run.ts'
import type { Curve } from '../../results/schema/curve.ts'
import { count, plural } from '../../results/words/format.ts'

interface SteppedRun extends ListedRun {
  readonly step: number
  readonly score: number
}

/** @param runs of one protocol, newest first; of several runs of a step, the newest is drawn */
export function stepPlots(runs: readonly ListedRun[]): string {
  const stepped = runs.filter((run): run is SteppedRun => run.step !== undefined && run.score !== undefined)
  const series = [...Map.groupBy(stepped, seriesKey).values()].flatMap((group) => {
    const bySteps = [...Map.groupBy(group, ({ step }) => step).values()].flatMap(([newest]) => newest ?? [])
    return bySteps.length < 2 ? [] : [bySteps.sort((a, b) => a.step - b.step)]
  })
  const curves = series.map(curveOf)
  const scale = scoreScale(curves)
  const drawn = curves.map((curve, at) => {
    const steps = series[at] ?? []
    const part = curve.asked < curve.size ? ` on ${count(curve.asked)} of ${plural(curve.size, 'sample')}` : ''
    const title = `Score over steps${curve.series === undefined ? '' : `: ${curve.series}`}${part}`
    const link = `compare?${steps.map(({ run }) => `run=${encodeURIComponent(run)}`).join('&')}`
    const summary = `${title}, ${plural(steps.length, 'step')}; the table below has them all`
    return `<article><h3>${escapeHtml(title)}</h3>${curveFigure(curve, scale, summary)}<p><a href="${escapeHtml(link)}">Compare these ${steps.length} steps</a>: what was learned and forgotten, and the best of them.</p></article>`
  })
  return drawn.length === 0 ? '' : `<div class="curves curves-of">${drawn.join('\n')}</div>`
}

/** Runs on other samples are another curve. */
const seriesKey = ({ series = '', asked }: SteppedRun) => `${series}\n${asked?.hash}`

/** What a figure needs of it. */
function curveOf(runs: readonly SteppedRun[]): Curve {
  const [first] = runs
  const [min, max] = first?.range ?? [0, 1]
  const isFraction = min === 0 && max === 1
  return {
    benchmark: first?.benchmark ?? '',
    protocol: first?.protocol ?? '',
    metric: '',
    ...{ asked: first?.asked?.count ?? 0, size: first?.asked?.of ?? 0 },
    ...(first?.series !== undefined && { series: first.series }),
    ...(!isFraction && { range: [min, max] as [number, number] }),
    points: runs.map(({ run, step, model, score, interval, done, unscored }) => ({
      ...{ step, model, runs: [run], score, n: done - unscored, unscored, repeats: 1 },
      ...(interval && { interval: [interval[0], interval[1]] as [number, number] }),
    })),
    changes: [],
    declines: [],
    notes: [],
  }
}
