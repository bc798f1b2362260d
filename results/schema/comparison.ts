/** What a comparison says, as `--json` prints it and every report tells it: plain data, declared once as `schema.ts` does. */
import { type Static, Type } from 'typebox'
import { Count, Interval, literals, Range } from './schema.ts'

const P = Type.Number({ minimum: 0, maximum: 1, description: 'two-sided' })

/** What the gate says of one comparison, and of all of them. */
export type Verdict = Static<typeof Verdict>
export const Verdict = literals('PASS', 'REGRESSED', 'INCONCLUSIVE', 'INCOMPARABLE', 'INCOMPLETE')

/** A sample whose score changed. */
export type Flip = Static<typeof Flip>
export const Flip = Type.Object({
  id: Type.String(),
  direction: literals('gained', 'lost'),
  change: Type.String({
    description:
      'what became of the side with the lower score: truncated, timeout, empty, refused, no-answer, other-answer, what a ' +
      'program ended as; for ratings by how much, as −3',
  }),
  delta: Type.Number({ description: 'candidate minus baseline, each the mean over its repeats' }),
  before: Type.Optional(Type.String({ description: 'the baseline’s answer, where it is short' })),
  after: Type.Optional(Type.String({ description: 'the candidate’s answer, where it is short' })),
  stable: Type.Optional(
    Type.Boolean({ description: 'with repeats: every answer of one is better than every answer of the other' }),
  ),
})

/** How many samples show an oddity under one model and not under the other. */
export type Imbalance = Static<typeof Imbalance>
export const Imbalance = Type.Object({
  baseline: Count,
  candidate: Count,
  p: Type.Number({ minimum: 0, maximum: 1, description: 'McNemar’s exact test, paired' }),
})

/** A check of the replies, the model or the judge that failed: docs/gate-and-baselines.md has a table of all. */
export type FailedCheck = Static<typeof FailedCheck>
export const FailedCheck = Type.Object({
  check: Type.String({ description: 'its name' }),
  instead: literals('INCOMPARABLE', 'INCONCLUSIVE'),
  found: Type.String({ description: 'a sentence' }),
  accepted: Type.Optional(Type.Literal(true, { description: 'overruled by --accept or the config' })),
})

/** The same replies, read by another extraction rule. */
export type RuleGap = Static<typeof RuleGap>
export const RuleGap = Type.Object({
  baseline: Type.Number({ description: 'score' }),
  candidate: Type.Number({ description: 'score' }),
  delta: Type.Number(),
  gained: Count,
  lost: Count,
  p: P,
  read: Type.Optional(
    Type.Array(Type.Number({ minimum: 0, maximum: 1 }), {
      description:
        'share of replies in which an answer was found: by this rule in the baseline and the candidate, then by the headline’s',
    }),
  ),
  gapP: Type.Number({
    minimum: 0,
    maximum: 1,
    description: 'two-sided, of "by this rule the difference is what it is by the headline’s"',
  }),
})

/** One side of a comparison. */
export type Side = Static<typeof Side>
export const Side = Type.Object({
  run: Type.String({ description: 'its folder' }),
  earlier: Type.Optional(
    Type.Array(Type.String(), {
      description:
        'other runs of the same checkpoint, given to a gate or looked at before; their answers count as repeats',
    }),
  ),
  score: Type.Optional(Type.Number({ description: 'over all that is scored' })),
  interval: Type.Optional(Interval),
  unscored: Type.Integer({ minimum: 0, description: 'trials; those that are pending count as well' }),
})

/** The same two runs over the samples that training data is known not to hold. */
export type CleanComparison = Static<typeof CleanComparison>
export const CleanComparison = Type.Object({
  pairs: Type.Integer({ minimum: 1, description: 'samples that both runs have scored' }),
  baseline: Type.Number({ description: 'score' }),
  candidate: Type.Number({ description: 'score' }),
  delta: Type.Optional(Type.Number()),
  interval: Type.Optional(Interval),
  p: Type.Optional(P),
})

/** The same candidate beside a baseline that stays where it is. */
export type AnchorDifference = Static<typeof AnchorDifference>
export const AnchorDifference = Type.Object({
  model: Type.String({ description: 'label' }),
  startedAt: Type.String({ description: 'UTC, ISO 8601' }),
  pairs: Count,
  delta: Type.Optional(Type.Number()),
  interval: Type.Optional(Interval),
  p: Type.Optional(P),
})

/** Two runs of one benchmark, paired by sample. `delta` is candidate minus baseline. */
export type Comparison = Static<typeof Comparison>
export const Comparison = Type.Object({
  benchmark: Type.String(),
  protocol: Type.String({ description: 'of the candidate' }),
  baseline: Type.String({ description: 'label' }),
  candidate: Type.String({ description: 'label' }),
  before: Side,
  after: Side,
  range: Type.Optional(Range),
  pairs: Type.Integer({ minimum: 0, description: 'samples that both runs have scored' }),
  unpaired: Type.Integer({ minimum: 0, description: 'samples that were not scored in both' }),
  delta: Type.Optional(Type.Number({ description: 'absent without pairs' })),
  interval: Type.Optional(Interval),
  intervalMethod: Type.Optional(Type.String()),
  p: Type.Optional(P),
  test: Type.Optional(Type.String()),
  holmP: Type.Optional(
    Type.Number({
      minimum: 0,
      maximum: 1,
      description: 'p, adjusted for all comparisons of one table; absent for one',
    }),
  ),
  holmInterval: Type.Optional(
    Type.Tuple([Type.Number(), Type.Number()], {
      description: 'interval with the error of holmP: 5% over all comparisons of one table; absent for one',
    }),
  ),
  bounds: Type.Optional(
    Type.Tuple([Type.Number(), Type.Number()], {
      description: 'delta with every missing score at its worst, and at its best, for the candidate',
    }),
  ),
  gained: Type.Integer({
    minimum: 0,
    description:
      'samples with the higher score in the candidate; with repeats, as many as of one answer each are expected',
  }),
  lost: Type.Integer({ minimum: 0, description: 'samples with the higher score in the baseline; likewise' }),
  flips: Type.Array(Flip, { description: 'in sample order' }),
  unscored: Type.Optional(Imbalance),
  truncated: Type.Optional(Imbalance),
  checks: Type.Optional(Type.Array(FailedCheck, { description: 'checks that failed, the gravest first' })),
  rules: Type.Optional(Type.Record(Type.String(), RuleGap, { description: 'rules other than the headline’s' })),
  contaminated: Type.Optional(
    Type.Object(
      {
        samples: Type.Integer({ minimum: 0, description: 'that overlap with training data, by the report' }),
        without: Type.Optional(CleanComparison),
      },
      { description: 'where --exclude-contaminated has a report on this benchmark' },
    ),
  ),
  anchor: Type.Optional(AnchorDifference),
  allowed: Type.Optional(
    Type.Array(Type.String(), { description: 'hard fields that differ, which --allow-different overruled, in words' }),
  ),
  notes: Type.Array(Type.String(), { description: 'soft differences and doubts, in words' }),
  verdict: Type.Optional(Verdict),
})
