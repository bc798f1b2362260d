/** The queue of checkpoints to be evaluated: which, under which names, in which order. */
import { basename, dirname } from 'node:path'
import { UsageError } from '../../results/errors.ts'
import { shellWord } from '../../results/words/shell.ts'
import { type Candidate, watchedPlace } from '../checkpoints/candidates.ts'
import type { ReadyCheckpoint } from '../checkpoints/folder-watch.ts'
import { isGgufPath, seriesOf } from '../checkpoints/names.ts'
import type { WatchPlan } from './plan.ts'

/** A complete checkpoint that waits for its evaluation. */
export interface QueuedCheckpoint extends ReadyCheckpoint {
  /** Without its folder: `checkpoint-500`, `final`. */
  readonly name: string
  readonly label: string
  readonly step?: number
  readonly series?: string
  readonly isFinal: boolean
}

/** Characters that a label cannot have. */
const NOT_IN_LABELS = /[^A-Za-z0-9._-]+/g

/** @param maxSteps step of final weights that do not say theirs */
export function asQueued(
  { candidate, whole }: ReadyCheckpoint,
  { out, series: given }: Pick<WatchPlan, 'out' | 'series'>,
  maxSteps?: number,
): QueuedCheckpoint {
  const { isFinal } = candidate
  const { root } = watchedPlace(out)
  // A pin is a folder of the checkpoint's name, also that of a GGUF file.
  const own = candidate.isPinned && isGgufPath(candidate.path) ? dirname(candidate.path) : candidate.path
  const name = isFinal && candidate.path === root ? 'final' : basename(own)
  const series = given ?? seriesOf(isFinal ? root : candidate.pattern.replaceAll('*', '0'))
  const step = candidate.step ?? whole.facts.step ?? (isFinal ? maxSteps : undefined)
  const stem = name.replace(/\.gguf$/i, '')
  const label = series === undefined || stem.startsWith(series) ? stem : `${series}-${stem}`
  return {
    ...{ candidate, whole, name, isFinal, label: label.replace(NOT_IN_LABELS, '-') },
    ...(step !== undefined && { step }),
    ...(series !== undefined && { series }),
  }
}

/** Whether a step is one to evaluate. */
export const isChosen = ({ step, isFinal }: Pick<Candidate, 'step' | 'isFinal'>, every = 1): boolean =>
  isFinal || step === undefined || step % every === 0

/** @returns in the order of evaluation; final weights come last, or with `newestFirst` first */
export function inOrder(queue: readonly QueuedCheckpoint[], newestFirst: boolean): QueuedCheckpoint[] {
  const order = ({ isFinal, step = 0 }: QueuedCheckpoint) => (isFinal ? Infinity : step)
  const sorted = queue.toSorted((a, b) => order(a) - order(b) || 0)
  return newestFirst ? sorted.reverse() : sorted
}

/** Whether a candidate belongs to any series: final weights, and pins of an earlier watch do. */
export const isOfSeries = ({ pattern, isFinal, isPinned }: Candidate, series: string): boolean =>
  isFinal || isPinned === true || pattern === series

/**
 * @returns the pattern of the complete checkpoints; undefined while there is none
 * @throws UsageError for those of two series, which no curve could tell apart
 */
export function oneSeriesOf(ready: readonly ReadyCheckpoint[]): string | undefined {
  const steps = ready.filter(({ candidate: { isFinal, isPinned } }) => !isFinal && isPinned !== true)
  const [first, ...others] = new Set(steps.map(({ candidate }) => candidate.pattern))
  if (first === undefined || others.length === 0) return first
  const patterns = [first, ...others]
  throw new UsageError(`two series of checkpoints: ${patterns.join(' and ')}`, {
    hint: `Name one, in quotes, as in: evalkit watch ${oneSeries(patterns)} …`,
  })
}

/** Series of one folder are named by their pattern, those of several by their folder. */
function oneSeries(patterns: readonly string[]): string {
  const [first = ''] = patterns
  const folders = new Set(patterns.map((pattern) => dirname(pattern)))
  return folders.size === 1 ? shellWord(first) : shellWord(dirname(first))
}
