/** Samples of one run, or of two runs side by side, as `show` prints them. */

import { UsageError } from '../../results/errors.ts'
import { nearest } from '../../results/names.ts'
import {
  type ChangedSample,
  changesText,
  chosen,
  compareSamples,
  isWrong,
  type SampleFilter,
  type SampleView,
  viewSamples,
  viewsText,
} from '../../results/report/changed-samples.ts'
import type { TextOptions } from '../../results/report/layout.ts'
import { sideBySideText } from '../../results/report/replies-side-by-side.ts'
import type { SampleRecord } from '../../results/schema/schema.ts'
import type { StoredRun } from '../../results/store/read.ts'
import type { Visible } from '../../results/visible.ts'
import { drawn } from '../../results/words/drawn.ts'
import { type Showable, showable } from '../../results/words/showable.ts'

/** Two runs of one benchmark. */
export interface RunsToShow {
  readonly before: StoredRun
  readonly after: StoredRun
}

/** @throws UsageError where no benchmark has a run on both sides, or several runs on one */
export function pairByBenchmark(before: readonly StoredRun[], after: readonly StoredRun[]): RunsToShow[] {
  const pairs = before.flatMap((first) => {
    const second = after.find(({ manifest }) => manifest.benchmark.name === first.manifest.benchmark.name)
    return second === undefined ? [] : [{ before: first, after: second }]
  })
  if (pairs.length > 0) return pairs
  const names = (runs: readonly StoredRun[]) => runs.map(({ manifest }) => manifest.benchmark.name).join(', ')
  throw new UsageError(`the two runs have no benchmark in common: ${names(before)} and ${names(after)}`, {
    hint: 'See: evalkit list runs',
  })
}

const rangeOf = ({ summary }: StoredRun) => summary?.range

const namesOf = ({ before, after }: RunsToShow): [string, string] => {
  const [first, second] = [before.manifest.model.label, after.manifest.model.label]
  return first === second ? [`${first} (1)`, `${second} (2)`] : [first, second]
}

export interface ListedChanges {
  readonly benchmark: string
  readonly samples: readonly ChangedSample[]
  readonly text: Visible
}

/** What was lost and gained, or what the filter asks for. */
export async function listChanges(
  runs: RunsToShow,
  filter: SampleFilter,
  { showProtected, ...options }: TextOptions & { readonly showProtected: boolean },
): Promise<ListedChanges> {
  const range = rangeOf(runs.after)
  const views = await Promise.all([runs.before, runs.after].map((run) => viewSamples(run, range, showProtected)))
  const [first = new Map(), second = new Map()] = views
  const all = compareSamples(first, second)
  const samples = chosen(all, filter, range)
  return {
    benchmark: runs.after.manifest.benchmark.name,
    samples,
    text: drawn({ samples, all, names: namesOf(runs) }, ({ samples, ...rest }) => changesText(samples, rest, options)),
  }
}

/** Samples of one run. @throws UsageError for what only a second run can tell */
export async function listSamples(
  run: StoredRun,
  { lost, gained, wrong, unanswered }: SampleFilter,
  { showProtected, ...options }: TextOptions & { readonly showProtected: boolean },
): Promise<{ readonly samples: readonly SampleView[]; readonly text: Visible }> {
  if (lost || gained) {
    throw new UsageError(`${lost ? '--lost' : '--gained'} compares two runs, and one is given`, {
      hint: 'Name both: evalkit show BASE-RUN SFT-RUN',
    })
  }
  const range = rangeOf(run)
  const all = [...(await viewSamples(run, range, showProtected)).values()]
  const samples = all.filter((view) => (wrong && isWrong(view, range)) || (unanswered && view.isUnanswered))
  return { samples, text: drawn(samples, (samples) => viewsText(samples, options)) }
}

/** Both replies to one sample, with the words in which they differ. @throws UsageError for a sample that a run does not have */
export async function showBothReplies(
  runs: RunsToShow,
  sample: string,
  repeat: number | undefined,
  { showProtected, ...options }: TextOptions & { readonly showProtected: boolean },
): Promise<Visible> {
  const before = await recordsOf(runs.before, sample, repeat, showProtected)
  const after = await recordsOf(runs.after, sample, repeat, showProtected)
  const [first, second] = unlike(before, after)
  return sideBySideText(first, second, namesOf(runs), options)
}

/** The first repeats that scored differently, else the first ones. */
function unlike<Shown extends SampleRecord>(before: readonly Shown[], after: readonly Shown[]): [Shown, Shown] {
  const value = ({ outcome }: Shown) => (outcome.kind === 'scored' ? outcome.score.value : undefined)
  for (const first of before) {
    const second = after.find((other) => other.repeat === first.repeat)
    if (second !== undefined && value(first) !== value(second)) return [first, second]
  }
  return [before[0] as Shown, after[0] as Shown]
}

/**
 * Of one sample, all its repeats or one of them, in order.
 *
 * @throws UsageError for a sample or repeat that the run does not have
 */
export async function recordsOf(
  run: StoredRun,
  sample: string,
  repeat: number | undefined,
  showProtected: boolean,
): Promise<Showable<SampleRecord>[]> {
  const id = sampleId(run, sample)
  const found: Showable<SampleRecord>[] = []
  const ids = new Set<string>()
  for await (const record of run.records()) {
    ids.add(record.id)
    if (record.id !== id || (repeat !== undefined && record.repeat !== repeat)) continue
    found.push(showable(record, run.manifest, showProtected))
  }
  if (found.length > 0) return found.sort((a, b) => a.repeat - b.repeat)
  if (ids.has(id)) throw new UsageError(`${id} has no repeat ${repeat} in this run`)
  throw new UsageError(`this run has no record of ${id}`, {
    hint: `${nearest(id, [...ids])}It has ${ids.size} samples.`,
  })
}

const sampleId = ({ manifest }: StoredRun, text: string) =>
  text.includes('/') ? text : `${manifest.benchmark.name}/${text}`

/** Whether a word names a sample of this run by its form: `17`, or `gsm8k/17`. */
export const looksLikeSample = ({ manifest }: StoredRun, text: string): boolean =>
  /^\d+$/.test(text) || text.startsWith(`${manifest.benchmark.name}/`)
