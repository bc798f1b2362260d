/** The bootstrap's inner loop. */
import { randomWords } from './random-bits.ts'
import type { Stratum } from './strata.ts'

/**
 * Weighted means of clusters drawn with replacement, within each stratum as many as it has.
 *
 * @returns as many as `draws`, in rising order
 */
export function resampledMeans(strata: readonly Stratum[], draws: number, seed: number): Float64Array {
  const fill = randomWords(seed)
  const means = new Float64Array(draws)
  for (const stratum of strata) addMeans(means, stratum, fill)
  return means.sort()
}

function addMeans(means: Float64Array, { weight, sums, sizes }: Stratum, fill: (block: Uint32Array) => void): void {
  const count = sums.length
  const words = new Uint32Array(count)
  // A power of two divides without rounding: the same index on every machine.
  const scale = count / 2 ** 32
  for (let draw = 0; draw < means.length; draw++) {
    fill(words)
    let sum = 0
    let size = 0
    if (sizes === undefined) {
      for (let i = 0; i < count; i++) sum += sums[((words[i] as number) * scale) >>> 0] as number
      size = count
    } else {
      for (let i = 0; i < count; i++) {
        const index = ((words[i] as number) * scale) >>> 0
        sum += sums[index] as number
        size += sizes[index] as number
      }
    }
    means[draw] = (means[draw] as number) + (weight * sum) / size
  }
}
