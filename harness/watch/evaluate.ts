/** Evaluates one checkpoint: identifies it, keeps its files, runs what is not done yet, and compares with the baseline. */
import { BudgetSpent, EvalkitError, type ExitCode, Interrupted, StoreError } from '../../results/errors.ts'
import type { FinishedRun } from '../../results/store/read.ts'
import { plural } from '../../results/words/format.ts'
import { stateOf } from '../checkpoints/files.ts'
import { type HeldCheckpoint, holdCheckpoint } from '../checkpoints/hold.ts'
import { identifyCheckpoint } from '../checkpoints/read-checkpoint.ts'
import { note } from '../lib/terminal.ts'
import type { Session } from '../runs/session.ts'
import type { Measurement, ModelMatch } from './measurement.ts'
import type { NamedCheckpoint, WatchPlan } from './plan.ts'
import { codeOf, type Judged, type Judging, judgeRuns } from './verdicts.ts'
import type { Waiting } from './waiting.ts'

/** A checkpoint with all of its runs. */
export interface Evaluated extends Judged {
  readonly checkpoint: Omit<NamedCheckpoint, 'heldPath'>
  readonly isFinal: boolean
  readonly runs: readonly FinishedRun[]
  /** Whether nothing had to be requested. */
  readonly wasDone: boolean
}

export type Evaluation =
  | { readonly kind: 'evaluated'; readonly evaluated: Evaluated; readonly held?: HeldCheckpoint }
  /** Deleted before, or while, it was evaluated. */
  | { readonly kind: 'vanished' }
  /** Written to after it was found complete: it is looked at again. */
  | { readonly kind: 'changed' }
  /** The same weights as another checkpoint, which stands for both. */
  | { readonly kind: 'duplicate'; readonly of: Evaluated }
  | { readonly kind: 'failed'; readonly failure: unknown; readonly code: ExitCode }

export interface EvaluateOptions {
  readonly plan: Pick<WatchPlan, 'choose' | 'everyByte'>
  readonly measurement: Measurement
  readonly judging: Judging
  /** Where checkpoints are kept while they are used; the first place that can. */
  readonly places: readonly string[]
  /** Those evaluated by now. */
  readonly known: readonly Evaluated[]
  /** How many others wait. */
  readonly others: number
  /** Whether to keep the files afterwards, too. */
  readonly retain: boolean
}

/** @throws StoreError for run folders that cannot be read; any error that is not about this checkpoint */
export async function evaluateCheckpoint(waiting: Waiting, options: EvaluateOptions): Promise<Evaluation> {
  const { plan, measurement, judging, places, known, others, retain } = options
  const { whole, label, series, step, isFinal } = waiting
  const reading = await identifyCheckpoint(whole, { everyByte: plan.everyByte })
  if (reading.outcome === 'vanished') return { kind: 'vanished' }
  if (reading.outcome !== 'complete') return { kind: 'changed' }
  const { identity, kind } = reading.checkpoint
  const same = known.find(({ checkpoint }) => checkpoint.identity === identity)
  if (same !== undefined) return { kind: 'duplicate', of: same }
  const checkpoint = {
    ...{ label, path: waiting.candidate.original ?? waiting.candidate.path, kind, identity },
    ...(step !== undefined && { step }),
    ...(series !== undefined && { series }),
  }
  const evaluated = async (
    runs: readonly FinishedRun[],
    wasDone: boolean,
    held?: HeldCheckpoint,
  ): Promise<Evaluation> => ({
    kind: 'evaluated',
    evaluated: { checkpoint, isFinal, runs, wasDone, ...(await judgeRuns(runs, judging)) },
    ...(held && { held }),
  })
  const stored = await measurement.stored(matchOf(checkpoint))
  const isDone = stored.open.length === 0
  if (isDone && !retain) return evaluated(stored.done, true)

  plan.choose({ ...checkpoint, heldPath: checkpoint.path }) // what cannot be used is refused before anything starts
  const held = await holdCheckpoint(whole, waiting.name, places)
  if (isDone) return evaluated(stored.done, true, held)
  if (held === undefined) return { kind: 'vanished' }
  const more = others === 0 ? '' : ` (${plural(others, 'other')} waiting)`
  note(`${label}: complete${isFinal ? ', final weights' : ''}; evaluating${more}`)
  const choice = plan.choose({ ...checkpoint, heldPath: held.path })
  const { runs, failure } = await measurement.run(choice, stored).catch((error: unknown): Session => {
    if (error instanceof EvalkitError) return { runs: [], failure: error }
    throw error
  })
  if (failure === undefined && retain) return evaluated(runs, false, held)
  const isStopped = endsWatch(failure)
  if (!isStopped) await held.release() // it is needed again to continue
  if (failure === undefined) return evaluated(runs, false)
  const isInPlace = held.path === whole.facts.path
  if (!isStopped && isInPlace && (await stateOf(whole.facts.path)) === undefined) return { kind: 'vanished' }
  return { kind: 'failed', failure, code: codeOf(failure) }
}

/** Whether a failure is not about one checkpoint: Ctrl-C, the end of the budget, a full disk. */
export const endsWatch = (failure: unknown): boolean =>
  failure instanceof Interrupted || failure instanceof BudgetSpent || failure instanceof StoreError

/** Runs of these weights; those of another label or step cannot be continued under this one. */
const matchOf = ({ identity, label, step, series }: Evaluated['checkpoint']): ModelMatch => ({
  // The version of an adapter names its base as well.
  isModel: ({ model: { version } }) => version === identity || version?.startsWith(`${identity} on `) === true,
  canContinue: ({ model }) => model.label === label && model.step === step && model.series === series,
})
