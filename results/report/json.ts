/** What `--json` prints: one document, also when a command fails. */
import type { Comparison, Verdict } from '../comparison-schema.ts'
import { EvalkitError, EXIT } from '../errors.ts'
import type { GateVerdict } from '../gate-schema.ts'
import { roundFacts } from '../round-facts.ts'
import type { BenchmarkSummary } from '../schema.ts'
import { SCHEMA_VERSION } from '../schema-version.ts'
import type { ShownRun } from './remarks.ts'

/** A run, and the folder it is in. */
export interface FiledRun extends ShownRun {
  readonly folder: string
}

/** A run's summary under the names of its benchmark, protocol and model. */
export interface RunFacts extends Omit<BenchmarkSummary, 'schemaVersion' | 'metric'> {
  /** Its folder. */
  readonly run: string
  readonly benchmark: string
  readonly protocol: string
  /** The extraction rule behind the score. */
  readonly rule?: string
  /** Label. */
  readonly model: string
  readonly status: string
  /** Replayed: it cannot prove its protocol. */
  readonly claimed?: true
  /** By name; the first is the one in `score`. */
  readonly metrics: Readonly<Record<string, number>>
}

export interface ResultsFacts {
  readonly schemaVersion: number
  readonly runs: readonly RunFacts[]
  readonly comparisons: readonly Comparison[]
  readonly gate?: GateVerdict
  /** The gate's. */
  readonly verdict?: Verdict
  readonly error?: ErrorDocument['error']
}

export interface ErrorDocument {
  readonly schemaVersion: number
  readonly error: {
    /** The exit code of the process. */
    readonly code: number
    /** Name of the error, as `UsageError`; `InternalError` for a bug. */
    readonly kind: string
    readonly message: string
    readonly hint?: string
  }
}

export interface Endings {
  readonly gate?: GateVerdict | undefined
  /** What ended the command before its time; the runs are those saved until then. */
  readonly failure?: unknown
}

export function resultsFacts(
  runs: readonly FiledRun[],
  comparisons: readonly Comparison[],
  { gate, failure }: Endings = {},
): ResultsFacts {
  const facts = roundFacts({
    schemaVersion: SCHEMA_VERSION,
    runs: runs.map(runFacts),
    comparisons,
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
    ...(protocol.rule !== undefined && { rule: protocol.rule }),
    model: model.label,
    status,
    ...(model.claimed && { claimed: true }),
    metrics: { ...(summary.score !== undefined && { [metric]: summary.score }), ...metrics },
    ...numbers,
  }
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
      ...(known?.hint !== undefined && { hint: known.hint }),
    },
  }
}
