/** The gate's odds for shares, exactly: from all numbers of gains and losses that can happen. */
import { logGamma, regularizedBeta } from './beta.ts'
import { mcnemarExact, worseP } from './mcnemar.ts'
import type { GateOdds, GateRule } from './power.ts'
import { tangoTest } from './tango.ts'

export interface PairedShares {
  readonly pairs: number
  /** Share of pairs that only one of the two answers right. */
  readonly discordance: number
  /** The true difference, candidate minus baseline; between −discordance and discordance. */
  readonly delta?: number
}

/** Numbers of discordant pairs less likely than this are left out. */
const NEGLIGIBLE = 1e-12

/**
 * How likely PASS (Tango's lower limit above `−margin`) and REGRESSED (estimate below `−margin`, one-sided exact p < α) are:
 * `Σ_d P(D = d) · P(G ≥ g_d)`, with `D ~ Bin(n, ψ)` discordant pairs, `G ~ Bin(d, (ψ + δ)/2ψ)` of them gained, and g_d the
 * fewest that pass.
 *
 * Exact p and not mid-p, since mid-p blames an equal model a little too often where few pairs differ (5.8% of the time with
 * 20), and at margins worth having the exact one is as strong: the estimate must be below the margin anyway.
 */
export function shareOdds({ pairs, discordance, delta = 0 }: PairedShares, { margin, alpha }: GateRule): GateOdds {
  const gain = discordance > 0 ? (discordance + delta) / (2 * discordance) : 0
  const passes = (gained: number, lost: number) => tangoTest(gained, lost, pairs, -margin).above < alpha
  const regressed = (gained: number, lost: number) =>
    gained - lost < -margin * pairs && worseP(gained - lost, mcnemarExact(gained, lost)) < alpha
  let odds = { pass: 0, regressed: 0 }
  for (const [d, weight] of likelyCounts(pairs, discordance)) {
    const fewestGains = firstWhere(d, (gained) => passes(gained, d - gained))
    const fewestLosses = firstWhere(d, (lost) => regressed(d - lost, lost))
    odds = {
      pass: odds.pass + weight * atLeast(fewestGains, d, gain),
      regressed: odds.regressed + weight * atLeast(fewestLosses, d, 1 - gain),
    }
  }
  return odds
}

/** Each k with its probability in Binomial(n, p), the negligible ones left out. */
function* likelyCounts(n: number, p: number): Generator<[count: number, probability: number]> {
  const [centre, reach] = [n * p, 8 * Math.sqrt(n * p * (1 - p)) + 8]
  for (let k = Math.max(0, Math.floor(centre - reach)); k <= Math.min(n, centre + reach); k++) {
    const weight = binomial(k, n, p)
    if (weight > NEGLIGIBLE) yield [k, weight]
  }
}

function binomial(k: number, n: number, p: number): number {
  if (p <= 0 || p >= 1) return k === (p <= 0 ? 0 : n) ? 1 : 0
  const ways = logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1)
  return Math.exp(ways + k * Math.log(p) + (n - k) * Math.log1p(-p))
}

/** The smallest count in 0…d of which it is true, as it is of all larger ones; d + 1 for none. */
function firstWhere(d: number, isTrue: (count: number) => boolean): number {
  let [from, to] = [0, d + 1]
  while (from < to) {
    const middle = Math.floor((from + to) / 2)
    if (isTrue(middle)) to = middle
    else from = middle + 1
  }
  return from
}

/** `P(X ≥ k)` for `X ~ Binomial(n, p)`. */
function atLeast(k: number, n: number, p: number): number {
  if (k <= 0) return 1
  return k > n ? 0 : regularizedBeta(p, k, n - k + 1)
}
