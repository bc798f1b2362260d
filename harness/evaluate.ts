/** One trial from question to record: the one place where a failure becomes an unscored record. */
import { Interrupted, JudgeError, ModelError, SandboxError } from '../results/errors.ts'
import type { ErrorFacts, Generation, Outcome, Sample, SampleRecord, Turn, UnscoredReason } from '../results/schema.ts'
import { SCHEMA_VERSION } from '../results/schema-version.ts'
import type { Resources, Scorer } from '../scorers/scorer.ts'
import { converse } from './converse.ts'
import type { Model } from './models/model.ts'

/** One independent answer to one sample. */
export interface Trial {
  readonly sample: Sample
  /** 1-based. */
  readonly repeat: number
}

/** What a trial is evaluated with. */
export interface Bench {
  readonly model: Model
  readonly generation: Generation
  readonly scorer: Scorer<keyof Resources>
  /** What the scorer needs. */
  readonly resources: Resources
}

/**
 * @throws Interrupted when `signal` stopped it, ModelError when no trial of this run can succeed; every other failure
 *   that has a name ends in the record
 */
export async function evaluate(trial: Trial, bench: Bench, signal?: AbortSignal): Promise<SampleRecord> {
  const { sample, repeat } = trial
  const turns: Turn[] = []
  const outcome = await judge(async () => {
    for await (const turn of converse(bench.model, sample, repeat, bench.generation, signal)) turns.push(turn)
    return { kind: 'scored', score: await bench.scorer.score({ turns }, sample, bench.resources) }
  }, signal)
  return {
    schemaVersion: SCHEMA_VERSION,
    id: sample.id,
    repeat,
    ...(sample.target !== undefined && { target: sample.target }),
    ...(sample.program !== undefined && { program: sample.program }),
    ...(sample.group !== undefined && { group: sample.group }),
    ...(sample.order !== undefined && { order: sample.order }),
    ...(sample.canary !== undefined && { canary: sample.canary }),
    outcome,
    attempt: { turns },
  }
}

async function judge(score: () => Promise<Outcome>, signal?: AbortSignal): Promise<Outcome> {
  try {
    return await unlessAborted(score(), signal)
  } catch (error) {
    if (signal?.aborted) throw new Interrupted('stopped', { cause: error })
    return unscored(error)
  }
}

/** A program takes its time, and so does a judge: who stops for good waits for neither. */
async function unlessAborted<Result>(work: Promise<Result>, signal?: AbortSignal): Promise<Result> {
  if (signal === undefined) return work
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const onAbort = () => reject(signal.reason)
  if (signal.aborted) onAbort()
  else signal.addEventListener('abort', onAbort)
  try {
    return await Promise.race([work, aborted])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

function unscored(error: unknown): Outcome {
  const reason = reasonOf(error)
  if (reason === undefined) throw error
  return { kind: 'unscored', reason, error: factsOf(error as Error) }
}

/** @returns undefined for what must surface: a bug, or a failure that every further trial would share */
function reasonOf(error: unknown): UnscoredReason | undefined {
  if (error instanceof ModelError && !error.fatal) return error.missing ? 'missing' : 'model-error'
  if (error instanceof JudgeError) return 'judge-error'
  if (error instanceof SandboxError) return 'sandbox-error'
  return undefined
}

function factsOf(error: Error): ErrorFacts {
  const { status, tries } = error instanceof ModelError ? error : {}
  return {
    message: error.message,
    ...(status !== undefined && { status }),
    ...(tries !== undefined && tries > 1 && { tries }),
  }
}
