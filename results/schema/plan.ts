/** What `plan --json` and `noise --json` print: plain data, declared as in `schema.ts`. Chances are 0–1. */
import { type Static, Type } from 'typebox'
import * as t from './fields.ts'

/** Requests, tokens, cost and time. */
export type Expense = Static<typeof Expense>
const Expense = Type.Object({
  requests: t.Count,
  judgeRequests: t.Count,
  inputTokens: t.count('of prompts; the judges’ if known'),
  outputTokens: t.optional(t.count('absent if replies are not limited')),
  atMost: t.boolean('replies are counted at their maximum length'),
  cost: t.optional(t.amount('of models and judges; absent if a price or token count is unknown')),
  judgeCost: t.optional(t.amount('of the judges, as part of cost')),
  currency: t.optional(t.text('of the cost')),
  timeMs: t.amount('at this concurrency and latency'),
})

/** Statistical power of a gate and a comparison, in units of the score. */
export type Sensitivity = Static<typeof Sensitivity>
const Sensitivity = Type.Object({
  pass: t.share('that an equal model passes'),
  caughtLoss: t.amount('the loss that is REGRESSED with a chance of 80%'),
  detectable: t.amount('the difference that a comparison detects at p < 0.05 with a chance of 80%'),
  questionsNeeded: t.optional(
    t.positive('at these repeats, for an equal model to pass with 80%; absent if it does, or there are not that many'),
  ),
  repeatsNeeded: t.optional(t.positive('of these questions, likewise')),
})

export type BenchmarkPlan = Static<typeof BenchmarkPlan>
const BenchmarkPlan = Type.Object({
  benchmark: t.Text,
  protocol: t.Text,
  samples: t.Count,
  repeats: t.Positive,
  range: t.optional(t.Range),
  margin: t.Amount,
  alpha: t.number('one-sided'),
  tier: t.literals('required', 'advisory'),
  ...Sensitivity.properties,
  ...Expense.properties,
  greedy: t.optional(t.flag('every repeat gives the same reply')),
  basis: t.text('how much equal models differ, and whether that was measured or assumed'),
})

/** A design of the gate, its power and its cost. */
export type DesignPlan = Static<typeof DesignPlan>
const DesignPlan = Type.Object({
  name: t.literals('single', 'A', 'B', 'A+B', 'C'),
  passAll: t.share('that an equal model passes all required benchmarks'),
  requests: t.count('expected for one gate of an equal model, without judges’'),
  once: t.optional(t.count('requests for the stored baseline, shared by all gates')),
  benchmarks: Type.Array(
    Type.Object({ benchmark: t.Text, pass: t.share('that an equal model passes'), requests: t.Count }),
  ),
})

export type Plan = Static<typeof Plan>
const Plan = Type.Object({
  benchmarks: Type.Array(BenchmarkPlan),
  models: t.texts('labels'),
  judges: t.texts('labels'),
  concurrency: t.Positive,
  latencyMs: t.amount('of one reply, if not measured'),
  total: Expense,
  passAll: t.optional(t.share('that an equal model passes all required benchmarks; absent if none is required')),
  designs: t.optional(t.list(DesignPlan, 'of the required benchmarks’ gates')),
  power: t.optional(t.share('required of a design')),
  cheapest: t.optional(t.text('of the designs with that power; absent if none has it')),
  unpriced: t.texts('models and judges without a price'),
})

/** The whole document. */
export const PlanFacts = Type.Object({
  schemaVersion: t.Positive,
  plan: Plan,
  servers: t.optional(
    Type.Array(
      Type.Object({
        models: t.texts('labels of the models that it serves'),
        command: t.text('PORT stands for a free port'),
        count: t.positive('servers side by side, one for each group of GPUs'),
      }),
      { description: 'that evalkit would start for checkpoints; one after the other, where they share GPUs' },
    ),
  ),
})

/** How much one model's answers to the same samples vary, as `noise --json` prints it. */
export type ModelNoise = Static<typeof ModelNoise>
export const ModelNoise = Type.Object({
  benchmark: t.Text,
  protocol: t.Text,
  model: t.text('label'),
  range: t.optional(t.Range),
  temperature: t.optional(t.Amount),
  samples: t.positive('with at least two scored answers'),
  answers: Type.Integer({ minimum: 2, description: 'scored, to these samples' }),
  texts: t.optional(t.share('chance that two replies to one sample differ in any character; absent if none is stored')),
  scores: t.share('chance that two answers to one sample score differently'),
  unsteady: t.share('share of samples whose answers score differently'),
  variance: t.amount('of the score of one answer to one sample'),
  scoreDeviation: t.amount(
    'standard deviation of the benchmark’s score from run to run, one answer to each of these samples',
  ),
  luck: t.share('share of this noise in the usual variance of the difference of two checkpoints'),
  rightCounts: t.optional(
    t.list(t.Count, 'entry c counts samples with exactly c right answers; 0/1 scores, equal numbers of answers'),
  ),
  cached: t.count('replies from the response cache, which say nothing about the server'),
})
