/** What `--json` prints: one document, also when a command fails. */

import { checkpointOf } from '../../checkpoint.ts'
import { defined } from '../../defined.ts'
import { EvalkitError, EXIT } from '../../errors.ts'
import type { Comparison } from '../../schema/comparison.ts'
import type { GateVerdict } from '../../schema/gate.ts'
import type { Failure, ResultsFacts, RunFacts } from '../../schema/results.ts'
import { SCHEMA_VERSION } from '../../schema/schema-version.ts'
import { roundFacts } from '../../summary/round-facts.ts'
import type { ShownRun } from '../../words/notes.ts'
import type { Showable } from '../../words/showable.ts'

/** A run, and the folder it is in. */
export interface FiledRun extends ShownRun {
  readonly folder: string
}

export interface ErrorDocument {
  readonly schemaVersion: number
  readonly error: Failure
}

export interface Endings {
  readonly gate?: GateVerdict | undefined
  /** What ended the command before its time; the runs are those saved until then. */
  readonly failure?: unknown
}

export function resultsFacts(
  runs: readonly FiledRun[],
  comparisons: readonly Showable<Comparison>[],
  { gate, failure }: Endings = {},
): ResultsFacts {
  const facts = roundFacts({
    schemaVersion: SCHEMA_VERSION,
    runs: runs.map(runFacts),
    comparisons: [...comparisons],
    ...(gate && { gate, verdict: gate.verdict }),
  })
  return failure === undefined ? facts : { ...facts, error: errorFacts(failure).error }
}

function runFacts({ folder, manifest, summary }: FiledRun): RunFacts {
  const { benchmark, protocol, model, status } = manifest
  const { schemaVersion, metric, metrics, ...numbers } = summary
  return {
    run: folder,
    benchmark: benchmark.name,
    protocol: protocol.name,
    ...defined({ rule: protocol.rule }),
    model: model.label,
    ...checkpointFacts(model),
    status,
    ...(model.claimed && { claimed: true }),
    metrics: { ...(summary.score !== undefined && { [metric]: summary.score }), ...metrics },
    ...numbers,
  }
}

/** Only of checkpoints: the series of any other model would be its label. */
function checkpointFacts(model: FiledRun['manifest']['model']): Pick<RunFacts, 'step' | 'series'> {
  const { step, series } = checkpointOf(model)
  return step === undefined ? {} : { step, ...defined({ series }) }
}

/** The document of a command that has something to show, as text. */
export const resultsDocument = (...results: Parameters<typeof resultsFacts>) =>
  JSON.stringify(resultsFacts(...results), null, 2)

/** The document of a command that failed, as text. A bug shows its message, and not its stack. */
export const errorDocument = (error: unknown) => JSON.stringify(errorFacts(error), null, 2)

export function errorFacts(error: unknown): ErrorDocument {
  const known = error instanceof EvalkitError ? error : undefined
  return {
    schemaVersion: SCHEMA_VERSION,
    error: {
      code: known?.exitCode ?? EXIT.internal,
      kind: known?.name ?? 'InternalError',
      message: error instanceof Error ? error.message : String(error),
      ...defined({ hint: known?.hint }),
    },
  }
}
