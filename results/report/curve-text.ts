/** Curves for a terminal or a log of 100 columns, as text. */
import type { Curve, CurveFacts, StepDifference } from '../schema/curve.ts'
import { count, delta, deltaInterval, interval, pValue, score } from '../words/format.ts'
import { wrapped } from '../words/wrap.ts'
import { curvePlot, type PlotOptions } from './curve-plot.ts'
import { scoreScale } from './curve-scale.ts'
import {
  adviceOf,
  bestSentence,
  curveTitle,
  declineSentences,
  familySentence,
  historyIds,
  historySentence,
  isMarked,
  shownLimits,
} from './curve-words.ts'
import { drawTable, painter } from './layout.ts'

export interface CurveTextOptions extends Omit<PlotOptions, 'scale'> {
  /** All ids of samples that were learned and forgotten, instead of a few. */
  readonly verbose?: boolean
}

/** Ids in a terminal; all of them with --verbose, and in JSON. */
const IDS = 6

/** Curves of one benchmark share their scale of scores. */
export function curvesText({ curves, notes }: CurveFacts, options: CurveTextOptions = {}): string {
  const scales = new Map(
    [...Map.groupBy(curves, ({ benchmark }) => benchmark)].map(([name, those]) => [name, scoreScale(those)]),
  )
  const sections = curves.map((curve) => {
    const scale = scales.get(curve.benchmark)
    return curveText(curve, { ...options, ...(scale && { scale }) })
  })
  const rest = notes.flatMap((note) => wrapped(`- ${note}`, '', options))
  return [...sections, ...(rest.length === 0 ? [] : [rest.join('\n')])].join('\n\n\n')
}

function curveText(curve: Curve, options: CurveTextOptions & PlotOptions): string {
  const paint = painter(options.colour)
  const { advice, command } = adviceOf(curve)
  const sentences = (texts: readonly (string | undefined)[]) =>
    texts.flatMap((text) => (text === undefined ? [] : wrapped(text, '', options)))
  const blocks = [
    [paint('bold', curveTitle(curve)), '', ...curvePlot(curve, options)],
    [table(curve, options)],
    sentences([familySentence(curve)]),
    declineSentences(curve).flatMap((text) => wrapped(text, '', options).map((line) => paint('yellow', line))),
    [...sentences([bestSentence(curve), advice]), ...(command === undefined ? [] : ['', `  ${command}`])],
    [
      ...sentences([historySentence(curve)]),
      ...historyIds(curve, options.verbose ? Infinity : IDS).flatMap((line) => wrapped(line, '  ', options)),
    ],
    curve.notes.flatMap((note) => wrapped(`- ${note}`, '', options)),
  ]
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')
}

/** Columns to leave out on a narrow terminal: unscored, the interval and p of differences, learned, forgotten. */
function table(curve: Curve, options: CurveTextOptions): string {
  const { points, changes, baseline, best, range } = curve
  const paint = painter(options.colour)
  const isMissing = points.some(({ unscored }) => unscored > 0)
  const against = baseline === undefined ? [] : [`Δ to\n${baseline.model}`, 'p']
  const head = [
    'step',
    'score',
    '95% interval',
    ...against,
    'Δ to\nbefore',
    '95% interval',
    'p',
    'learned',
    'forgotten',
  ]
  const coloured = (difference: StepDifference | undefined) => {
    if (difference?.delta === undefined) return '–'
    const text = `${delta(difference.delta, range)}${isMarked(difference) ? ' *' : ''}`
    return isMarked(difference) ? paint(difference.delta > 0 ? 'green' : 'red', text) : text
  }
  const intervalOf = (difference: StepDifference | undefined) => {
    const limits = difference && shownLimits(difference)
    return limits === undefined ? '' : deltaInterval(limits, range)
  }
  const pOf = ({ p, holmP = p }: StepDifference) => (holmP === undefined ? '–' : pValue(holmP))
  const rows = points.map((point) => {
    const step = changes.find(({ to }) => to === point.step)
    const { toBaseline } = point
    return [
      `${count(point.step)}${point.step === best?.step ? ` ${options.ascii ? '*' : '◆'}` : ''}`,
      point.score === undefined ? '–' : score(point.score, range),
      point.interval === undefined ? '–' : interval(point.interval, range),
      ...(baseline === undefined ? [] : [coloured(toBaseline), toBaseline === undefined ? '–' : pOf(toBaseline)]),
      step === undefined ? '' : coloured(step),
      intervalOf(step),
      step === undefined ? '' : pOf(step),
      step === undefined ? '' : count(step.gained),
      step === undefined ? '' : count(step.lost),
      ...(isMissing ? [point.unscored === 0 ? '0' : paint('yellow', count(point.unscored))] : []),
    ]
  })
  const columns = [...head, ...(isMissing ? ['unscored'] : [])]
  const first = head.indexOf('Δ to\nbefore')
  const drop = [...(baseline === undefined ? [] : [4]), first + 2, first + 1, first + 4, first + 3]
  return drawTable(columns, rows, ['left', ...Array(columns.length - 1).fill('right')], { ...options, drop })
}
