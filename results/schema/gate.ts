/** What a gate goes by and what it says: plain data, declared once as `schema.ts` does. */
import { type Static, Type } from 'typebox'
import { Verdict } from './comparison.ts'
import { Count, Interval, literals } from './schema.ts'

const strict = { additionalProperties: false } as const
const Share = Type.Number({ minimum: 0, maximum: 1 })

export type Tier = Static<typeof Tier>
const Tier = literals('required', 'advisory')

const limits = {
  tier: Type.Optional(Tier),
  minSamples: Type.Optional(
    Type.Integer({ minimum: 1, description: 'pairs without which nothing is decided; default: 50 for a PASS' }),
  ),
  maxUnscored: Type.Optional(Share),
}

/** Of one benchmark. Points are those of the tables: percentage points, or points of a rating. */
export type BenchmarkPolicy = Static<typeof BenchmarkPolicy>
export const BenchmarkPolicy = Type.Object(
  {
    margin: Type.Optional(Type.Number({ minimum: 0, description: 'how much worse is put up with, in points' })),
    floor: Type.Optional(Type.Number({ description: 'the lowest score put up with, in percent or as a rating' })),
    ...limits,
  },
  strict,
)

/** `gate:` of the config file. */
export type GatePolicy = Static<typeof GatePolicy>
export const GatePolicy = Type.Object(
  {
    alpha: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 0.2, description: 'one-sided; default 0.05' })),
    inconclusive: Type.Optional(literals('fail', 'warn')),
    accept: Type.Optional(Type.Array(Type.String(), { description: 'names of checks that may fail, as --accept' })),
    escalate: Type.Optional(
      Type.Array(Type.Integer({ minimum: 1 }), {
        minItems: 2,
        description: 'answers to each sample by stage, more only where it is INCONCLUSIVE: 1, 2, 4',
      }),
    ),
    ...limits,
    benchmarks: Type.Optional(Type.Record(Type.String(), BenchmarkPolicy)),
  },
  strict,
)

/** One look: a candidate's run, or several of one checkpoint together, held against a baseline's. */
export type GateLook = Static<typeof GateLook>
export const GateLook = Type.Object({
  schemaVersion: Type.Integer({ minimum: 1 }),
  at: Type.String({ description: 'UTC, ISO 8601' }),
  key: Type.String({
    description: 'equal keys are the same checkpoint against the same baseline, by the same measure',
  }),
  runs: Type.String({ description: 'the runs, the baseline’s first, separated by spaces' }),
  sheets: Type.Optional(
    Type.Array(Type.Array(Type.String()), {
      description: 'of each of these runs, a digest of the scores of each repeat: the same answers are the same look',
    }),
  ),
  standardError: Type.Optional(
    Type.Number({ minimum: 0, description: 'of the difference, over all answers that counted' }),
  ),
})

/** What more repeats could bring. */
export type Outlook = Static<typeof Outlook>
export const Outlook = Type.Object({
  more: Type.Integer({ minimum: 1, description: 'answers to ask of each sample, by each model that is asked again' }),
  settled: Type.Number({
    minimum: 0,
    maximum: 1,
    description: 'chance that the gate then decides, if the models differ by N(0, margin/2)',
  }),
  settledIfEqual: Type.Optional(Type.Number({ minimum: 0, maximum: 1, description: 'the same, if they are equal' })),
  assumed: Type.Optional(Type.Literal(true, { description: 'the share of luck is assumed: nothing was asked twice' })),
  floor: Type.Number({ minimum: 0, maximum: 1, description: 'chance that it stays open however often they are asked' }),
  requests: Count,
  tokens: Type.Optional(Count),
  cost: Type.Optional(Type.Number({ minimum: 0 })),
})

