/** Scores by area, category and kind of instruction, beside the headline. */
import type { BenchmarkSummary } from '../schema/schema.ts'
import { count, score } from './format.ts'

/** As many categories are named, and as many at the lower end where there are more. */
const FEW = 8

/** @returns a line each; none for a run without groups. Those of rated answers are told with their judges. */
export function groups({ groups: all = {}, areas, judging, range, instructions }: BenchmarkSummary): string[] {
  if (judging !== undefined) return []
  const scores = (named: NonNullable<BenchmarkSummary['groups']>) =>
    Object.entries(named).map(([name, group]) => [name, group.score] as const)
  const kinds = Object.entries(instructions ?? {}).map(([kind, { strict }]) => [kind, strict] as const)
  return [
    ...(areas === undefined ? [] : [`by area: ${list(scores(areas), range)}`]),
    ...lowest('category', scores(all), range),
    ...lowest('kind of instruction', kinds, undefined),
  ]
}

type Named = readonly (readonly [name: string, score: number])[]

const list = (named: Named, range: BenchmarkSummary['range']) =>
  named.map(([name, value]) => `${name} ${score(value, range)}`).join(', ')

function lowest(what: string, named: Named, range: BenchmarkSummary['range']): string[] {
  if (named.length < 2) return []
  if (named.length <= FEW) return [`by ${what}: ${list(named, range)}`]
  const worst = named.toSorted(([, a], [, b]) => a - b).slice(0, FEW)
  return [`by ${what}, the lowest of ${count(named.length)}: ${list(worst, range)}`]
}
