/** The seed of one request: every question gets noise of its own, and both models get the same. */
import { hashFacts } from '../../lib/hash.ts'
import type { ModelRequest } from '../model.ts'

/**
 * Drawn from the run's seed, the sample, the repeat and the turn, and from nothing else.
 *
 * One seed for all samples would give every question the same noise: servers that keep one generator per request (vLLM) then
 * draw alike at the same token position, and luck is shared across questions, which no interval accounts for. `seed + repeat`
 * would make the repeats of seed 1 those of seed 2. The model is left out on purpose: two models that draw with the same seed
 * differ less by luck (common random numbers).
 *
 * @returns 0 to 2³¹ − 1, which every known server takes; undefined where the run has no seed
 */
export function trialSeed({ generation: { seed }, trial }: Pick<ModelRequest, 'generation' | 'trial'>) {
  if (seed === undefined) return undefined
  const { sampleId, repeat, turn } = trial
  return Number.parseInt(hashFacts([seed, sampleId, repeat, turn], 8), 16) & 0x7fffffff
}
