/** Which checkpoints of a folder are to be evaluated, under which names, in which order. */
import { dirname } from 'node:path'
import { UsageError } from '../../results/errors.ts'
import { shellWord } from '../../results/words/shell.ts'
import { type Candidate, watchedPlace } from '../checkpoints/candidates.ts'
import type { ReadyCheckpoint } from '../checkpoints/folder-watch.ts'
import { seriesOf } from '../checkpoints/names.ts'
import { heldName } from './held-places.ts'
import type { WatchPlan } from './plan.ts'

/** A complete checkpoint, named. */
export interface Waiting extends ReadyCheckpoint {
  /** Without its folder: `checkpoint-500`, `final`. */
  readonly name: string
  readonly label: string
  readonly step?: number
  readonly series?: string
  readonly isFinal: boolean
}

/** Characters of a label. */
const OTHERS = /[^A-Za-z0-9._-]+/g

export function named(
  { candidate, whole }: ReadyCheckpoint,
  { out, series: given }: Pick<WatchPlan, 'out' | 'series'>,
  maxSteps?: number,
): Waiting {
  const { isFinal } = candidate
  const { root } = watchedPlace(out)
  const name = heldName(candidate, root)
  const series = given ?? seriesOf(isFinal ? root : candidate.pattern.replace('*', '0'))
  const step = candidate.step ?? whole.facts.step ?? (isFinal ? maxSteps : undefined)
  const stem = name.replace(/\.gguf$/i, '')
  const label = series === undefined || stem.startsWith(series) ? stem : `${series}-${stem}`
  return {
    ...{ candidate, whole, name, isFinal, label: label.replace(OTHERS, '-') },
    ...(step !== undefined && { step }),
    ...(series !== undefined && { series }),
  }
}

/** Whether a step is one to evaluate. */
export const isChosen = ({ step, isFinal }: Pick<Candidate, 'step' | 'isFinal'>, every = 1): boolean =>
  isFinal || step === undefined || step % every === 0

/** @returns in the order of evaluation; final weights come last, or with `newestFirst` first */
export function inOrder(waiting: readonly Waiting[], newestFirst: boolean): Waiting[] {
  const order = ({ isFinal, step = 0 }: Waiting) => (isFinal ? Infinity : step)
  const sorted = waiting.toSorted((a, b) => order(a) - order(b) || 0)
  return newestFirst ? sorted.reverse() : sorted
}

/** Whether a candidate belongs to any series: final weights, and those kept by an earlier watch, do. */
export const isOfSeries = ({ pattern, isFinal, isKept }: Candidate, series: string): boolean =>
  isFinal || isKept === true || pattern === series

/**
 * @returns the pattern of the complete checkpoints; undefined while there is none
 * @throws UsageError for those of two series, which no curve could tell apart
 */
export function oneSeriesOf(ready: readonly ReadyCheckpoint[]): string | undefined {
  const steps = ready.filter(({ candidate: { isFinal, isKept } }) => !isFinal && isKept !== true)
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
