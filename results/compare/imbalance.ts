/** Is something that may spoil a comparison more common under one of the two models? */
import type { Imbalance } from '../comparison-schema.ts'
import { mcnemarExact } from '../statistics/mcnemar.ts'
import type { SampleScores, Scores } from './scores.ts'

/** @returns undefined where no sample of either shows it */
export function imbalance(
  before: Scores,
  after: Scores,
  shows: (sample: SampleScores) => boolean,
): Imbalance | undefined {
  const [first, second] = [showing(before, shows), showing(after, shows)]
  if (first.size + second.size === 0) return undefined
  const both = [...first].filter((id) => second.has(id)).length
  return { baseline: first.size, candidate: second.size, p: mcnemarExact(second.size - both, first.size - both) }
}

const showing = ({ samples }: Scores, shows: (sample: SampleScores) => boolean) =>
  new Set([...samples].filter(([, sample]) => shows(sample)).map(([id]) => id))
