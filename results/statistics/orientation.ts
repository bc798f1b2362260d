/** One of two mirror images is drawn from, whichever was given: then swapped sides give the same limits, with other signs. */
import type { Stratum } from './strata.ts'

/** Clusters by their sum, then size: the order in which they came must make no difference. */
export function sorted({ weight, sums, sizes }: Stratum): Stratum {
  if (sizes === undefined) return { weight, sums: sums.toSorted() }
  const order = [...sums.keys()].sort((i, j) => at(sums, i) - at(sums, j) || at(sizes, i) - at(sizes, j))
  return {
    weight,
    sums: Float64Array.from(order, (index) => at(sums, index)),
    sizes: Float64Array.from(order, (index) => at(sizes, index)),
  }
}

/** All signs changed. */
export const mirrored = ({ weight, sums, sizes }: Stratum): Stratum =>
  sorted({ weight, sums: sums.map((sum) => -sum), ...(sizes && { sizes }) })

/** 1 or −1, the other for the mirror image; 0 where the two are the same. */
export function orientation(strata: readonly Stratum[]): -1 | 0 | 1 {
  for (const stratum of strata) {
    const image = mirrored(stratum)
    for (const [index, sum] of stratum.sums.entries()) {
      if (sum !== at(image.sums, index)) return sum > at(image.sums, index) ? 1 : -1
    }
    for (const [index, size] of stratum.sizes?.entries() ?? []) {
      const other = image.sizes === undefined ? size : at(image.sizes, index)
      if (size !== other) return size > other ? 1 : -1
    }
  }
  return 0
}

const at = (values: Float64Array, index: number) => values[index] as number
