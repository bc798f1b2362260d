/** A run whose trials are all in memory, as small logs are read. */
import { InteropError } from '../../../results/errors.ts'
import type { ImportedScore } from '../../../results/schema/schema.ts'
import type { ForeignRun, ForeignTrial } from './foreign.ts'
import { SampleMeans } from './sample-means.ts'

type Told = Omit<ForeignRun, 'trialsPerSample' | 'range' | 'scores' | 'trials' | 'notes' | 'generation'> &
  Partial<Pick<ForeignRun, 'notes' | 'generation'>>

/**
 * @param origin score of the headline metric, as the origin's own summary says; undefined where it says none
 * @throws InteropError for a trial that is there twice
 * @returns the run, with the range that its scores need: 0 to 1, or wider
 */
export function runOfTrials(facts: Told, trials: readonly ForeignTrial[], origin: number | undefined): ForeignRun {
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
  const rows = means.all().get('')
  const score: ImportedScore = {
    metric: facts.metric,
    ...(facts.filter !== undefined && { filter: facts.filter }),
    ...(origin !== undefined && { origin }),
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

/** What a task or data set that holds protected questions is called. */
export const isProtectedName = (...names: readonly (string | undefined)[]): boolean => /gpqa/i.test(names.join(' '))
