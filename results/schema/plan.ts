/** What `plan --json` prints: plain data, declared once as `schema.ts` does. Shares and chances are 0–1. */
import { type Static, Type } from 'typebox'
import { Count, literals, Range } from './schema.ts'

const Chance = (description: string) => Type.Number({ minimum: 0, maximum: 1, description })
const Amount = (description: string) => Type.Number({ minimum: 0, description })

/** What something takes. */
export type Expense = Static<typeof Expense>
const Expense = Type.Object({
  requests: Count,
  judgeRequests: Count,
  inputTokens: Type.Integer({ minimum: 0, description: 'of prompts; the judges’ where they are known' }),
  outputTokens: Type.Optional(Type.Integer({ minimum: 0, description: 'absent where nothing limits a reply' })),
  atMost: Type.Boolean({ description: 'replies are counted as long as they may be' }),
  cost: Type.Optional(Amount('of models and judges; absent where a price or a number of tokens is unknown')),
  judgeCost: Type.Optional(Amount('of the judges, as part of cost')),
  currency: Type.Optional(Type.String({ description: 'of the cost' })),
  timeMs: Amount('at that concurrency and latency'),
})

/** What a gate and a comparison can see, in units of the score. */
export type Sensitivity = Static<typeof Sensitivity>
const Sensitivity = Type.Object({
  pass: Chance('that an equal model passes'),
  caughtLoss: Amount('the loss that is called REGRESSED with a chance of 80 %'),
  detectable: Amount('the difference that a comparison finds at p < 0.05 with a chance of 80 %'),
  questionsNeeded: Type.Optional(
    Type.Integer({
      minimum: 1,
      description:
        'at these repeats, for an equal model to pass with 80 %; absent where it does, or there are not so many',
    }),
  ),
  repeatsNeeded: Type.Optional(Type.Integer({ minimum: 1, description: 'of these questions, likewise' })),
})

export type BenchmarkPlan = Static<typeof BenchmarkPlan>
const BenchmarkPlan = Type.Object({
  benchmark: Type.String(),
  protocol: Type.String(),
  samples: Count,
  repeats: Type.Integer({ minimum: 1 }),
  range: Type.Optional(Range),
  margin: Type.Number({ minimum: 0 }),
  alpha: Type.Number({ description: 'one-sided' }),
  tier: literals('required', 'advisory'),
  ...Sensitivity.properties,
  ...Expense.properties,
  greedy: Type.Optional(Type.Literal(true, { description: 'the same reply comes again each time' })),
  basis: Type.String({ description: 'how much equal models differ, in words, and whether it was measured or assumed' }),
})

/** A way to gate, and what it would come to. */
export type DesignPlan = Static<typeof DesignPlan>
const DesignPlan = Type.Object({
  name: literals('single', 'A', 'B', 'A+B', 'C'),
  passAll: Chance('that an equal model passes all that is required'),
  requests: Type.Integer({ minimum: 0, description: 'expected for one gate of an equal model; judges’ not counted' }),
  once: Type.Optional(
    Type.Integer({ minimum: 0, description: 'requests for the stored baseline, once for all gates' }),
  ),
  benchmarks: Type.Array(
    Type.Object({ benchmark: Type.String(), pass: Chance('that an equal model passes'), requests: Count }),
  ),
})

export type Plan = Static<typeof Plan>
const Plan = Type.Object({
  benchmarks: Type.Array(BenchmarkPlan),
  models: Type.Array(Type.String(), { description: 'labels of what is asked' }),
  judges: Type.Array(Type.String(), { description: 'labels' }),
  concurrency: Type.Integer({ minimum: 1 }),
  latencyMs: Amount('of one reply, where it was not measured'),
  total: Expense,
  passAll: Type.Optional(Chance('that an equal model passes all that is required; absent where nothing is')),
  designs: Type.Optional(Type.Array(DesignPlan, { description: 'of the required benchmarks’ gates' })),
  power: Type.Optional(Chance('asked of a design')),
  cheapest: Type.Optional(Type.String({ description: 'of the designs with that power; absent where none has it' })),
  unpriced: Type.Array(Type.String(), { description: 'models and judges without a price' }),
})

/** The whole document. */
export const PlanFacts = Type.Object({ schemaVersion: Type.Integer({ minimum: 1 }), plan: Plan })

/** How much one model's answers to the same samples vary by themselves, as `noise --json` prints it. */
export type ModelNoise = Static<typeof ModelNoise>
export const ModelNoise = Type.Object({
  benchmark: Type.String(),
  protocol: Type.String(),
  model: Type.String({ description: 'label' }),
  range: Type.Optional(Range),
  temperature: Type.Optional(Type.Number({ minimum: 0 })),
  samples: Type.Integer({ minimum: 1, description: 'with two scored answers or more' }),
  answers: Type.Integer({ minimum: 2, description: 'scored, to these samples' }),
  texts: Type.Optional(
    Chance('chance that two replies to one sample differ in any character; absent where none is kept'),
  ),
  scores: Chance('chance that two answers to one sample score differently'),
  unsteady: Chance('samples of whose answers some score differently'),
  variance: Type.Number({ minimum: 0, description: 'of the score of one answer to one sample' }),
  scoreDeviation: Type.Number({
    minimum: 0,
    description: 'standard deviation of the benchmark’s score from run to run, one answer to each of these samples',
  }),
  luck: Chance('of the variance that the difference of two checkpoints usually has, the part that is this noise'),
  rightCounts: Type.Optional(
    Type.Array(Count, {
      description: 'entry c counts samples of whose answers exactly c were right; 0/1 scores, as many answers each',
    }),
  ),
  cached: Type.Integer({ minimum: 0, description: 'replies kept from earlier runs, which tell nothing of the server' }),
})
