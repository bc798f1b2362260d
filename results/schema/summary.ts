/** summary.json: a run in numbers. */
import { type Static, Type } from 'typebox'
import * as t from './fields.ts'
import { Usage } from './sample.ts'
import { OpeningTag } from './score.ts'

/** Scores by another extraction rule on the same replies. */
export type RuleSummary = Static<typeof RuleSummary>
export const RuleSummary = Type.Object({
  score: t.number('over the scored trials with a reading by this rule'),
  unanswered: t.Count,
  gained: t.count('right by this rule, wrong by the headline rule'),
  lost: t.count('wrong by this rule, right by the headline rule'),
})

/** Scores of the trials with the right option at one letter, and how often that letter was chosen. */
export type PositionSummary = Static<typeof PositionSummary>
export const PositionSummary = Type.Object({
  trials: t.Count,
  score: t.optional(t.number('mean over those trials; absent without trials')),
  chosen: t.number('share of all scored trials whose answer was this letter'),
})

/** Mean score of a group, such as a category. */
export type GroupSummary = Static<typeof GroupSummary>
export const GroupSummary = Type.Object({ score: t.Numeric, n: t.Count })

/** Share of the instructions of one kind that were followed. */
export type InstructionSummary = Static<typeof InstructionSummary>
export const InstructionSummary = Type.Object({ n: t.Count, strict: t.Share, loose: t.Share })

/** How far the ratings can be trusted. */
export type JudgeHealth = Static<typeof JudgeHealth>
export const JudgeHealth = Type.Object({
  verdicts: t.count('asked for: turns × judges × regrades'),
  readAtOnce: t.Count,
  readAfterRetries: t.count('parsed from a later reply'),
  unreadable: t.count('no reply had a rating'),
  conflicting: t.optional(t.positive('parsed, but the reply also states another rating')),
  tooLong: t.count('the prompt does not fit the judge'),
  noReply: t.count('no reply was received'),
  models: t.byName(Type.Array(t.Text), 'judge → the models that the API reported'),
  histogram: t.list(Type.Object({ rating: t.Numeric, verdicts: t.Count }), 'lowest rating first'),
  judges: t.optional(t.byName(GroupSummary, 'by judge, if there are several')),
  alpha: t.optional(t.number('Krippendorff’s alpha between judges: 1 perfect agreement, 0 chance')),
  spread: t.optional(
    t.object('components of the standard deviation of one rating; only if answers were rated twice', {
      judge: t.amount('between verdicts of one judge on one answer'),
      answer: t.optional(t.amount('between answers to one question')),
      question: t.optional(t.amount('between questions')),
    }),
  ),
  lengthCorrelation: t.optional(
    Type.Number({ minimum: -1, maximum: 1, description: 'Spearman’s, between an answer’s length and its rating' }),
  ),
  ties: t.optional(t.number('tie rate: chance that two random verdicts are equal')),
  tokens: Usage,
})

/** Matches of one model against another: each turn is judged twice, in both orders. */
export type MatchFacts = Static<typeof MatchFacts>
export const MatchFacts = Type.Object({
  wins: t.Count,
  ties: t.Count,
  losses: t.Count,
  dropped: t.count('without a parsed verdict in both orders'),
  winRate: t.optional(t.Share),
  adjustedWinRate: t.optional(t.share('a tie is half a win')),
  positionFlips: t.optional(t.share('matches whose winner changed with the order')),
})

/** summary.json: one run in numbers. `score` and `interval` are in the metric's own unit, fractions as 0–1. */
export type BenchmarkSummary = Static<typeof BenchmarkSummary>
export const BenchmarkSummary = Type.Object({
  schemaVersion: t.Positive,
  metric: t.Text,
  range: t.optional(t.Range),
  score: t.optional(t.number('absent when nothing was scored')),
  interval: t.optional(t.Interval),
  intervalMethod: t.optional(t.Text),
  n: t.count('samples with at least one scored repeat'),
  trials: t.count('scored trials'),
  pending: t.count('planned trials without a record'),
  correct: t.optional(t.count('0/1 scores, one repeat')),
  unscored: t.Count,
  unscoredReasons: t.byName(t.Count),
  unscoredCauses: t.optional(
    t.list(
      Type.Object({
        message: t.Text,
        hint: t.optional(t.Text),
        trials: t.positive('with this cause'),
        sample: t.text('an example'),
      }),
      'why trials have no score, most frequent first',
    ),
  ),
  endedBy: t.optional(
    t.object('what ended the run early; absent once it is complete', { message: t.Text, hint: t.optional(t.Text) }),
  ),
  unanswered: t.Count,
  truncated: t.Count,
  empty: t.Count,
  refused: t.Count,
  ranOn: t.optional(t.positive('replies that continued after their answer, and were cut there')),
  openingTag: t.optional(
    t.object('a tag at the start of at least a fifth of the replies that is not a known reasoning tag', {
      ...OpeningTag.properties,
      replies: t.Positive,
    }),
  ),
  leaked: t.optional(t.positive('replies that contain a token of the chat template')),
  loops: t.optional(t.positive('replies that end in a loop')),
  replyLength: t.optional(t.amount('median characters of a reply, reasoning included; within 0.5%')),
  metrics: t.optional(t.byName(t.Numeric, 'other metrics, such as pass@10')),
  matches: t.optional(MatchFacts),
  verdicts: t.optional(t.byName(t.Count, 'programs by outcome')),
  missingModules: t.optional(t.byName(t.Count, 'programs by the imported module that the sandbox lacks')),
  rules: t.optional(t.byName(RuleSummary)),
  vias: t.optional(t.byName(t.Count, 'by branch of the headline rule')),
  positions: t.optional(t.byName(PositionSummary, 'by letter of an option')),
  rightCounts: t.optional(
    t.list(
      t.Count,
      'with repeats and 0/1 scores: entry c counts the samples with exactly c right answers; only samples with all answers scored',
    ),
  ),
  allOrders: t.optional(t.number('with permutations: share of questions answered correctly in every order')),
  groups: t.optional(t.byName(GroupSummary)),
  areas: t.optional(t.byName(GroupSummary, 'of several groups, over their samples')),
  instructions: t.optional(t.byName(InstructionSummary, 'by kind, over scored trials')),
  dimensions: t.optional(t.byName(GroupSummary, 'a judge’s ratings of single dimensions')),
  judging: t.optional(JudgeHealth),
  servedModels: t.optional(t.byName(t.Count, 'replies by the model name that the server reported')),
  tokens: Usage,
  cost: t.optional(t.amount('of the tokens, if their price is known; cached replies cost nothing')),
  judgeCost: t.optional(t.amount('of the judges’ tokens, if all their prices are known; not part of `cost`')),
  currency: t.optional(t.text('of both')),
  cached: t.optional(t.positive('replies from the response cache')),
  latencyMs: t.optional(Type.Object({ median: t.Numeric, p95: t.Numeric })),
  firstTokenMs: t.optional(Type.Object({ median: t.Numeric, p95: t.Numeric })),
  wallMs: t.amount('time spent running, over all sessions'),
  samplesDigest: t.optional(
    t.text('of the lines of samples.jsonl: their SHA-256, combined by XOR; absent in runs of earlier versions'),
  ),
})
