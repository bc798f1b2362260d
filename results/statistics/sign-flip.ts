/** The sign-flip permutation test: is a mean difference more than chance, whatever its distribution? */

import { normalCdf } from './normal.ts'
import { randomBits } from './random-bits.ts'
import { sum } from './sum.ts'

/** Up to so many nonzero differences all 2^k sign patterns are looked at. */
const EXACT_UP_TO = 16

/** Random sign patterns beyond that; the standard error of a p of 0.05 is then 0.002. */
const DRAWS = 9_999

/** With more different magnitudes than this, the sum of so many tosses is as good as normal. */
const DRAWN_UP_TO = 2_000

/** Sums closer than this, relative to the largest possible sum, are one sum that was added in another order. */
const TIE = 1e-9

/**
 * Two-sided p of the mean difference: were the two models equal, each difference could as well have had the other sign.
 * Zero differences say nothing and are left out. Exact for few; else `(1 + patterns at least as extreme)/(1 + patterns)`
 * over random patterns; with more than 2,000 different magnitudes, `2·Φ(−|Σd|/√Σd²)`.
 *
 * What is flipped is whatever would change its sign as a whole: the sum of a cluster, or a value times the weight of its
 * stratum (`contributions`). The test is then of the weighted mean.
 *
 * The order of the differences and the sides of the comparison make no difference to p, not even to its last digit.
 *
 * @param seed of the random patterns
 * @returns p; 1 when no difference is nonzero
 * @see Fisher 1935, The Design of Experiments, section 21; Phipson & Smyth 2010, Stat. Appl. Genet. Mol. Biol. 9:39
 */
export function signFlipTest(differences: readonly number[], seed = 1): number {
  // Equal magnitudes are drawn together, and twelve digits make 2/3 − 1/3 equal to 1/3 − 0.
  const sizes = differences.map((value) => Number(Math.abs(value).toPrecision(12))).filter((size) => size > 0)
  if (sizes.length === 0) return 1
  const observed = Math.abs(sum(differences)) - TIE * sum(sizes)
  return sizes.length <= EXACT_UP_TO ? exactShare(sizes, observed) : sampledShare(sizes, observed, seed)
}

/** The share of all sign patterns whose sum is at least as extreme. */
function exactShare([first = 0, ...sizes]: readonly number[], observed: number): number {
  let extreme = 0
  const walk = (index: number, total: number) => {
    const size = sizes[index]
    if (size === undefined) {
      if (Math.abs(total) >= observed) extreme++
      return
    }
    walk(index + 1, total + size)
    walk(index + 1, total - size)
  }
  // The patterns that begin with a minus are the mirror image of these.
  walk(0, first)
  return extreme / 2 ** sizes.length
}

function sampledShare(sizes: readonly number[], observed: number, seed: number): number {
  const counts = new Map<number, number>()
  for (const size of sizes.toSorted((a, b) => a - b)) counts.set(size, (counts.get(size) ?? 0) + 1)
  if (counts.size > DRAWN_UP_TO) return 2 * normalCdf(-observed / Math.sqrt(sum(sizes.map((size) => size ** 2))))
  const groups = [...counts]
  const bits = randomBits(seed)
  let extreme = 0
  for (let draw = 0; draw < DRAWS; draw++) {
    let total = 0
    for (const [size, count] of groups) total += size * (2 * heads(count, bits) - count)
    if (Math.abs(total) >= observed) extreme++
  }
  return (1 + extreme) / (1 + DRAWS)
}

/** How many of so many coins show heads; 32 coins are tossed at a time. */
function heads(coins: number, bits: () => number): number {
  let total = 0
  for (let left = coins; left > 0; left -= 32) {
    total += onesIn(left >= 32 ? bits() : bits() >>> (32 - left))
  }
  return total
}

/** @see Warren 2012, Hacker's Delight, 5-1 */
function onesIn(word: number): number {
  let sums = word - ((word >>> 1) & 0x55555555)
  sums = (sums & 0x33333333) + ((sums >>> 2) & 0x33333333)
  sums = (sums + (sums >>> 4)) & 0x0f0f0f0f
  return Math.imul(sums, 0x01010101) >>> 24
}
