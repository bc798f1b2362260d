/** The score over the steps of a training run, as `evalkit curve --json` prints it: plain data, declared as in `schema.ts`. */
import { type Static, Type } from 'typebox'
import * as t from './fields.ts'

/** The candidate minus an earlier step or the baseline, paired by sample. */
export type StepDifference = Static<typeof StepDifference>
export const StepDifference = Type.Object({
  pairs: t.count('samples scored in both'),
  delta: t.optional(t.number('absent without pairs')),
  interval: t.optional(t.Interval),
  p: t.optional(t.share('two-sided')),
  holmP: t.optional(t.share('p, adjusted for all such differences of the curve (Holm); absent if there is only one')),
  holmInterval: t.optional(
    t.limits('interval with an error of 5% over all such differences of the curve; absent if there is only one'),
  ),
  gained: t.count('samples with the higher score; with repeats, the expected number for one answer each'),
  lost: t.count('samples with the lower score, counted likewise'),
})

export type CurvePoint = Static<typeof CurvePoint>
export const CurvePoint = Type.Object({
  step: t.count('training step'),
  model: t.text('label'),
  runs: t.texts('folders; the answers of several runs count as repeats'),
  source: t.optional(t.literals('flag', 'label', 'version', 'name', 'weights')),
  score: t.optional(t.number('absent when nothing was scored')),
  interval: t.optional(t.Interval),
  n: t.count('samples with a score'),
  unscored: t.count('unscored and pending trials'),
  repeats: t.positive('answers to each sample'),
  toBaseline: t.optional(StepDifference),
})

/** From one step to the next. */
export type StepChange = Static<typeof StepChange>
export const StepChange = Type.Object({
  from: t.count('step'),
  to: t.count('step'),
  ...StepDifference.properties,
  learned: t.texts('ids of samples with a higher score at the later step'),
  forgotten: t.texts('ids of samples with a lower score at the later step'),
})

/** What became of each sample along the way. A sample is right where more than half of its answers are. */
export type SampleHistory = Static<typeof SampleHistory>
export const SampleHistory = Type.Object({
  n: t.count('samples scored at every step'),
  always: t.count('right at every step'),
  never: t.count('right at no step'),
  learned: t.texts('ids: wrong at first, right from some step on'),
  forgotten: t.texts('ids: right at first, wrong from some step on'),
  unsteady: t.texts('ids: changed sides more than once'),
})

export type BestCheckpoint = Static<typeof BestCheckpoint>
export const BestCheckpoint = Type.Object({
  step: t.count('the first with the highest score, of those measured as a whole'),
  model: t.text('label'),
  runs: t.texts('folders'),
  of: t.positive('steps that it is the best of'),
  score: t.number('as measured'),
  corrected: t.number('estimate of its true score, without the luck that made it the best'),
  correctedInterval: t.optional(t.limits('95%, of the corrected score; absent without an interval of the score')),
  standardError: t.amount('of a score, of the luck that is its own and not common to all steps'),
  advice: t.optional(t.text('how to measure it again, by other samples or other answers')),
  command: t.optional(t.text('the command for that')),
})

/** A step that is significantly below an earlier one. */
export type Decline = Static<typeof Decline>
export const Decline = Type.Object({
  step: t.count('the later step'),
  below: t.count('the earlier step'),
  delta: t.number('below 0'),
  interval: t.optional(t.limits('with an error of 5% over all pairs of steps (Bonferroni)')),
  holmP: t.share('adjusted for all pairs of steps (Holm)'),
  lasts: t.optional(t.flag('no later step is out of it: the last step is below that earlier one as well')),
})

/** One benchmark over the steps of one series. */
export type Curve = Static<typeof Curve>
export const Curve = Type.Object({
  benchmark: t.Text,
  protocol: t.Text,
  metric: t.Text,
  asked: t.count('samples that the runs set out to ask'),
  size: t.count('samples of the whole benchmark'),
  series: t.optional(t.text('training run; absent if nothing names it')),
  facets: t.optional(t.texts('what tells it apart from other curves of the series, in words')),
  range: t.optional(t.Range),
  baseline: t.optional(
    t.object('what each step is compared with', {
      model: t.text('label'),
      run: t.text('its folder'),
      score: t.optional(t.Numeric),
      interval: t.optional(t.Interval),
    }),
  ),
  points: t.list(CurvePoint, 'at least two, by step'),
  changes: t.list(StepChange, 'from each step to the next'),
  samples: t.optional(SampleHistory),
  best: t.optional(BestCheckpoint),
  declines: t.list(Decline, 'the earlier step with the smallest p, for each later step'),
  notes: t.texts('caveats, in words'),
})

export type CurveFacts = Static<typeof CurveFacts>
export const CurveFacts = Type.Object({
  schemaVersion: t.Positive,
  curves: Type.Array(Curve),
  notes: t.texts('runs that were left out, and other caveats, in words'),
})
