/** The document that `--json` and `report -o FILE.json` print: plain data, declared as in `schema.ts`. */
import { type Static, Type } from 'typebox'
import { Comparison, Verdict } from './comparison.ts'
import * as t from './fields.ts'
import { GateVerdict } from './gate.ts'
import { RunStatus } from './run.ts'
import { BenchmarkSummary } from './summary.ts'

const { schemaVersion, metric, ...numbers } = BenchmarkSummary.properties

/** A run's summary under the names of its benchmark, protocol and model. */
export type RunFacts = Static<typeof RunFacts>
const RunFacts = Type.Object({
  ...numbers,
  run: t.text('its folder'),
  benchmark: t.Text,
  protocol: t.Text,
  rule: t.optional(t.text('the extraction rule behind the score')),
  model: t.text('label'),
  step: t.optional(t.count('training step of a checkpoint')),
  series: t.optional(t.text('training run of a checkpoint')),
  status: RunStatus,
  claimed: t.optional(t.flag('replayed: its protocol is not proven')),
  metrics: t.byName(t.Numeric, 'by name; the first is the score'),
})

export type Failure = Static<typeof Failure>
const Failure = Type.Object({
  code: t.integer('the exit code of the process'),
  kind: t.text('name of the error, as UsageError; InternalError for a bug'),
  message: t.Text,
  hint: t.optional(t.Text),
})

export type ResultsFacts = Static<typeof ResultsFacts>
export const ResultsFacts = Type.Object({
  schemaVersion: t.Positive,
  runs: Type.Array(RunFacts),
  comparisons: Type.Array(Comparison),
  gate: t.optional(GateVerdict),
  verdict: t.optional(Verdict),
  error: t.optional(Failure),
})
