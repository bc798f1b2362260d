/** A comparison as `--json` prints it and every report shows it: plain data, declared as in `schema.ts`. */
import { type Static, Type } from 'typebox'
import * as t from './fields.ts'

const P = t.share('two-sided')

/** The gate's verdict on one comparison, and on all of them. */
export type Verdict = Static<typeof Verdict>
export const Verdict = t.literals('PASS', 'REGRESSED', 'INCONCLUSIVE', 'INCOMPARABLE', 'INCOMPLETE')

/** A sample whose score changed. */
export type Flip = Static<typeof Flip>
export const Flip = Type.Object({
  id: t.Text,
  direction: t.literals('gained', 'lost'),
  change: t.text(
    'outcome of the side with the lower score: truncated, timeout, empty, refused, no-answer, other-answer, or a ' +
      'program’s outcome; for ratings the difference, as −3',
  ),
  delta: t.number('candidate minus baseline, each the mean over its repeats'),
  before: t.optional(t.text('the baseline’s answer, if short')),
  after: t.optional(t.text('the candidate’s answer, if short')),
  stable: t.optional(t.boolean('with repeats: every answer of one model is better than every answer of the other')),
})

/** How many samples have a property, such as being truncated, under each model. */
export type Imbalance = Static<typeof Imbalance>
export const Imbalance = Type.Object({
  baseline: t.Count,
  candidate: t.Count,
  p: t.share('McNemar’s exact test, paired'),
})

/** A failed check of the replies, the model or the judge; docs/gate-and-baselines.md lists all checks. */
export type FailedCheck = Static<typeof FailedCheck>
export const FailedCheck = Type.Object({
  check: t.text('its name'),
  instead: t.literals('INCOMPARABLE', 'INCONCLUSIVE'),
  found: t.text('a sentence'),
  accepted: t.optional(t.flag('accepted by --accept or the config')),
})

/** The comparison by another extraction rule, on the same replies. */
export type RuleGap = Static<typeof RuleGap>
export const RuleGap = Type.Object({
  baseline: t.number('score'),
  candidate: t.number('score'),
  delta: t.Numeric,
  gained: t.Count,
  lost: t.Count,
  p: P,
  read: t.optional(
    t.list(
      t.Share,
      'share of replies with an answer: by this rule for baseline and candidate, then by the headline rule',
    ),
  ),
  gapP: t.share('two-sided, of "this rule and the headline rule show the same difference"'),
})

/** One side of a comparison. */
export type Side = Static<typeof Side>
export const Side = Type.Object({
  run: t.text('its folder'),
  earlier: t.optional(
    t.texts('other runs of the same checkpoint, given to the gate or gated before; their answers count as repeats'),
  ),
  score: t.optional(t.number('over all scored trials')),
  interval: t.optional(t.Interval),
  unscored: t.count('unscored and pending trials'),
})

/** The same two runs over the samples that do not overlap with training data. */
export type CleanComparison = Static<typeof CleanComparison>
export const CleanComparison = Type.Object({
  pairs: t.positive('samples scored in both runs'),
  baseline: t.number('score'),
  candidate: t.number('score'),
  delta: t.optional(t.Numeric),
  interval: t.optional(t.Interval),
  p: t.optional(P),
})

/** The same candidate compared with the anchor, a baseline that is not updated. */
export type AnchorDifference = Static<typeof AnchorDifference>
export const AnchorDifference = Type.Object({
  model: t.text('label'),
  startedAt: t.text('UTC, ISO 8601'),
  pairs: t.Count,
  delta: t.optional(t.Numeric),
  interval: t.optional(t.Interval),
  p: t.optional(P),
})

/** Two runs of one benchmark, paired by sample. `delta` is candidate minus baseline. */
/** The comparison within one group of samples. */
export type GroupGap = Static<typeof GroupGap>
export const GroupGap = Type.Object({
  n: t.Count,
  baseline: t.Numeric,
  candidate: t.Numeric,
  delta: t.Numeric,
  interval: t.optional(t.Interval),
  p: P,
  holmP: t.share('p, adjusted for all groups of the table (Holm)'),
})

export type Comparison = Static<typeof Comparison>
export const Comparison = Type.Object({
  benchmark: t.Text,
  protocol: t.text('of the candidate'),
  baseline: t.text('label'),
  candidate: t.text('label'),
  before: Side,
  after: Side,
  range: t.optional(t.Range),
  pairs: t.count('samples scored in both runs'),
  unpaired: t.count('samples not scored in both runs'),
  delta: t.optional(t.number('absent without pairs')),
  interval: t.optional(t.Interval),
  intervalMethod: t.optional(t.Text),
  p: t.optional(P),
  test: t.optional(t.Text),
  holmP: t.optional(t.share('p, adjusted for all comparisons of the table (Holm); absent if there is only one')),
  holmInterval: t.optional(
    t.limits('interval with an error of 5% over all comparisons of the table; absent if there is only one'),
  ),
  bounds: t.optional(t.limits('delta with every missing score at its worst and at its best for the candidate')),
  gained: t.count(
    'samples with the higher score in the candidate; with repeats, the expected number for one answer each',
  ),
  lost: t.count('samples with the higher score in the baseline, counted likewise'),
  flips: t.list(Flip, 'in sample order'),
  unscored: t.optional(Imbalance),
  truncated: t.optional(Imbalance),
  checks: t.optional(t.list(FailedCheck, 'checks that failed, most severe first')),
  rules: t.optional(t.byName(RuleGap, 'by extraction rule, without the headline rule')),
  areas: t.optional(t.byName(GroupGap, 'of several groups')),
  groups: t.optional(t.byName(GroupGap, 'by category or subject')),
  turns: t.optional(t.byName(GroupGap, 'by turn, of ratings')),
  dimensions: t.optional(t.byName(GroupGap, 'ratings of single dimensions by the judges')),
  contaminated: t.optional(
    t.object('if --exclude-contaminated names a report on this benchmark', {
      samples: t.count('samples that overlap with training data'),
      without: t.optional(CleanComparison),
    }),
  ),
  anchor: t.optional(AnchorDifference),
  allowed: t.optional(t.texts('hard fields that differ and that --allow-different accepts, in words')),
  notes: t.texts('soft differences and caveats, in words'),
  verdict: t.optional(Verdict),
})
