/** The samples of a benchmark that a reader wants to see, and in which order: the same in a file and on a server. */
import { inSampleOrder } from '../../../summary/sample-order.ts'
import type { IndexedBenchmark, PageSample, PageTrial } from './page-data.ts'

/** In the order in which they are offered. */
export const SHOWS = [
  'lost',
  'gained',
  'changed',
  'unstable',
  'right',
  'wrong',
  'unanswered',
  'truncated',
  'run-on',
  'unscored',
] as const
export type Show = (typeof SHOWS)[number]

/** `loss`: what fell most comes first; without a baseline the lowest score. */
export const SORTS = ['loss', 'sample', 'tokens', 'latency'] as const
export type Sort = (typeof SORTS)[number]

export interface Query {
  /** Indices of models; the first is what the others are compared with. */
  readonly models: readonly number[]
  /** Absent: all. */
  readonly show?: Show | undefined
  readonly category?: string | undefined
  readonly sort?: Sort | undefined
  /** Ids found by text; absent: any. */
  readonly found?: ReadonlySet<string> | undefined
}

/** A sample under the chosen models. */
export interface Row {
  readonly sample: PageSample
  /** By chosen model. */
  readonly cells: readonly RowCell[]
  /** The largest fall of a chosen model from the first, as a negative number; the mean score of a model alone. */
  readonly rank: number
}

export interface RowCell {
  readonly trials: readonly PageTrial[]
  /** Mean over what is scored. */
  readonly mean?: number
  /** Against the first of the chosen models; absent for that one itself. */
  readonly change?: 'lost' | 'gained' | 'same' | 'unscored'
}

export interface Answer {
  readonly rows: readonly Row[]
  /** How many rows each filter would show, with the other filters as they are. */
  readonly shows: Readonly<Partial<Record<Show, number>>>
  readonly categories: Readonly<Record<string, number>>
}

export function answerQuery({ samples, range }: Pick<IndexedBenchmark, 'samples' | 'range'>, query: Query): Answer {
  const best = range[0] === 0 && range[1] === 1 ? 1 : undefined
  const found = samples.filter(({ id }) => query.found === undefined || query.found.has(id))
  const rows = found.map((sample) => rowOf(sample, query.models)).filter(({ cells }) => cells.some(hasTrials))
  const inCategory = rows.filter(({ sample }) => !query.category || sample.g === query.category)
  const isShown = (row: Row) => query.show === undefined || shows(row, query.show, best)
  const counted = SHOWS.map((show) => [show, inCategory.filter((row) => shows(row, show, best)).length] as const)
  return {
    rows: inCategory.filter(isShown).sort(ordered(query.sort ?? 'loss')),
    shows: Object.fromEntries(counted.filter(([, count]) => count > 0)),
    categories: tally(rows.filter(isShown).flatMap(({ sample }) => sample.g ?? [])),
  }
}

const hasTrials = ({ trials }: RowCell) => trials.length > 0

export function rowOf(sample: PageSample, models: readonly number[]): Row {
  const all = models.map((model) => sample.r[model] ?? [])
  const [first = []] = all
  const cells = all.map((trials, at): RowCell => {
    const mean = meanOf(trials)
    return {
      trials,
      ...(mean !== undefined && { mean }),
      ...(at > 0 && { change: changeOf(first, trials) }),
    }
  })
  const [base, ...others] = cells
  const falls = others.flatMap(({ mean }) => (mean === undefined || base?.mean === undefined ? [] : mean - base.mean))
  const alone = cells.length === 1 ? (base?.mean ?? Number.POSITIVE_INFINITY) : 0
  return { sample, cells, rank: falls.length === 0 ? alone : Math.min(...falls) }
}

/** By the rule of a comparison: with unequal numbers of answers, only where every answer of one is better than every one of the other. */
export function changeOf(before: readonly PageTrial[], after: readonly PageTrial[]): NonNullable<RowCell['change']> {
  const [first, second] = [meanOf(before), meanOf(after)]
  if (first === undefined || second === undefined) return 'unscored'
  if (first === second) return 'same'
  const [worse, better] = second > first ? [before, after] : [after, before]
  const scored = (trials: readonly PageTrial[]) => trials.flatMap(({ v }) => v ?? [])
  const isSure =
    scored(before).length === scored(after).length || Math.max(...scored(worse)) < Math.min(...scored(better))
  if (!isSure) return 'same'
  return second > first ? 'gained' : 'lost'
}

/** Over what is scored, to 12 digits; undefined where nothing is. */
export function meanOf(trials: readonly PageTrial[]): number | undefined {
  const values = trials.flatMap(({ v }) => v ?? [])
  if (values.length <= 1) return values[0]
  return Number((values.reduce((sum, value) => sum + value, 0) / values.length).toPrecision(12))
}

/** @param best the score of a right answer; absent for ratings, which are neither right nor wrong */
function shows({ cells }: Row, show: Show, best: number | undefined): boolean {
  const any = (test: (trial: PageTrial) => boolean) => cells.some(({ trials }) => trials.some(test))
  switch (show) {
    case 'lost':
    case 'gained':
      return cells.some(({ change }) => change === show)
    case 'changed':
      return cells.some(({ change }) => change === 'lost' || change === 'gained')
    case 'unstable':
      return cells.some(({ trials }) => new Set(trials.flatMap(({ v }) => v ?? [])).size > 1)
    case 'right':
      return best !== undefined && cells.every(({ mean }) => mean === best)
    case 'wrong':
      return best !== undefined && cells.every(({ mean }) => mean === 0)
    case 'unanswered':
      return any(({ a, f }) => a === null && f !== 'truncated')
    case 'truncated':
      return any(({ f }) => f === 'truncated')
    case 'run-on':
      return any(({ o }) => o === 1)
    case 'unscored':
      return any(({ u }) => u !== undefined)
  }
}

function ordered(sort: Sort): (one: Row, other: Row) => number {
  const inOrder = (one: Row, other: Row) => inSampleOrder(one.sample.id, other.sample.id)
  const most = (of: (trial: PageTrial) => number | undefined) => (row: Row) =>
    Math.max(-1, ...row.cells.flatMap(({ trials }) => trials.flatMap((trial) => of(trial) ?? [])))
  const by = {
    loss: ({ rank }: Row) => rank,
    sample: () => 0,
    tokens: (row: Row) => -most(({ n }) => n)(row),
    latency: (row: Row) => -most(({ l }) => l)(row),
  }[sort]
  // Two infinities have no difference.
  return (one, other) => (by(one) === by(other) ? inOrder(one, other) : by(one) < by(other) ? -1 : 1)
}

function tally(values: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return Object.fromEntries([...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)))
}
