/** Scores by group where answers are right or wrong: subjects, and the areas that subjects belong to. */
import type { BenchmarkSummary, GroupSummary, SampleRecord } from '../schema/schema.ts'
import { mean } from '../statistics/sum.ts'
import { byName } from './counter.ts'
import { type Averager, averager } from './sample-means.ts'

/** The area of `STEM / astronomy`; undefined for a group that has none. */
export function areaOf(group: string | undefined): string | undefined {
  const [area, subject] = group?.split(' / ') ?? []
  return subject === undefined ? undefined : area
}

export class GroupTally {
  readonly #repeats: number
  readonly #groups = new Map<string, Averager>()
  readonly #areas = new Map<string, Averager>()

  constructor(repeats: number) {
    this.#repeats = repeats
  }

  add({ id, group, outcome, ratings }: SampleRecord): void {
    if (group === undefined || ratings !== undefined || outcome.kind === 'unscored') return
    this.#add(this.#groups, group, id, outcome.score.value)
    const area = areaOf(group)
    if (area !== undefined) this.#add(this.#areas, area, id, outcome.score.value)
  }

  /** The mean over groups, whatever their sizes, is told where groups have areas: published tables then have either. */
  facts(): Pick<BenchmarkSummary, 'groups' | 'areas' | 'metrics'> {
    if (this.#groups.size === 0) return {}
    const groups = summaries(this.#groups)
    if (this.#areas.size === 0) return { groups }
    const scores = Object.values(groups).map(({ score }) => score)
    return {
      groups,
      areas: summaries(this.#areas),
      metrics: { 'mean over subjects': mean(scores) },
    }
  }

  #add(into: Map<string, Averager>, name: string, id: string, value: number): void {
    const scores = into.get(name) ?? averager(this.#repeats)
    into.set(name, scores)
    scores.add(id, value)
  }
}

const summaries = (groups: ReadonlyMap<string, Averager>): Record<string, GroupSummary> =>
  Object.fromEntries(
    [...groups].sort(byName).map(([name, scores]) => {
      const { mean, n } = scores.moments()
      return [name, { score: mean, n }]
    }),
  )
