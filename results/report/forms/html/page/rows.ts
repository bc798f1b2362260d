/** The samples of a view as rows, and which of them a reader wants to see. */
import type { PageBenchmark, PageSample, PageTrial, PageView } from '../page-data.ts'

export interface Row {
  readonly sample: PageSample
  readonly before?: readonly PageTrial[]
  readonly after: readonly PageTrial[]
  /** One of `OUTCOMES`. */
  readonly outcome: string
  /** What became of a sample that changed, in words. */
  readonly change: string
  /** Everything that can be searched for; made when it is first needed. */
  readonly text: () => string
}

export interface Filter {
  /** Empty: any. */
  readonly outcome: string
  readonly change: string
  readonly group: string
  readonly text: string
}

/** In the order in which they are offered. */
export const OUTCOMES = [
  'lost',
  'gained',
  'both right',
  'both wrong',
  'unchanged',
  'right',
  'wrong',
  'rated',
  'not scored',
]

export function rowsOf({ samples, best, binary }: PageBenchmark, view: PageView): Row[] {
  return samples.flatMap((sample) => {
    const after = sample.runs[view.after.run] ?? []
    const before = view.before === undefined ? undefined : (sample.runs[view.before.run] ?? [])
    if (after.length === 0 && (before === undefined || before.length === 0)) return []
    const flip = view.flips[sample.id]
    const outcome = flip?.[0] ?? steadyOutcome(before, after, binary ? best : undefined)
    const change = flip === undefined ? '' : flip[1]
    return [
      { sample, after, ...(before !== undefined && { before }), outcome, change, text: once(() => textOf(sample)) },
    ]
  })
}

/** @param best the score of a right answer; absent for ratings */
function steadyOutcome(before: readonly PageTrial[] | undefined, after: readonly PageTrial[], best?: number): string {
  const scores = [before, after].flatMap((trials) => (trials === undefined ? [] : [mean(trials)]))
  if (scores.includes(undefined)) return 'not scored'
  if (best === undefined) return before === undefined ? 'rated' : 'unchanged'
  const right = scores.every((score) => score === best)
  const both = before === undefined ? '' : 'both '
  if (right) return `${both}right`
  return scores.every((score) => score === 0) || before === undefined ? `${both}wrong` : 'unchanged'
}

/** Over what is scored; undefined where nothing is. */
export function mean(trials: readonly PageTrial[]): number | undefined {
  const values = trials.flatMap(({ v }) => v ?? [])
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length
}

export function matches(row: Row, filter: Filter): boolean {
  return (
    (filter.outcome === '' || row.outcome === filter.outcome) &&
    (filter.change === '' || row.change === filter.change) &&
    (filter.group === '' || row.sample.group === filter.group) &&
    (filter.text === '' || row.text().includes(filter.text.toLowerCase()))
  )
}

/** How often each value occurs, the empty one left out. */
export function tally(values: Iterable<string | undefined>): Map<string, number> {
  const counts = new Map<string, number>()
  for (const value of values) if (value) counts.set(value, (counts.get(value) ?? 0) + 1)
  return counts
}

function textOf({ id, group, target, prompts, runs }: PageSample): string {
  const answers = runs.flat().flatMap(({ a, t = [], k = [], p = [], j = [] }) => {
    return [a ?? '', ...t, ...k, ...p, ...j.flatMap(({ v, s }) => [v, ...s])]
  })
  return [id, group ?? '', target ?? '', ...prompts, ...answers].join('\n').toLowerCase()
}

function once<T>(make: () => T): () => T {
  let made: T | undefined
  return () => {
    made ??= make()
    return made
  }
}
