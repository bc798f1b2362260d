/** A decision's reason, in one sentence. */
import { nameRuns } from '../comparability.ts'
import { count, deltaInterval, plural, pValue, score, size } from '../report/format.ts'
import type { Ground, Weighed } from './decide.ts'

/** @param family benchmarks over which p was adjusted */
export function reasonFor(ground: Ground, weighed: Weighed, holmP: number, family: number): string {
  const { compared, rules, seen, bounds, p, level, score: possible } = weighed
  const { range } = compared.facts
  const [baseline, candidate] = nameRuns(compared.baseline.manifest, compared.candidate.manifest)
  const margin = `the margin of ${size(rules.margin, range)}`
  const confidence = confidenceWords(level)
  const [low, high] = bounds
  const worseBy = `${candidate} is worse than ${baseline} by ${size(seen.estimate, range)}`
  switch (ground) {
    case 'better':
      return `${candidate} is better than ${baseline}: by at least ${size(low, range)} (${confidence}).`
    case 'within-margin':
      return `${candidate} is at most ${size(low, range)} worse than ${baseline} (${confidence}), within ${margin}.`
    case 'worse-within-margin':
      return `${worseBy}, but by at most ${size(low, range)} (${confidence}), within ${margin}.`
    case 'beyond-margin':
      return `${worseBy} (${confidence}: ${deltaInterval([low, high], range)}), more than ${margin}, and hardly by chance (p ${pValue(holmP)}).`
    case 'below-floor':
      return `${candidate} has ${score(possible[1], range)}, below the floor of ${score(rules.floor ?? 0, range)}.`
    case 'few-samples':
      return `${plural(seen.n, 'pair')} of samples, and the policy asks for ${count(rules.minSamples)}.`
    case 'no-room':
      return noRoom(weighed, baseline, margin)
    case 'floor-open':
      return `${candidate} would be below the floor of ${score(rules.floor ?? 0, range)} if what is unscored were wrong.`
    case 'missing-scores':
      return `What was scored would decide it, but what was not scored could turn it (${confidence}: ${deltaInterval([low, high], range)}; ${margin}).`
    case 'judge-overflow':
      return 'Some answers are too long for the judge, and were not rated: choose a judge with a longer context.'
    case 'holm':
      return `${worseBy}, more than ${margin}; p is ${pValue(p)}, but ${pValue(holmP)} as one of ${count(family)} benchmarks, which chance alone may bring about.`
    case 'chance':
      return `${worseBy}, more than ${margin}, but that may be chance (p ${pValue(p)}).`
    case 'wide':
      if (high < 0) {
        return `${candidate} is worse than ${baseline}, by ${size(high, range)} to ${size(low, range)} (${confidence}): that may be more than ${margin}, or less.`
      }
      return `${candidate} may be up to ${size(low, range)} worse than ${baseline} (${confidence}), more than ${margin}, and it may be no worse at all.`
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
    `The largest margin allowed here is ${size(room.allowed, range)}, half of what is surely above chance.`
  )
}

/** `90 %`; of a later look, as `98.7 %`. */
export const confidenceWords = (level: number) => `${Number((100 * (1 - 2 * level)).toFixed(1))} %`
