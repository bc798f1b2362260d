/** Derives the seed of one request: independent noise per question, and the same for all models. */
import { hashFacts } from '../../lib/hash.ts'
import type { ModelRequest } from '../model.ts'

/**
 * Depends only on the run's seed, the sample, the repeat and the turn.
 *
 * One seed for all samples would give every question the same noise: servers with one generator per request (vLLM) would
 * draw the same numbers at each token position, and errors would be correlated across questions, which no interval accounts for. `seed + repeat`
 * would make the repeats of seed 1 those of seed 2. The model is left out on purpose: with common random
 * numbers, models differ less by chance.
 *
 * @returns 0 to 2³¹ − 1, which every known server accepts; undefined when the run has no seed
 */
export function trialSeed({ generation: { seed }, trial }: Pick<ModelRequest, 'generation' | 'trial'>) {
  if (seed === undefined) return undefined
  const { sampleId, repeat, turn } = trial
  return Number.parseInt(hashFacts([seed, sampleId, repeat, turn], 8), 16) & 0x7fffffff
}
