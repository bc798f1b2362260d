/** Krippendorff's alpha: how far do raters agree beyond chance? Any number of raters, ratings may be missing. */

/** What a difference of two values means: any difference, their ranks, or their distance. */
export type Level = 'nominal' | 'ordinal' | 'interval'

/**
 * `α = 1 − D_o/D_e`: observed disagreement over the one expected if all ratings were shuffled. 1 is perfect agreement,
 * 0 that of chance; below 0 raters disagree on purpose. Krippendorff trusts 0.8 and draws tentative conclusions from 0.667.
 *
 * `α = 1 − (n − 1)·Σ o_ck·δ²_ck / Σ n_c·n_k·δ²_ck` over pairs of values c < k, with `o_ck` the coincidences, where each unit
 * of m ratings counts its pairs with 1/(m − 1). Units with fewer than two ratings say nothing.
 *
 * @param units the ratings of each unit, a reply for example; undefined is a missing one
 * @returns at most 1; undefined where all ratings are equal or none can be paired, since then nothing is to be agreed upon
 * @see Krippendorff 2019, Content Analysis, 4th ed., ch. 12; Hayes & Krippendorff 2007, Commun. Methods Meas. 1:77
 */
export function krippendorffAlpha(
  units: readonly (readonly (number | undefined)[])[],
  level: Level,
): number | undefined {
  const counted = units.map(countValues).filter(({ total }) => total > 1)
  const totals = new Map<number, number>()
  for (const { counts } of counted) {
    for (const [value, count] of counts) totals.set(value, (totals.get(value) ?? 0) + count)
  }
  const values = [...totals].sort(([a], [b]) => a - b)
  const distance = squaredDistance(values, level)
  const ratings = counted.reduce((sum, { total }) => sum + total, 0)
  const expected = disagreement(values, distance) / (ratings - 1)
  if (!(expected > 0)) return undefined
  const observed = counted.reduce(
    (sum, { counts, total }) => sum + disagreement([...counts], distance) / (total - 1),
    0,
  )
  return 1 - observed / expected
}

function countValues(ratings: readonly (number | undefined)[]) {
  const counts = new Map<number, number>()
  let total = 0
  for (const rating of ratings) {
    if (rating === undefined) continue
    counts.set(rating, (counts.get(rating) ?? 0) + 1)
    total++
  }
  return { counts, total }
}

type Distance = (a: number, b: number) => number

/** Over all pairs of unequal values, each pair once. */
function disagreement(counts: readonly (readonly [value: number, count: number])[], distance: Distance): number {
  let sum = 0
  for (const [index, [a, countOfA]] of counts.entries()) {
    for (const [b, countOfB] of counts.slice(index + 1)) sum += countOfA * countOfB * distance(a, b)
  }
  return sum
}

function squaredDistance(values: readonly (readonly [value: number, count: number])[], level: Level): Distance {
  if (level === 'nominal') return (a, b) => (a === b ? 0 : 1)
  if (level === 'interval') return (a, b) => (a - b) ** 2
  // How many ratings lie between two values, and half of those at each: the distance of their mean ranks.
  const ranks = new Map<number, number>()
  let below = 0
  for (const [value, count] of values) {
    ranks.set(value, below + count / 2)
    below += count
  }
  return (a, b) => ((ranks.get(a) ?? 0) - (ranks.get(b) ?? 0)) ** 2
}
