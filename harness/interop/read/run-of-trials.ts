/** A run whose trials are all in memory, as small logs are read. */
import { InteropError } from '../../../results/errors.ts'
import type { ImportedScore } from '../../../results/schema/schema.ts'
import type { ForeignRun, ForeignTrial } from './foreign.ts'
import { SampleMeans } from './sample-means.ts'

type Told = Omit<ForeignRun, 'trialsPerSample' | 'range' | 'scores' | 'trials' | 'notes' | 'generation'> &
  Partial<Pick<ForeignRun, 'notes' | 'generation'>>

/** What the origin makes of the headline metric. */
export interface OriginScore {
  /** As its own summary says; absent where it says none. */
  readonly origin?: number | undefined
  /** Decimal places to which it rounds that. */
  readonly digits?: number
  /** What its way of counting makes of the rows; absent for the mean over samples of the mean over their repeats. */
  readonly rows?: number
}

/**
 * @throws InteropError for a trial that is there twice
 * @returns the run, with the range that its scores need: 0 to 1, or wider
 */
export function runOfTrials(
  facts: Told,
  trials: readonly ForeignTrial[],
  { origin, digits, ...counted }: OriginScore = {},
): ForeignRun {
  const means = new SampleMeans()
  let range: readonly [number, number] = [0, 1]
  const seen = new Set<string>()
  for (const { id, repeat, outcome } of trials) {
    const key = JSON.stringify([id, repeat])
    if (seen.has(key)) {
      throw new InteropError(`${facts.source}: sample ${id}, repeat ${repeat}, is there a second time`, {
        hint: 'Two evaluations may have written this file: keep the rows of one of them.',
      })
    }
    seen.add(key)
    if (outcome.kind === 'unscored') continue
    means.add('', id, outcome.value)
    range = [Math.min(range[0], outcome.value), Math.max(range[1], outcome.value)]
  }
  const rows = counted.rows ?? means.all().get('')
  const score: ImportedScore = {
    metric: facts.metric,
    ...(facts.filter !== undefined && { filter: facts.filter }),
    ...(origin !== undefined && { origin, ...(digits !== undefined && { digits }) }),
    ...(rows !== undefined && { rows }),
  }
  return {
    generation: {},
    notes: [],
    ...facts,
    trialsPerSample: trials.reduce((most, { repeat }) => Math.max(most, repeat), 1),
    range,
    scores: [score],
    async *trials() {
      yield* trials
    },
  }
}

/** @returns undefined for no values */
export const meanOf = (values: readonly number[]): number | undefined =>
  values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length

/** What a task or data set that holds protected questions is called. */
export const isProtectedName = (...names: readonly (string | undefined)[]): boolean => /gpqa/i.test(names.join(' '))
