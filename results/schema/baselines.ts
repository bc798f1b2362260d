/** The baselines file: blessed runs, small enough to be committed. Plain data, declared once as `schema.ts` does. */
import { type Static, Type } from 'typebox'
import { GateLook } from './gate.ts'
import { BenchmarkSummary, Flaw, literals, RunManifest, UnscoredReason } from './schema.ts'

const strict = { additionalProperties: false } as const

/** What a comparison has to know of a trial; many trials are alike in that, so each kind is kept once. */
export type TrialKind = Static<typeof TrialKind>
export const TrialKind = Type.Union([
  Type.Object({ unscored: UnscoredReason }, strict),
  Type.Object(
    {
      value: Type.Number(),
      unanswered: Type.Optional(Type.Literal(true)),
      flaw: Type.Optional(Flaw),
      timeout: Type.Optional(Type.Literal(true, { description: 'cut by our own clock' })),
      program: Type.Optional(Type.String({ description: 'what the program ended as' })),
      readings: Type.Optional(Type.Record(Type.String(), Type.Number(), { description: 'value by each rule' })),
      silent: Type.Optional(Type.Array(Type.String(), { description: 'rules that found no answer' })),
      leaked: Type.Optional(Type.Literal(true, { description: 'shows a token of the chat template' })),
      ranOn: Type.Optional(Type.Literal(true, { description: 'went on after its answer' })),
      loop: Type.Optional(Type.Literal(true, { description: 'ends in the same words over and over' })),
      ratings: Type.Optional(
        Type.Array(Type.Tuple([Type.Integer({ minimum: 1 }), Type.Number()]), { description: '[turn, rating]' }),
      ),
    },
    strict,
  ),
])

/** Which of several values each sample has: digits of base 64, as many as it takes, `.` for none; in lines of 100 samples. */
const Codes = Type.Array(Type.String())

export type PackedSamples = Static<typeof PackedSamples>
export const PackedSamples = Type.Object(
  {
    ids: Type.Union([
      Type.Object({
        prefix: Type.String(),
        numbers: Type.String({ description: 'what follows it, as 0-39,45' }),
      }),
      Type.Array(Type.String()),
    ]),
    kinds: Type.Array(TrialKind),
    trials: Type.Array(Codes, { description: 'the kind of each sample, repeat by repeat' }),
    answers: Type.Optional(
      Type.Array(Type.Array(Type.String()), {
        description: 'short answers, parted by tabs, in lines of 50 samples, repeat by repeat',
      }),
    ),
    replies: Type.Optional(
      Type.Array(Codes, {
        description: 'digest of each reply, four characters, `....` for an empty one; repeat by repeat',
      }),
    ),
    groups: Type.Optional(Type.Object({ names: Type.Array(Type.String()), of: Codes })),
  },
  strict,
)

/** One run as a baseline. */
export type BaselineRun = Static<typeof BaselineRun>
export const BaselineRun = Type.Object({
  run: Type.String({ description: 'name of the folder it was made in' }),
  origin: literals('measured', 'blessed'),
  digest: Type.String({ description: 'sha256 of manifest, summary and samples' }),
  answers: Type.Optional(
    Type.Object(
      { file: Type.String(), sha256: Type.String({ description: 'of the records, unpacked' }) },
      { description: 'whole records beside this file, for another judge to rate' },
    ),
  ),
  manifest: RunManifest,
  summary: BenchmarkSummary,
  samples: PackedSamples,
})

export type Baseline = Static<typeof Baseline>
export const Baseline = Type.Object({
  runs: Type.Array(BaselineRun, { description: 'one a benchmark' }),
  anchor: Type.Optional(
    Type.Array(BaselineRun, { description: 'stays where it is when the baseline moves, and shows slow decline' }),
  ),
})

export type BaselinesFile = Static<typeof BaselinesFile>
export const BaselinesFile = Type.Object({
  schemaVersion: Type.Integer({ minimum: 1 }),
  baselines: Type.Record(Type.String(), Baseline),
  looks: Type.Optional(Type.Array(GateLook, { description: 'gates against these baselines, oldest first' })),
})
