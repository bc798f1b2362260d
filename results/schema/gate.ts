/** The gate's policy and its verdict: plain data, declared as in `schema.ts`. */
import { type Static, Type } from 'typebox'
import { Verdict } from './comparison.ts'
import * as t from './fields.ts'

export type Tier = Static<typeof Tier>
const Tier = t.literals('required', 'advisory')

const common = {
  tier: t.optional(Tier),
  minSamples: t.optional(t.positive('minimum number of pairs for a decision; default: 50 for a PASS')),
  maxUnscored: t.optional(t.Share),
}

/** Of one benchmark. Points are those of the tables: percentage points, or points of a rating. */
export type BenchmarkPolicy = Static<typeof BenchmarkPolicy>
export const BenchmarkPolicy = t.strict({
  margin: t.optional(t.amount('largest loss allowed, in points')),
  floor: t.optional(t.number('lowest score allowed, in percent or as a rating')),
  ...common,
})

/** `gate:` of the config file. */
export type GatePolicy = Static<typeof GatePolicy>
export const GatePolicy = t.strict({
  alpha: t.optional(Type.Number({ exclusiveMinimum: 0, maximum: 0.2, description: 'one-sided; default 0.05' })),
  inconclusive: t.optional(t.literals('fail', 'warn')),
  accept: t.optional(t.texts('names of checks that may fail, as --accept')),
  escalate: t.optional(
    Type.Array(t.Positive, {
      minItems: 2,
      description: 'answers to each sample by stage, more only while INCONCLUSIVE: 1, 2, 4',
    }),
  ),
  ...common,
  benchmarks: t.optional(t.byName(BenchmarkPolicy)),
  tasks: t.optional(t.byName(BenchmarkPolicy, 'the same for tasks of other tools, whose logs were imported')),
})

/** One look: a candidate's run, or several runs of one checkpoint together, compared with the baseline's. */
export type GateLook = Static<typeof GateLook>
export const GateLook = Type.Object({
  schemaVersion: t.Positive,
  at: t.text('UTC, ISO 8601'),
  key: t.text('equal for the same checkpoint, baseline and benchmark settings'),
  runs: t.text('the runs, the baseline’s first, separated by spaces'),
  sheets: t.optional(
    t.list(
      Type.Array(t.Text),
      'for each of these runs, a digest of the scores of each repeat: equal answers are the same look',
    ),
  ),
  standardError: t.optional(t.amount('of the difference, over all answers used')),
})

/** What more repeats could achieve. */
export type Outlook = Static<typeof Outlook>
export const Outlook = Type.Object({
  more: t.positive('additional answers to each sample, by each model that is asked again'),
  settled: t.share('chance that the gate then decides, if the true difference is N(0, margin/2)'),
  settledIfEqual: t.optional(t.share('the same, if the models are equal')),
  assumed: t.optional(t.flag('the luck share is assumed: no sample was answered twice')),
  floor: t.share('chance that it stays INCONCLUSIVE with any number of answers'),
  requests: t.Count,
  tokens: t.optional(t.Count),
  cost: t.optional(t.Amount),
})

/** The gate's decision on one candidate and one benchmark. Differences are candidate minus baseline, fractions 0–1. */
export type GateDecision = Static<typeof GateDecision>
export const GateDecision = Type.Object({
  benchmark: t.Text,
  baseline: t.text('label'),
  candidate: t.text('label'),
  run: t.optional(t.text('folder of the candidate’s run; absent without one')),
  tier: Tier,
  verdict: Verdict,
  worse: t.optional(t.flag('PASS, but significantly worse, within the margin')),
  ground: t.optional(t.text('the reason as a code: within-margin, wide, chance and others')),
  stage: t.optional(
    t.object('position in a plan of looks (--escalate, --early-stop)', {
      number: t.Positive,
      of: t.Positive,
    }),
  ),
  reason: t.text('one sentence'),
  failed: t.optional(t.texts('names of checks that failed')),
  accepted: t.optional(t.texts('names of checks that failed and were accepted')),
  advice: t.optional(t.text('what to do next, if anything')),
  outlook: t.optional(Outlook),
  range: t.optional(t.Interval),
  margin: t.optional(t.Amount),
  floor: t.optional(t.Numeric),
  alpha: t.number('one-sided, from the policy'),
  level: t.number('one-sided level of this look'),
  look: t.positive('number of the look at this checkpoint'),
  standardError: t.optional(t.amount('of delta; if nothing differs, as if one sample did')),
  delta: t.optional(t.Numeric),
  interval: t.optional(t.Interval),
  bounds: t.optional(
    t.limits(
      'interval with confidence 1 − 2·level: lower limit with every missing score at its worst, upper limit at its best',
    ),
  ),
  room: t.optional(
    t.object('how far the baseline is above chance', {
      chance: t.number('score of guessing'),
      low: t.number('lower limit of the baseline’s 95% interval'),
      allowed: t.amount('the largest margin that allows a PASS'),
    }),
  ),
  p: t.optional(t.share('one-sided, of "no worse"')),
  holmP: t.optional(t.Share),
  marginP: t.optional(t.share('one-sided, of "worse by the margin or more"; small for a PASS')),
})

/** All required benchmarks of one candidate together, in units of their margins. Changes no verdict. */
export type PooledDifference = Static<typeof PooledDifference>
export const PooledDifference = Type.Object({
  candidate: t.text('label'),
  benchmarks: Type.Array(t.Text),
  estimate: t.number('mean of difference/margin: −1 is a loss of the whole margin on each benchmark'),
  interval: t.Interval,
  p: t.share('one-sided, of "no worse overall"'),
})

/** The best of several candidates on one benchmark, by the measured difference. */
export type BestOfSeveral = Static<typeof BestOfSeveral>
export const BestOfSeveral = Type.Object({
  benchmark: t.Text,
  candidate: t.text('label'),
  candidates: Type.Integer({ minimum: 2 }),
  range: t.optional(t.Interval),
  delta: t.number('as measured'),
  byLuck: t.amount('how much better the best of that many equal models is measured'),
  corrected: t.number('estimate of its true delta, without the luck that made it the best'),
  level: t.number('alpha divided by the number of candidates, one-sided'),
  passes: t.boolean('whether the lower limit at that level is within the margin'),
})

/** The gate's verdict on all comparisons. */
export type GateVerdict = Static<typeof GateVerdict>
export const GateVerdict = Type.Object({
  schemaVersion: t.Positive,
  verdict: Verdict,
  exitCode: t.integer('0 passed, 3 incomplete, 10 regressed, 11 inconclusive, 12 incomparable'),
  reason: t.text('one sentence'),
  decisions: Type.Array(GateDecision),
  best: t.optional(t.list(BestOfSeveral, 'for each benchmark with several candidates')),
  pooled: t.optional(t.list(PooledDifference, 'for each candidate with several required benchmarks')),
})
