/** Evaluates one trial, from prompt to record. Only here does a failure become an unscored record. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { EvalkitError, Interrupted, JudgeError, ModelError, SandboxError } from '../../results/errors.ts'
import type {
  Attempt,
  ErrorFacts,
  Generation,
  JudgeReply,
  Outcome,
  Sample,
  SampleRecord,
  Turn,
  TurnRating,
  UnscoredReason,
} from '../../results/schema/schema.ts'
import { SCHEMA_VERSION } from '../../results/schema/schema-version.ts'
import type { PartialProgress } from '../../results/store/partial-log.ts'
import type { Resources, Scorer } from '../../scorers/scorer.ts'
import { unlessAborted } from '../lib/abort.ts'
import type { Model } from '../models/model.ts'
import { converse } from './converse.ts'
import { trialGeneration } from './generation.ts'
import { allOver, type KnownReplies, panelForTrial } from './judge-model.ts'
import type { OpenResources } from './resources.ts'

/** One independent reply to one sample. */
export interface Trial {
  readonly sample: Sample
  /** 1-based. */
  readonly repeat: number
}

/** The model, scorer and resources that a trial is evaluated with. */
export interface TrialSetup {
  readonly model: Model
  readonly generation: Generation
  readonly scorer: Scorer<keyof Resources>
  /** The resources that the scorer needs. */
  readonly resources: Partial<Omit<Resources, 'judge'> & Pick<OpenResources, 'judge'>>
  /** Stores replies and verdicts of an unfinished trial. Absent: they are not stored. */
  readonly journal?: Journal
}

type Known = PartialProgress & KnownReplies

export interface Journal {
  /** What the trial has already: it is not asked for again. */
  partialProgress(id: string, repeat: number): Known | undefined
  keepTurn(id: string, repeat: number, turn: Turn): Promise<void>
  keepReply(id: string, repeat: number, reply: JudgeReply): Promise<void>
}

/**
 * @param onReplies called once the model has replied to everything; judging and scoring may still take time
 * @throws Interrupted when `signal` stopped it, ModelError when no trial of this run can succeed. Any other model, judge or
 *   sandbox error goes into the record.
 */
export async function evaluate(
  trial: Trial,
  setup: TrialSetup,
  signal?: AbortSignal,
  onReplies?: () => void,
): Promise<SampleRecord> {
  const { sample, repeat } = trial
  const { model, scorer, journal } = setup
  const partialProgress = journal?.partialProgress(sample.id, repeat)
  const underWay = new Set<Promise<unknown>>()
  const resources = resourcesFor(trial, setup, partialProgress, underWay, signal)
  const turns: Turn[] = []
  const rated: Promise<TurnRating>[] = []
  const conversation = converse(
    model,
    sample,
    repeat,
    trialGeneration(sample, setup.generation),
    signal,
    partialProgress?.turns,
  )
  const outcome = await judge(async () => {
    try {
      for await (const turn of conversation) {
        turns.push(turn)
        if (scorer.rate === undefined) continue
        if (turns.length > (partialProgress?.turns.length ?? 0)) await journal?.keepTurn(sample.id, repeat, turn)
        rated.push(inTheBackground(scorer.rate({ turns: [...turns] }, sample, resources)))
      }
    } finally {
      onReplies?.()
      await Promise.allSettled(rated)
      await allOver(underWay) // verdicts in flight are paid for, and are kept even if the trial fails
    }
    await nextTurn() // replies arrive in waves: the next requests go out before scoring starts
    return { kind: 'scored', score: await scorer.score({ turns }, sample, resources, await Promise.all(rated)) }
  }, signal)
  // Ratings of the first turns, if a later one failed.
  const ratings = await Promise.all(rated)
  return recordOf(trial, { turns }, outcome, ratings)
}

/** Marks the rejection as handled: it surfaces when the promise is awaited later. */
function inTheBackground<Result>(work: Promise<Result>): Promise<Result> {
  work.catch(() => undefined)
  return work
}

function resourcesFor(
  { sample: { id }, repeat }: Trial,
  { resources, journal }: TrialSetup,
  known: Known | undefined,
  underWay: Set<Promise<unknown>>,
  signal: AbortSignal | undefined,
): Resources {
  if (resources.judge === undefined) return resources as Resources
  const keep = journal && ((reply: JudgeReply) => journal.keepReply(id, repeat, reply))
  return { ...resources, judge: panelForTrial(resources.judge, { known, keep, signal, underWay }) } as Resources
}

function recordOf(
  { sample, repeat }: Trial,
  attempt: Attempt,
  outcome: Outcome,
  ratings: readonly TurnRating[],
): SampleRecord {
  const { id, turns, prompt, continuations, ...facts } = sample
  return {
    schemaVersion: SCHEMA_VERSION,
    id,
    repeat,
    ...facts,
    outcome,
    attempt,
    ...(ratings.length > 0 && { ratings: [...ratings] }),
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

export function unscored(error: unknown): Outcome {
  const reason = reasonOf(error)
  if (reason === undefined) throw error
  return { kind: 'unscored', reason, error: factsOf(error as Error) }
}

/** @returns undefined for errors that must surface: bugs, and failures that every further trial would share */
function reasonOf(error: unknown): UnscoredReason | undefined {
  if (error instanceof ModelError && !error.fatal) return error.missing ? 'missing' : 'model-error'
  if (error instanceof JudgeError) return error.tooLong ? 'judge-overflow' : 'judge-error'
  if (error instanceof SandboxError) return 'sandbox-error'
  return undefined
}

function factsOf(error: Error): ErrorFacts {
  const { status, tries } = error instanceof ModelError ? error : {}
  const { hint } = error instanceof EvalkitError ? error : {}
  return {
    message: error.message,
    ...(hint !== undefined && { hint }),
    ...(status !== undefined && { status }),
    ...(tries !== undefined && tries > 1 && { tries }),
  }
}