/** What the gate says of one candidate on one benchmark. Differences are candidate minus baseline, shares as 0–1. */
export type GateDecision = Static<typeof GateDecision>
export const GateDecision = Type.Object({
  benchmark: Type.String(),
  baseline: Type.String({ description: 'label' }),
  candidate: Type.String({ description: 'label' }),
  run: Type.Optional(Type.String({ description: 'folder of the candidate’s run; absent where there is none' })),
  tier: Tier,
  verdict: Verdict,
  worse: Type.Optional(Type.Literal(true, { description: 'PASS, but significantly worse: within the margin' })),
  ground: Type.Optional(Type.String({ description: 'the reason in a word: within-margin, wide, chance and others' })),
  stage: Type.Optional(
    Type.Object(
      { number: Type.Integer({ minimum: 1 }), of: Type.Integer({ minimum: 1 }) },
      { description: 'where the run stands in a plan of looks (--escalate, --early-stop)' },
    ),
  ),
  reason: Type.String({ description: 'one sentence' }),
  failed: Type.Optional(Type.Array(Type.String(), { description: 'names of checks that failed' })),
  accepted: Type.Optional(Type.Array(Type.String(), { description: 'names of checks that failed, and were accepted' })),
  advice: Type.Optional(Type.String({ description: 'what to do next, where something is left to do' })),
  outlook: Type.Optional(Outlook),
  range: Type.Optional(Interval),
  margin: Type.Optional(Type.Number({ minimum: 0 })),
  floor: Type.Optional(Type.Number()),
  alpha: Type.Number({ description: 'one-sided, as the policy says' }),
  level: Type.Number({ description: 'alpha as it holds for this look' }),
  look: Type.Integer({ minimum: 1, description: 'which look at this checkpoint it is' }),
  standardError: Type.Optional(
    Type.Number({ minimum: 0, description: 'of delta; where nothing differs, as if one sample did' }),
  ),
  delta: Type.Optional(Type.Number()),
  interval: Type.Optional(Interval),
  bounds: Type.Optional(
    Type.Tuple([Type.Number(), Type.Number()], {
      description:
        'of the interval with confidence 1 − 2·level, the lower with every missing score at its worst, the upper at its best',
    }),
  ),
  room: Type.Optional(
    Type.Object(
      {
        chance: Type.Number({ description: 'what guessing scores' }),
        low: Type.Number({ description: 'lower limit of the baseline’s 95% interval' }),
        allowed: Type.Number({ minimum: 0, description: 'the largest margin under which PASS is possible' }),
      },
      { description: 'what the baseline has to lose' },
    ),
  ),
  p: Type.Optional(Type.Number({ minimum: 0, maximum: 1, description: 'one-sided, of "no worse"' })),
  holmP: Type.Optional(Share),
  marginP: Type.Optional(
    Type.Number({
      minimum: 0,
      maximum: 1,
      description: 'one-sided, of "worse by the margin or more"; small where it passes',
    }),
  ),
})

/** All required benchmarks of one candidate together, in units of their margins; beside the verdicts, not one of them. */
export type PooledDifference = Static<typeof PooledDifference>
export const PooledDifference = Type.Object({
  candidate: Type.String({ description: 'label' }),
  benchmarks: Type.Array(Type.String()),
  estimate: Type.Number({ description: 'mean of difference/margin: −1 is a loss of a whole margin on each of them' }),
  interval: Interval,
  p: Type.Number({ minimum: 0, maximum: 1, description: 'one-sided, of "no worse on the whole"' }),
})

/** The best of several candidates on one benchmark, by the measured difference. */
export type BestOfSeveral = Static<typeof BestOfSeveral>
export const BestOfSeveral = Type.Object({
  benchmark: Type.String(),
  candidate: Type.String({ description: 'label' }),
  candidates: Type.Integer({ minimum: 2 }),
  range: Type.Optional(Interval),
  delta: Type.Number({ description: 'as measured' }),
  byLuck: Type.Number({ minimum: 0, description: 'how much better the best of so many equal models is measured' }),
  corrected: Type.Number({ description: 'delta, pulled towards the mean of all by as much as their spread is luck' }),
  level: Type.Number({ description: 'alpha over the number of candidates, one-sided' }),
  passes: Type.Boolean({ description: 'whether its lower limit at that level is within the margin' }),
})

/** The gate's verdict on everything it was given. */
export type GateVerdict = Static<typeof GateVerdict>
export const GateVerdict = Type.Object({
  schemaVersion: Type.Integer({ minimum: 1 }),
  verdict: Verdict,
  exitCode: Type.Integer({ description: '0 passed, 3 incomplete, 10 regressed, 11 inconclusive, 12 incomparable' }),
  reason: Type.String({ description: 'one sentence' }),
  decisions: Type.Array(GateDecision),
  best: Type.Optional(Type.Array(BestOfSeveral, { description: 'for each benchmark with several candidates' })),
  pooled: Type.Optional(
    Type.Array(PooledDifference, { description: 'for each candidate with several required benchmarks' }),
  ),
})
