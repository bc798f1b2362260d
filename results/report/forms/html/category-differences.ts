/** Where a model gains and loses: differences by category, the largest loss first. */
import { pairedDifference } from '../../../compare/difference.ts'
import { CONFIDENCE } from '../../../statistics/confidence.ts'
import { holm } from '../../../statistics/holm.ts'
import { sum } from '../../../statistics/sum.ts'
import type { IndexedBenchmark, PageSample } from './page-data.ts'
import { meanOf } from './query.ts'

export interface CategoryCell {
  readonly model: string
  /** Mean of the candidate over the samples that both have scored. */
  readonly score: number
  readonly baseline: number
  readonly n: number
  readonly delta: number
  /** Of this category alone. */
  readonly interval: readonly [number, number]
  /** Over all cells of the table (Holm). */
  readonly p: number
}

export interface CategoryRow {
  readonly category: string
  /** By candidate; undefined where no sample is scored in both. */
  readonly cells: readonly (CategoryCell | undefined)[]
}

/** @returns none for a benchmark without categories, or without a baseline */
export function categoryDifferences({ samples, models, pairs, range }: IndexedBenchmark): CategoryRow[] {
  const groups = Map.groupBy(
    samples.filter(({ g }) => g !== undefined),
    ({ g = '' }) => g,
  )
  if (groups.size < 2 || pairs.length === 0) return []
  const rows = [...groups].map(([category, members]) => ({
    category,
    cells: pairs.map(([before, after]) => cellOf(members, before, after, models[after]?.name ?? '', range)),
  }))
  const cells = rows.flatMap((row) => row.cells.filter((cell) => cell !== undefined))
  const adjusted = holm(cells.map(({ p }) => p))
  const pOf = new Map(cells.map((cell, at) => [cell, adjusted[at] ?? 1]))
  return rows
    .map(({ category, cells }) => ({
      category,
      cells: cells.map((cell) => cell && { ...cell, p: pOf.get(cell) ?? 1 }),
    }))
    .sort((a, b) => worst(a) - worst(b) || (a.category < b.category ? -1 : 1))
}

const worst = ({ cells }: CategoryRow) =>
  Math.min(Number.POSITIVE_INFINITY, ...cells.map((cell) => cell?.delta ?? Number.POSITIVE_INFINITY))

function cellOf(
  samples: readonly PageSample[],
  before: number,
  after: number,
  model: string,
  range: readonly [number, number],
): CategoryCell | undefined {
  const pairs = samples.flatMap(({ r }) => {
    const [first, second] = [meanOf(r[before] ?? []), meanOf(r[after] ?? [])]
    return first === undefined || second === undefined ? [] : [{ first, second }]
  })
  const isBinary =
    range[0] === 0 &&
    range[1] === 1 &&
    pairs.every(({ first, second }) => [first, second].every((value) => value === 0 || value === 1))
  const found = pairedDifference(
    pairs.map(({ first, second }) => second - first),
    isBinary,
    [...range],
  )
  if (found === undefined) return undefined
  return {
    model,
    score: sum(pairs.map(({ second }) => second)) / pairs.length,
    baseline: sum(pairs.map(({ first }) => first)) / pairs.length,
    n: found.n,
    delta: found.estimate,
    interval: found.interval(CONFIDENCE),
    p: found.p,
  }
}
