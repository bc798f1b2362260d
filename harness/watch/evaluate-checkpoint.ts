/** Evaluates one checkpoint: identifies it, pins its files, runs what is not done yet, and compares it with the baseline. */
import { BudgetSpent, EvalkitError, type ExitCode, Interrupted, StoreError } from '../../results/errors.ts'
import type { FinishedRun } from '../../results/store/read.ts'
import { plural } from '../../results/words/format.ts'
import { stateOf } from '../checkpoints/files.ts'
import { type PinnedCheckpoint, pinCheckpoint } from '../checkpoints/pin.ts'
import { identifyCheckpoint } from '../checkpoints/read-checkpoint.ts'
import { note } from '../lib/terminal.ts'
import type { Session } from '../runs/session.ts'
import type { Measurement, ModelMatch } from './measurement.ts'
import type { NamedCheckpoint, WatchPlan } from './plan.ts'
import type { QueuedCheckpoint } from './queue.ts'
import { codeOf, type Judged, type Judging, judgeRuns } from './verdicts.ts'

/** A checkpoint with all of its runs. */
export interface Evaluated extends Judged {
  readonly checkpoint: Omit<NamedCheckpoint, 'pinnedPath'>
  readonly isFinal: boolean
  readonly runs: readonly FinishedRun[]
  /** Whether nothing had to be requested. */
  readonly wasDone: boolean
}

export type Evaluation =
  | { readonly kind: 'evaluated'; readonly evaluated: Evaluated; readonly pin?: PinnedCheckpoint }
  /** Deleted before, or while, it was evaluated. */
  | { readonly kind: 'vanished' }
  /** Written to after it was found complete: it is looked at again. */
  | { readonly kind: 'changed' }
  /** The same weights as another checkpoint, which stands for both. */
  | { readonly kind: 'duplicate'; readonly of: Evaluated }
  | { readonly kind: 'failed'; readonly failure: unknown; readonly code: ExitCode }

export interface EvaluateOptions {
  readonly plan: Pick<WatchPlan, 'choose' | 'everyByte'>
  readonly measurement: Pick<Measurement, 'stored' | 'run'>
  readonly judging: Judging
  /** Folders for pins; the first that works is used. */
  readonly pinFolders: readonly string[]
  /** Checkpoints evaluated before. */
  readonly known: readonly Evaluated[]
  /** Further checkpoints in the queue. */
  readonly others: number
  /** Whether the pin is needed after the evaluation. */
  readonly keepsPin: boolean
}

/** @throws StoreError for run folders that cannot be read; any error that is not about this checkpoint */
export async function evaluateCheckpoint(queued: QueuedCheckpoint, options: EvaluateOptions): Promise<Evaluation> {
  const { plan, measurement, judging, pinFolders, known, others, keepsPin } = options
  const { whole, label, series, step, isFinal } = queued
  const reading = await identifyCheckpoint(whole, { everyByte: plan.everyByte })
  if (reading.outcome === 'vanished') return { kind: 'vanished' }
  if (reading.outcome !== 'complete') return { kind: 'changed' }
  const { identity, kind } = reading.checkpoint
  const same = known.find(({ checkpoint }) => checkpoint.identity === identity)
  if (same !== undefined) return { kind: 'duplicate', of: same }
  const checkpoint = {
    ...{ label, path: queued.candidate.original ?? queued.candidate.path, kind, identity },
    ...(step !== undefined && { step }),
    ...(series !== undefined && { series }),
  }
  const evaluated = async (
    runs: readonly FinishedRun[],
    wasDone: boolean,
    pin?: PinnedCheckpoint,
  ): Promise<Evaluation> => ({
    kind: 'evaluated',
    evaluated: { checkpoint, isFinal, runs, wasDone, ...(await judgeRuns(runs, judging)) },
    ...(pin && { pin }),
  })
  const stored = await measurement.stored(matchOf(checkpoint))
  const isDone = stored.open.length === 0
  if (isDone && !keepsPin) return evaluated(stored.done, true)

  plan.choose({ ...checkpoint, pinnedPath: checkpoint.path }) // what cannot be used is refused before anything starts
  const pin = await pinCheckpoint(whole, queued.name, pinFolders)
  if (isDone) return evaluated(stored.done, true, pin)
  if (pin === undefined) return { kind: 'vanished' }
  const more = others === 0 ? '' : ` (${plural(others, 'other')} waiting)`
  note(`${label}: complete${isFinal ? ', final weights' : ''}; evaluating${more}`)
  const choice = plan.choose({ ...checkpoint, pinnedPath: pin.path })
  const { runs, failure } = await measurement.run(choice, stored).catch((error: unknown): Session => {
    if (error instanceof EvalkitError) return { runs: [], failure: error }
    throw error
  })
  if (failure === undefined && keepsPin) return evaluated(runs, false, pin)
  const isStopped = endsWatch(failure)
  if (!isStopped) await pin.release() // else it is needed again to continue
  if (failure === undefined) return evaluated(runs, false)
  const isInPlace = pin.path === whole.facts.path
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
