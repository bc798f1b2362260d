/** The baselines file: named runs, small enough to be committed. Plain data, declared as in `schema.ts`. */
import { type Static, Type } from 'typebox'
import * as t from './fields.ts'
import { GateLook } from './gate.ts'
import { RunManifest } from './run.ts'
import { Flaw, UnscoredReason } from './score.ts'
import { BenchmarkSummary } from './summary.ts'

/** What a comparison needs of a trial. Many trials are equal in that, so each kind is stored once. */
export type TrialKind = Static<typeof TrialKind>
export const TrialKind = Type.Union([
  t.strict({ unscored: UnscoredReason }),
  t.strict({
    value: t.Numeric,
    unanswered: t.optional(Type.Literal(true)),
    flaw: t.optional(Flaw),
    timeout: t.optional(t.flag('cut off by --timeout')),
    program: t.optional(t.text('outcome of the program')),
    readings: t.optional(t.byName(t.Numeric, 'value by each rule')),
    silent: t.optional(t.texts('rules that found no answer')),
    leaked: t.optional(t.flag('contains a token of the chat template')),
    ranOn: t.optional(t.flag('continues after its answer')),
    loop: t.optional(t.flag('ends in a loop')),
    ratings: t.optional(t.list(Type.Tuple([t.Positive, t.Numeric]), '[turn, rating]')),
  }),
])

/** The value of each sample, as an index in base 64 of fixed width, `.` for none; in lines of 100 samples. */
const Codes = Type.Array(t.Text)

export type PackedSamples = Static<typeof PackedSamples>
export const PackedSamples = t.strict({
  ids: Type.Union([
    Type.Object({ prefix: t.Text, numbers: t.text('the numbers after it, as 0-39,45') }),
    Type.Array(t.Text),
  ]),
  kinds: Type.Array(TrialKind),
  trials: t.list(Codes, 'the kind of each sample, repeat by repeat'),
  answers: t.optional(
    t.list(Type.Array(t.Text), 'short answers, separated by tabs, in lines of 50 samples, repeat by repeat'),
  ),
  replies: t.optional(
    t.list(Codes, 'digest of each reply, four characters, `....` for an empty one; repeat by repeat'),
  ),
  groups: t.optional(Type.Object({ names: Type.Array(t.Text), of: Codes })),
})

/** One run as a baseline. */
export type BaselineRun = Static<typeof BaselineRun>
export const BaselineRun = Type.Object({
  run: t.text('name of its run folder'),
  origin: t.literals('measured', 'blessed'),
  digest: t.text('sha256 of manifest, summary and samples'),
  answers: t.optional(
    t.object('complete records in a file beside this one, for another judge to rate', {
      file: t.Text,
      sha256: t.text('of the uncompressed records'),
    }),
  ),
  manifest: RunManifest,
  summary: BenchmarkSummary,
  samples: PackedSamples,
})

export type Baseline = Static<typeof Baseline>
export const Baseline = Type.Object({
  runs: t.list(BaselineRun, 'one for each benchmark'),
  anchor: t.optional(t.list(BaselineRun, 'not updated with the baseline, so that slow decline shows')),
})

export type BaselinesFile = Static<typeof BaselinesFile>
export const BaselinesFile = Type.Object({
  schemaVersion: t.Positive,
  baselines: t.byName(Baseline),
  looks: t.optional(t.list(GateLook, 'gates against these baselines, oldest first')),
})
