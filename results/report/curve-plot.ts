/** A curve drawn with characters: scores over steps, their intervals as a band, the baseline as a line. */
import type { Curve, CurvePoint } from '../schema/curve.ts'
import { count, score } from '../words/format.ts'
import { columnsOf } from '../words/width.ts'
import { type Scale, scoreScale, stepPositions } from './curve-scale.ts'
import { type Paint, painter, type TextOptions } from './layout.ts'

export interface PlotOptions extends TextOptions {
  /** ASCII characters only. */
  readonly ascii?: boolean
  /** Shared with other curves. Default: that of this curve. */
  readonly scale?: Scale
}

const UNICODE = {
  point: '●',
  best: '◆',
  line: '·',
  band: '░',
  base: '╌',
  axis: '│',
  tick: '┤',
  floor: '─',
  corner: '└',
  mark: '┴',
}
const ASCII = {
  point: 'o',
  best: '*',
  line: '.',
  band: ':',
  base: '-',
  axis: '|',
  tick: '+',
  floor: '-',
  corner: '+',
  mark: '+',
}
type Characters = typeof UNICODE

const ROWS = 14
/** Columns of a plot for a file or a pipe, and the most on a wide terminal. */
const WIDTH = { usual: 80, most: 140 }
/** Columns between the axis and the first point, and after the last. */
const MARGIN = 2

/** @returns lines; none where a step has no score */
export function curvePlot(
  curve: Curve,
  { ascii = false, width, colour, scale = scoreScale([curve]) }: PlotOptions = {},
): string[] {
  const { points, range, best } = curve
  if (points.some((point) => point.score === undefined)) return []
  const signs = ascii ? ASCII : UNICODE
  const paint = painter(colour)
  const labels = scale.ticks.map((tick) => score(tick, range))
  const gutter = Math.max(...labels.map((label) => columnsOf(label))) + 1
  const columns = Math.max(20, Math.min(width ?? WIDTH.usual, WIDTH.most) - gutter - 1)
  const inner = columns - 2 * MARGIN
  const { at, isToScale } = stepPositions(
    points.map(({ step }) => step),
    2 / inner,
  )
  const places = at.map((position) => MARGIN + Math.round(position * (inner - 1)))
  const grid = Array.from({ length: ROWS }, () => Array<string>(columns).fill(' '))
  const rowOf = (value: number) => Math.round(((scale.high - value) / (scale.high - scale.low)) * (ROWS - 1))
  const put = (row: number, column: number, sign: string) => {
    const cells = grid[row]
    if (cells !== undefined && column >= 0 && column < columns) cells[column] = sign
  }
  drawBand(points, places, (column, from, to) => {
    for (let row = rowOf(to); row <= rowOf(from); row++) put(row, column, paint('dim', signs.band))
  })
  const line = curve.baseline?.score
  if (line !== undefined) {
    for (let column = 0; column < columns; column++) put(rowOf(line), column, paint('yellow', signs.base))
  }
  drawLine(points, places, (column, value) => put(rowOf(value), column, signs.line))
  for (const [index, { score: value = 0, step }] of points.entries()) {
    const sign = step === best?.step ? signs.best : signs.point
    put(rowOf(value), places[index] ?? 0, paint('bold', sign))
  }
  const labelOf = new Map(scale.ticks.map((tick, index) => [rowOf(tick), labels[index] ?? '']))
  const rows = grid.map((cells, row) => {
    const label = labelOf.get(row)
    return `${(label ?? '').padStart(gutter - 1)} ${label === undefined ? signs.axis : signs.tick}${cells.join('')}`.trimEnd()
  })
  return [
    ...rows,
    floor(places, columns, gutter, signs),
    stepLabels(points, places, gutter, columns),
    legend(curve, signs, paint, isToScale),
  ]
}

/** Calls for each column between the first and the last point with the limits of the interval there. */
function drawBand(
  points: readonly CurvePoint[],
  places: readonly number[],
  draw: (column: number, low: number, high: number) => void,
): void {
  if (points.some(({ interval }) => interval === undefined)) return
  const limit = (side: 0 | 1) => points.map(({ interval }) => interval?.[side] ?? 0)
  const [lows, highs] = [limit(0), limit(1)]
  between(places, (column, index, share) => draw(column, blend(lows, index, share), blend(highs, index, share)))
}

function drawLine(
  points: readonly CurvePoint[],
  places: readonly number[],
  draw: (column: number, value: number) => void,
): void {
  const scores = points.map((point) => point.score ?? 0)
  between(places, (column, index, share) => draw(column, blend(scores, index, share)))
}

/** Every column from the first place to the last, as a share of the way from one place to the next. */
function between(places: readonly number[], visit: (column: number, index: number, share: number) => void): void {
  for (const [index, from] of places.entries()) {
    const to = places[index + 1]
    for (let column = from; column < (to ?? from + 1); column++) {
      visit(column, index, to === undefined ? 0 : (column - from) / (to - from))
    }
  }
}

const blend = (values: readonly number[], index: number, share: number) =>
  (values[index] ?? 0) * (1 - share) + (values[index + 1] ?? 0) * share

function floor(
  places: readonly number[],
  columns: number,
  gutter: number,
  { corner, floor, mark }: Characters,
): string {
  const cells = Array<string>(columns).fill(floor)
  for (const place of places) cells[place] = mark
  return `${' '.repeat(gutter)}${corner}${cells.join('')}`
}

/** The first and the last step, and those between for which there is room. */
function stepLabels(points: readonly CurvePoint[], places: readonly number[], gutter: number, columns: number): string {
  const cells = Array<string>(gutter + 1 + columns).fill(' ')
  const last = points.length - 1
  const order = [0, last, ...points.keys()]
  for (const index of order) {
    const label = count(points[index]?.step ?? 0)
    const centre = gutter + 1 + (places[index] ?? 0)
    const start = Math.max(0, Math.min(cells.length - label.length, centre - Math.floor(label.length / 2)))
    const isFree = cells.slice(Math.max(0, start - 1), start + label.length + 1).every((cell) => cell === ' ')
    if (isFree) for (const [at, digit] of [...label].entries()) cells[start + at] = digit
  }
  return cells.join('').trimEnd()
}

function legend({ baseline, best, range }: Curve, signs: Characters, paint: Paint, isToScale: boolean): string {
  return [
    `${signs.point} score by step${isToScale ? '' : ' (evenly spaced)'}`,
    ...(best === undefined ? [] : [`${signs.best} best`]),
    `${signs.band} 95% interval`,
    ...(baseline?.score === undefined
      ? []
      : [`${paint('yellow', signs.base)} ${baseline.model} ${score(baseline.score, range)}`]),
  ].join('   ')
}
