/**
 * Looking again at one checkpoint: each look is another chance to pass by luck. The error is spent over the looks, so that
 * all of them together pass a model that is worse by the margin with at most α.
 */
import { normalCdf, normalQuantile } from './normal.ts'

/**
 * How much of α may be spent by the time t, Pocock-like: `α·ln(1 + (e − 1)·t)`. It spends early, where O'Brien and Fleming's
 * would leave the first look next to nothing; and most checkpoints are looked at once.
 *
 * @param t in [0, 1]
 * @see Lan & DeMets 1983, Biometrika 70:659
 */
export const spentBy = (t: number, alpha: number) => alpha * Math.log1p((Math.E - 1) * t)

/**
 * The same in the manner of O'Brien and Fleming: `2·Φ(z_{α/2}/√t)`. It spends next to nothing early, so that looks inside a run
 * cost almost no power at its end.
 *
 * @param t in (0, 1]
 * @see Lan & DeMets 1983, Biometrika 70:659; O'Brien & Fleming 1979, Biometrics 35:549
 */
export const spentLate = (t: number, alpha: number) => 2 * normalCdf(normalQuantile(alpha / 2) / Math.sqrt(t))

/**
 * The time after the k-th look, where nobody knows how many will follow: each look takes three quarters of what is left, so
 * that the first spends 0.83 α and there is always something for one more.
 */
export const openEnded = (look: number) => 1 - 4 ** -look

/** The time after the k-th of so many planned looks; one planned look spends all of α. */
export const planned = (looks: number) => (look: number) => Math.min(1, look / looks)

const LOWEST = -8
const POINTS = 401

/**
 * The one-sided level of each look: hold the p of look k, or the interval with confidence `1 − 2α_k`, against it. Looks pool
 * all that was measured so far, so their estimates are correlated by `SE_later/SE_earlier`; that is taken into account, and
 * makes the levels larger than the shares of α that are spent.
 *
 * @param standardErrors of the pooled difference at each look so far. A look that measured nothing new is the one before
 *   it once more, and has its level
 * @param clock the time after each look, counted from 1
 * @returns 0 for looks beyond the planned
 * @see Lan & DeMets 1983, Biometrika 70:659; Jennison & Turnbull 2000, Group Sequential Methods, ch. 7 and 19
 */
export const lookLevels = (
  standardErrors: readonly number[],
  alpha: number,
  clock: (look: number) => number = openEnded,
): number[] => levelsFor(standardErrors, (look) => spentBy(clock(look), alpha))

/**
 * Likewise for any plan of spending.
 *
 * @param spentAfter how much of α the looks up to this one may spend together
 */
export function levelsFor(standardErrors: readonly number[], spentAfter: (look: number) => number): number[] {
  const levels: number[] = []
  let walk = START
  let spent = 0
  for (const [index, standardError] of standardErrors.entries()) {
    const information = 1 / standardError ** 2
    const isNew = information > walk.information * (1 + 1e-9)
    if (isNew) {
      const due = spentAfter(index + 1)
      const limit = due > spent ? limitFor(due - spent, walk, information) : Number.POSITIVE_INFINITY
      levels.push(normalCdf(-limit))
      walk = step(walk, information, limit)
      spent = Math.max(spent, due)
    } else levels.push(levels.at(-1) ?? 0)
  }
  return levels
}

/**
 * New answers always bring information, though an estimated standard error may not fall. At least 2% is taken for granted:
 * less than there is makes a level smaller and never larger, and the grid of `lookLevels` resolves no less.
 */
const LEAST_GROWTH = 1.02

export function growingInformation(errors: readonly number[]): number[] {
  let limit = Number.POSITIVE_INFINITY
  return errors.map((error) => {
    const kept = Math.min(error, limit)
    limit = kept / Math.sqrt(LEAST_GROWTH)
    return kept
  })
}

/** Where the estimates that have not passed yet may be, as weights on a grid of z. */
interface Walk {
  readonly information: number
  readonly places: readonly { readonly z: number; readonly weight: number }[]
}

/** Before the first look: nothing known, at 0 for sure. */
const START: Walk = { information: 0, places: [{ z: 0, weight: 1 }] }

/** The z that is passed with this probability at the next look, and not before. */
function limitFor(probability: number, walk: Walk, information: number): number {
  let [low, high] = [LOWEST, -LOWEST]
  for (let round = 0; round < 36; round++) {
    const middle = (low + high) / 2
    if (passing(middle, walk, information) > probability) low = middle
    else high = middle
  }
  return high
}

function passing(limit: number, { information: before, places }: Walk, information: number): number {
  const deviation = Math.sqrt(information - before)
  let sum = 0
  for (const { z, weight } of places) {
    sum += weight * normalCdf((z * Math.sqrt(before) - limit * Math.sqrt(information)) / deviation)
  }
  return sum
}

/** One look on, for those that stay below the limit; by Simpson's rule. */
function step({ information: before, places }: Walk, information: number, limit: number): Walk {
  const deviation = Math.sqrt(1 - before / information)
  const share = Math.sqrt(before / information)
  const width = (Math.min(limit, -LOWEST) - LOWEST) / (POINTS - 1)
  const next = Array.from({ length: POINTS }, (_, index) => {
    const z = LOWEST + index * width
    const simpson = index === 0 || index === POINTS - 1 ? 1 : index % 2 === 0 ? 2 : 4
    let density = 0
    for (const place of places) {
      const distance = (z - place.z * share) / deviation
      density += place.weight * Math.exp((-distance * distance) / 2)
    }
    return { z, weight: (simpson * width * density) / (3 * deviation * Math.sqrt(2 * Math.PI)) }
  })
  return { information, places: next }
}
