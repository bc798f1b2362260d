/** The same replies by every extraction rule: a gain in format is not a gain in ability. */

import type { RuleGap } from '../comparison-schema.ts'
import { byName } from '../counter.ts'
import type { Interval } from '../schema.ts'
import { pairedDifference } from './difference.ts'
import type { Pair } from './pairs.ts'
import type { SampleScores, Scores } from './scores.ts'

/** @param headline the rule behind the comparison itself, which is left out */
export function ruleGaps(
  pairs: readonly Pair[],
  before: Scores,
  after: Scores,
  headline: string | undefined,
  range: Interval,
): Record<string, RuleGap> {
  const names = before.rules.filter((name) => name !== headline && after.rules.includes(name))
  const binary = before.binary && after.binary
  const gaps = names
    .filter((name) => before.rulesThatFound.has(name) || after.rulesThatFound.has(name))
    .flatMap((name): [string, RuleGap][] => {
      const places = [before.rules.indexOf(name), after.rules.indexOf(name)] as const
      const gap = gapOf(pairs, places, binary, range)
      return gap === undefined ? [] : [[name, gap]]
    })
  return Object.fromEntries(gaps.sort(byName))
}

function gapOf(
  pairs: readonly Pair[],
  [beforePlace, afterPlace]: readonly [number, number],
  binary: boolean,
  range: Interval,
): RuleGap | undefined {
  const sums = { baseline: 0, candidate: 0 }
  const differences: number[] = []
  for (const { before, after } of pairs) {
    const [first, second] = [readingMean(before, beforePlace), readingMean(after, afterPlace)]
    if (first === undefined || second === undefined) continue
    sums.baseline += first
    sums.candidate += second
    differences.push(Number((second - first).toPrecision(12)))
  }
  const difference = pairedDifference(differences, binary, range)
  if (difference === undefined) return undefined
  const { n, estimate, gained, lost, p } = difference
  return { baseline: sums.baseline / n, candidate: sums.candidate / n, delta: estimate, gained, lost, p }
}

const readingMean = ({ readings, values }: SampleScores, place: number) => {
  const sum = readings?.[place]
  return sum === undefined ? undefined : sum / values.length
}
