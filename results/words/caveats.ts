/** What a reader should know before trusting a difference, one sentence each, most severe first. */

import type { Comparison, Imbalance, RuleGap } from '../schema/comparison.ts'
import { holm } from '../statistics/holm.ts'
import { checkSentence } from './failed-checks.ts'
import { count, delta, deltaInterval, pValue, score } from './format.ts'
import { type Finding, finding, SIGNIFICANT } from './sentence.ts'

export function caveats(comparison: Comparison): string[] {
  return [
    ...(comparison.allowed ?? []).map((text) => `‡ allowed to differ: ${text}`),
    ...failedChecks(comparison),
    ...contamination(comparison),
    ...missing(comparison),
    ...imbalances(comparison),
    ...ruleGaps(comparison),
    ...correction(comparison),
    ...comparison.notes,
  ]
}

/** A gate's reason has them already. */
const failedChecks = ({ checks = [], verdict }: Comparison) => (verdict === undefined ? checks.map(checkSentence) : [])

/** @returns nothing without a report on training data */
export function contamination({ contaminated, baseline, candidate, range }: Comparison): string[] {
  if (contaminated === undefined) return []
  const { samples, without } = contaminated
  if (samples === 0) return ['no sample overlaps with the training data of the contamination report']
  const overlap = `${samples === 1 ? '1 sample overlaps' : `${count(samples)} samples overlap`} with training data`
  if (without === undefined) return [`${overlap}, and no other is scored by both`]
  const scores = `${baseline} ${score(without.baseline, range)}, ${candidate} ${score(without.candidate, range)}`
  const reach = without.interval === undefined ? '' : ` (${deltaInterval(without.interval, range)})`
  const change = without.delta === undefined ? '' : `, Δ ${delta(without.delta, range)}${reach}`
  const chance = without.p === undefined ? '' : `, p ${pValue(without.p)}`
  return [`${overlap}; score without overlapping samples, over ${count(without.pairs)}: ${scores}${change}${chance}`]
}

function missing({ unpaired, bounds, range, baseline, candidate }: Comparison): string[] {
  if (bounds === undefined) return []
  const reach = `whatever the missing scores were, Δ lies within ${deltaInterval(bounds, range)}`
  if (unpaired === 0) return [`some repeats of ${baseline} or ${candidate} are unscored; ${reach}`]
  const samples = unpaired === 1 ? '1 sample has' : `${count(unpaired)} samples have`
  return [`${samples} no score from both ${baseline} and ${candidate}, and no part in the difference; ${reach}`]
}

function imbalances({ unscored, truncated, baseline, candidate }: Comparison): string[] {
  const uneven = (what: string, facts: Imbalance | undefined, meaning: string) => {
    if (facts === undefined || facts.p >= SIGNIFICANT) return []
    const more = facts.candidate > facts.baseline ? candidate : baseline
    const words = `${count(facts.baseline)} under ${baseline}, ${count(facts.candidate)} under ${candidate}`
    return [`more samples are ${what} under ${more} (${words}; p ${pValue(facts.p)}): ${meaning}`]
  }
  return [
    ...uneven('unscored', unscored, 'what is missing may not be missing by chance'),
    ...uneven('truncated', truncated, 'the difference may be one of length; look at --max-tokens'),
  ]
}

/** A rule that reads less than this of the replies is for another form altogether. */
const MOST = 0.5

/**
 * Rules that show a significantly different difference (Holm, over the rules), among those that find an answer in most replies.
 */
export function ruleGaps(comparison: Comparison): string[] {
  const { rules = {}, baseline, candidate, range } = comparison
  const headline = finding(comparison)
  const gaps = Object.entries(rules).filter(([, { read = [] }]) => read.every((share) => share > MOST))
  const adjusted = holm(gaps.map(([, { gapP }]) => gapP))
  return gaps
    .filter((_, at) => (adjusted[at] ?? 1) < SIGNIFICANT)
    .map(([name, gap]) => {
      const scores = `${baseline} ${score(gap.baseline, range)}, ${candidate} ${score(gap.candidate, range)}`
      const change = `${delta(gap.delta, range)} (p ${pValue(gap.p)})`
      return `by rule ${name} the difference is ${change}; ${scores}: ${meaningOf(gap, headline, comparison)}`
    })
}

/** What another rule sees less of may be form; of what it sees as well, the size may be. */
function meaningOf(gap: RuleGap, headline: Finding, { delta: difference = 0 }: Comparison): string {
  if (headline === 'unclear' || Math.abs(gap.delta) > Math.abs(difference)) return 'the two differ in format'
  return ruleFinding(gap) === headline ? 'part of it may be one of format' : 'it may be one of format'
}

const ruleFinding = ({ delta: change, p }: RuleGap) =>
  p >= SIGNIFICANT || change === 0 ? 'unclear' : change > 0 ? 'better' : 'worse'

/** Says that a difference is significant by itself, and not among the others of its table. */
export function correction({ p = 1, holmP = p }: Comparison): string[] {
  if (p >= SIGNIFICANT || holmP < SIGNIFICANT) return []
  return [`p is ${pValue(p)}, but ${pValue(holmP)} after Holm's correction for the comparisons of this table`]
}
