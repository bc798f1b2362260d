/** The odds of a gate that looks several times by plan, before anything is asked. */

import { normalCdf, normalQuantile } from './normal.ts'
import type { GateOdds } from './power.ts'
import { sum } from './sum.ts'

/** One planned look: the standard error of the difference by then, and what it decides at, one-sided. */
export interface PlannedLook {
  readonly standardError: number
  readonly level: number
  /** What has been asked by then, in any unit. */
  readonly asked: number
}

export interface SequentialOdds extends GateOdds {
  /** Mean of what has been asked when it ends. */
  readonly asked: number
}

/** Of the part of the line where it goes on; Simpson's rule needs an odd number. */
const POINTS = 301

/**
 * Estimates at successive looks are those of a sum with independent increments, `S_k = θ̂_k/SE_k²`: normal, with
 * `Cov(θ̂_j, θ̂_k) = SE_k²` for `j < k`. That holds where each look has all that the one before it had, be it more samples or more
 * answers to each. PASS above `−m + z·SE`, REGRESSED below `−max(m, z·SE)`, in between it goes on.
 *
 * @param looks at least one, standard errors falling; one that brings nothing new decides nothing new
 * @param delta the true difference; 0 for an equal model
 * @see Jennison & Turnbull 2000, Group Sequential Methods, ch. 19 on the integration
 */
export function sequentialOdds(looks: readonly PlannedLook[], margin: number, delta = 0): SequentialOdds {
  let odds = { pass: 0, regressed: 0, asked: 0 }
  /** Before the first look nothing is known. */
  let open = { information: 0, points: [{ estimate: 0, weight: 1 }] }
  for (const [index, { standardError, level, asked }] of looks.entries()) {
    const information = 1 / standardError ** 2
    const isLast = index === looks.length - 1
    if (information <= open.information * (1 + 1e-9)) {
      if (isLast) odds = { ...odds, asked: odds.asked + asked * total(open.points) }
      continue
    }
    const reach = -normalQuantile(level) * standardError
    const [low, high] = [-Math.max(margin, reach), reach - margin]
    const moved = open.points.map(({ estimate, weight }) => ({
      mean: (estimate * open.information + delta * (information - open.information)) / information,
      deviation: Math.sqrt(information - open.information) / information,
      weight,
    }))
    const pass = sum(moved.map(({ mean, deviation, weight }) => weight * normalCdf((mean - high) / deviation)))
    const regressed = sum(moved.map(({ mean, deviation, weight }) => weight * normalCdf((low - mean) / deviation)))
    const points = low < high ? between(low, high, moved) : []
    const left = Math.max(0, total(open.points) - pass - regressed)
    odds = {
      pass: odds.pass + pass,
      regressed: odds.regressed + regressed,
      asked: odds.asked + asked * (pass + regressed + (isLast ? left : 0)),
    }
    open = { information, points }
  }
  return odds
}

/** Where estimates that decide nothing yet may be. */
function between(
  low: number,
  high: number,
  moved: readonly { readonly mean: number; readonly deviation: number; readonly weight: number }[],
) {
  const width = (high - low) / (POINTS - 1)
  return Array.from({ length: POINTS }, (_, index) => {
    const estimate = low + index * width
    const simpson = index === 0 || index === POINTS - 1 ? 1 : index % 2 === 0 ? 2 : 4
    let density = 0
    for (const { mean, deviation, weight } of moved) {
      const distance = (estimate - mean) / deviation
      density += (weight * Math.exp((-distance * distance) / 2)) / deviation
    }
    return { estimate, weight: (simpson * width * density) / (3 * Math.sqrt(2 * Math.PI)) }
  })
}

const total = (points: readonly { readonly weight: number }[]) => sum(points.map(({ weight }) => weight))
