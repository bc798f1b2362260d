/** Curves as CSV: a row for each benchmark, series and step. */
import type { CurveFacts, StepDifference } from '../../schema/curve.ts'
import { csvText } from './csv.ts'

const DIFFERENCE = ['delta', 'low', 'high', 'p', 'p_holm', 'gained', 'lost']

const HEAD = [
  ...['benchmark', 'protocol', 'series', 'step', 'model', 'score', 'low', 'high', 'n', 'unscored', 'repeats'],
  ...DIFFERENCE.map((name) => `${name}_from_step_before`),
  'baseline',
  ...DIFFERENCE.map((name) => `${name}_from_baseline`),
  ...['is_best', 'corrected_score', 'corrected_low', 'corrected_high', 'runs'],
]

export function curvesCsv({ curves }: CurveFacts): string {
  const rows = curves.flatMap(({ benchmark, protocol, series, points, changes, baseline, best }) =>
    points.map(({ step, model, score, interval, n, unscored, repeats, toBaseline, runs }) => {
      const chosen = step === best?.step ? best : undefined
      return [
        ...[benchmark, protocol, series, step, model, score, interval?.[0], interval?.[1], n, unscored, repeats],
        ...cells(changes.find(({ to }) => to === step)),
        baseline?.model,
        ...cells(toBaseline),
        ...[chosen ? 1 : 0, chosen?.corrected, chosen?.correctedInterval?.[0], chosen?.correctedInterval?.[1]],
        runs.join(' '),
      ]
    }),
  )
  return csvText([HEAD, ...rows])
}

function cells(difference: StepDifference | undefined): (number | undefined)[] {
  if (difference === undefined) return DIFFERENCE.map(() => undefined)
  const { delta, interval, p, holmP, gained, lost } = difference
  return [delta, interval?.[0], interval?.[1], p, holmP, gained, lost]
}
