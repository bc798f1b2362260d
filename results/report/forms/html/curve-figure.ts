/** A curve as SVG: scores over steps, their intervals as a band, the baseline as a line. Percent coordinates, so that it fits any width. */
import type { Curve, CurvePoint } from '../../../schema/curve.ts'
import { count, delta, interval, score } from '../../../words/format.ts'
import { type Scale, stepPositions } from '../../curve-scale.ts'
import { escapeHtml, unbroken } from './escape.ts'

const HEIGHT = 250
/** Above the highest and below the lowest tick, for their labels and those of the steps. */
const EDGE = { top: 14, bottom: 30 }
/** Percent of the width, left and right of the steps. */
const SIDE = 7

/** Steps closer than this share of the width are evenly spaced. */
const CLOSEST = 0.02
/** Labels of steps closer than this are left out. */
const LABEL = 0.07

/** @returns `''` where a step has no score */
export function curveFigure(curve: Curve, scale: Scale, summary: string): string {
  const { points, range, best, baseline, declines } = curve
  if (points.some((point) => point.score === undefined)) return ''
  const { at, isToScale } = stepPositions(
    points.map(({ step }) => step),
    CLOSEST,
  )
  const x = at.map((position) => fixed(SIDE + position * (100 - 2 * SIDE)))
  const y = (value: number) =>
    fixed(EDGE.top + ((HEIGHT - EDGE.top - EDGE.bottom) * (scale.high - value)) / (scale.high - scale.low || 1))
  const below = new Set(declines.map(({ step }) => step))
  const line = points.map((point, index) => `${x[index]},${y(point.score ?? 0)}`).join(' ')
  const marks = points.map((point, index) => {
    const kind = point.step === best?.step ? ' best' : below.has(point.step) ? ' below' : ''
    return `<g class="point${kind}"><title>${escapeHtml(pointWords(point, curve))}</title><line class="whisker" x1="${x[index]}%" x2="${x[index]}%" y1="${y(point.interval?.[0] ?? point.score ?? 0)}" y2="${y(point.interval?.[1] ?? point.score ?? 0)}"/><circle cx="${x[index]}%" cy="${y(point.score ?? 0)}" r="${kind === ' best' ? 6.5 : 4.5}"/></g>`
  })
  return `<figure class="curve"><svg role="img" aria-label="${escapeHtml(summary)}" width="100%" height="${HEIGHT}">
${scale.ticks.map((tick) => `<line class="tick" x1="0" x2="100%" y1="${y(tick)}" y2="${y(tick)}"/>`).join('')}
<svg width="100%" height="${HEIGHT}" viewBox="0 0 100 ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true">${band(points, x, y)}${baseline?.score === undefined ? '' : `<line class="base" x1="0" x2="100" y1="${y(baseline.score)}" y2="${y(baseline.score)}"/>`}<polyline class="line" points="${line}"/></svg>
${scale.ticks.map((tick) => `<text class="over" x="0" y="${fixed(y(tick) - 3)}">${escapeHtml(score(tick, range))}</text>`).join('')}
${marks.join('')}
${stepLabels(points, at, x)}</svg>
<figcaption><ul><li class="c0">score by step${isToScale ? '' : ' (evenly spaced)'}, with its 95% interval</li>${best === undefined ? '' : '<li class="best">best</li>'}${below.size === 0 ? '' : '<li class="below">significantly below an earlier step</li>'}${baseline?.score === undefined ? '' : `<li class="base">${unbroken(`${baseline.model}, ${score(baseline.score, range)}`)}</li>`}</ul></figcaption></figure>`
}

/** The intervals, joined from step to step. */
function band(points: readonly CurvePoint[], x: readonly number[], y: (value: number) => number): string {
  if (points.some((point) => point.interval === undefined)) return ''
  const edge = (side: 0 | 1) => points.map((point, index) => `${x[index]} ${y(point.interval?.[side] ?? 0)}`)
  return `<path class="band" d="M${[...edge(1), ...edge(0).toReversed()].join('L')}Z"/>`
}

/** The first and the last step, and those between for which there is room. */
function stepLabels(points: readonly CurvePoint[], at: readonly number[], x: readonly number[]): string {
  const last = points.length - 1
  const shown: number[] = []
  for (const index of [0, last, ...points.keys()]) {
    if (shown.every((other) => Math.abs((at[other] ?? 0) - (at[index] ?? 0)) >= LABEL)) shown.push(index)
  }
  return shown
    .map(
      (index) =>
        `<text x="${x[index]}%" y="${HEIGHT - 8}" text-anchor="middle">${count(points[index]?.step ?? 0)}</text>`,
    )
    .join('')
}

function pointWords(
  { step, score: value, interval: limits, toBaseline }: CurvePoint,
  { range, baseline }: Curve,
): string {
  const against = toBaseline?.delta === undefined ? '' : `, ${delta(toBaseline.delta, range)} to ${baseline?.model}`
  const spread = limits === undefined ? '' : ` (95%: ${interval(limits, range)})`
  return `step ${count(step)}: ${value === undefined ? '–' : score(value, range)}${spread}${against}`
}

const fixed = (value: number) => Number(value.toFixed(2))
