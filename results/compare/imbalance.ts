/** Is something that may spoil a comparison more common under one of the two models? */
import type { Imbalance } from '../comparison-schema.ts'
import { mcnemarExact } from '../statistics/mcnemar.ts'
import type { SampleScores } from './sample-scores.ts'
import type { Scores } from './scores.ts'

/** @returns undefined where no sample of either shows it */
export function imbalance(
  before: Scores,
  after: Scores,
  shows: (sample: SampleScores) => boolean,
): Imbalance | undefined {
  const [first, second] = [showing(before, shows), showing(after, shows)]
  if (first.size + second.size === 0) return undefined
  const both = first.values().reduce((count, id) => count + (second.has(id) ? 1 : 0), 0)
  return { baseline: first.size, candidate: second.size, p: mcnemarExact(second.size - both, first.size - both) }
}

function showing({ samples }: Scores, shows: (sample: SampleScores) => boolean): Set<string> {
  const ids = new Set<string>()
  for (const [id, sample] of samples) if (shows(sample)) ids.add(id)
  return ids
}
