/** The document that `--json` and `report -o FILE.json` have: plain data, declared once as `schema.ts` does. */
import { type Static, Type } from 'typebox'
import { Comparison, Verdict } from './comparison.ts'
import { GateVerdict } from './gate.ts'
import { BenchmarkSummary, RunStatus } from './schema.ts'

const { schemaVersion, metric, ...numbers } = BenchmarkSummary.properties

/** A run's summary under the names of its benchmark, protocol and model. */
export type RunFacts = Static<typeof RunFacts>
const RunFacts = Type.Object({
  ...numbers,
  run: Type.String({ description: 'its folder' }),
  benchmark: Type.String(),
  protocol: Type.String(),
  rule: Type.Optional(Type.String({ description: 'the extraction rule behind the score' })),
  model: Type.String({ description: 'label' }),
  status: RunStatus,
  claimed: Type.Optional(Type.Literal(true, { description: 'replayed: it cannot prove its protocol' })),
  metrics: Type.Record(Type.String(), Type.Number(), { description: 'by name; the first is the one in score' }),
})

export type Failure = Static<typeof Failure>
const Failure = Type.Object({
  code: Type.Integer({ description: 'the exit code of the process' }),
  kind: Type.String({ description: 'name of the error, as UsageError; InternalError for a bug' }),
  message: Type.String(),
  hint: Type.Optional(Type.String()),
})

export type ResultsFacts = Static<typeof ResultsFacts>
export const ResultsFacts = Type.Object({
  schemaVersion: Type.Integer({ minimum: 1 }),
  runs: Type.Array(RunFacts),
  comparisons: Type.Array(Comparison),
  gate: Type.Optional(GateVerdict),
  verdict: Type.Optional(Verdict),
  error: Type.Optional(Failure),
})
