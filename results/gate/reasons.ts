/** A decision's reason, in one sentence. */
import { nameRuns } from '../compare/comparability.ts'
import { count, deltaInterval, interval, plural, pValue, score, size } from '../words/format.ts'
import { FEW, type Ground, type Weighed } from './decide.ts'

/** @param family benchmarks over which p was adjusted */
export function reasonFor(ground: Ground, weighed: Weighed, holmP: number, family: number): string {
  const { compared, rules, seen, bounds, p, level, score: possible } = weighed
  const { range } = compared.facts
  const [baseline, candidate] = nameRuns(compared.baseline.manifest, compared.candidate.manifest)
  const margin = `the margin of ${size(rules.margin, range)}`
  const [low, high] = bounds
  const sure = `${oneSided(level)}, one-sided`
  const both = `${twoSided(level)}: ${deltaInterval([low, high], range)}`
  const measured = `${size(seen.estimate, range)} as measured`
  switch (ground) {
    case 'better':
      return `${candidate} is better than ${baseline}, by at least ${size(low, range)} (${sure}).`
    case 'within-margin':
      if (low > 0) return `${candidate} is no worse than ${baseline} (${sure}).`
      return `${candidate} is at most ${size(low, range)} worse than ${baseline} (${sure}), within ${margin}.`
    case 'worse-within-margin':
      return `${candidate} is worse than ${baseline}, by ${measured} and at most ${size(low, range)} (${sure}), within ${margin}.`
    case 'beyond-margin':
      return (
        `${candidate} is significantly worse than ${baseline} (${pWords(holmP)}), by ${measured}, which is beyond ${margin}; ` +
        `the true loss may be ${interval([Math.max(0, -high), -low], range)} (${twoSided(level)}).`
      )
    case 'below-floor':
      return `${candidate} scores ${score(possible[1], range)}, below the floor of ${score(rules.floor ?? 0, range)}.`
    case 'few-samples':
      if (rules.minSamples !== undefined) {
        return `${plural(seen.n, 'pair')} of samples, and the policy asks for ${count(rules.minSamples)}.`
      }
      return `Only ${plural(seen.n, 'pair')} of samples: with fewer than ${FEW}, models that are worse by the margin pass too often.`
    case 'no-room':
      return noRoom(weighed, baseline, margin)
    case 'floor-open':
      return `${candidate} would be below the floor of ${score(rules.floor ?? 0, range)} if all that is unscored were wrong.`
    case 'missing-scores':
      return `What was scored would decide it, but what was not scored could change that (${both}; ${margin}).`
    case 'judge-overflow':
      return 'Some answers are too long for the judge and were not rated: choose a judge with a longer context.'
    case 'holm':
      return (
        `${candidate} is worse than ${baseline} by ${measured}, beyond ${margin}, but not significantly: ${pWords(p)}, and ` +
        `${pWords(holmP)} after Holm’s correction for ${count(family)} benchmarks.`
      )
    case 'chance':
      return `${candidate} is worse than ${baseline} by ${measured}, beyond ${margin}, but not significantly (${pWords(p)}).`
    case 'wide':
      if (high < 0) {
        return `${candidate} is worse than ${baseline}, by ${interval([-high, -low], range)} (${twoSided(level)}): that may be more than ${margin}, or less.`
      }
      return `${candidate} may be up to ${size(low, range)} worse than ${baseline} (${sure}), more than ${margin}, and it may be no worse at all.`
  }
}

function noRoom({ room, compared }: Weighed, baseline: string, margin: string): string {
  const { range } = compared.facts
  if (room === undefined) return ''
  const has = `${baseline} scores ${score(room.score, range)} (95%: at least ${score(room.low, range)})`
  const guessing = `guessing scores ${score(room.chance, range)}`
  if (room.allowed === 0) {
    return `No room to lose: ${has} and ${guessing}, so the baseline has nothing that a loss could be measured by.`
  }
  return (
    `No room to lose: ${has} and ${guessing}, so a model that lost most of that could still be within ${margin}. ` +
    `The largest margin allowed here is ${size(room.allowed, range)}, half of what is significantly above chance.`
  )
}

const pWords = (p: number) => (p < 0.001 ? 'p < 0.001' : `p = ${pValue(p)}`)

/** What the interval with both limits holds: `90%`; at a later look, as `96.4%`. */
export const twoSided = (level: number) => percent(1 - 2 * level)

/** What one limit holds, by which the gate decides: `95%`; at a later look, as `98.2%`. */
export const oneSided = (level: number) => percent(1 - level)

/** One decimal, or as many as it takes to show two digits of what is left to 100. */
function percent(share: number): string {
  const left = 100 * (1 - share)
  const decimals = left >= 0.5 ? 1 : 1 - Math.floor(Math.log10(left))
  return `${Number((100 * share).toFixed(decimals))}%`
}
