/** The same replies by every extraction rule: a gain in format is not a gain in ability. */
import type { RuleGap } from '../schema/comparison.ts'
import type { Interval } from '../schema/schema.ts'
import { signFlipTest } from '../statistics/sign-flip.ts'
import { pairedDifference } from './difference.ts'
import type { Pair } from './pairs.ts'
import { meanOf, type SampleScores } from './sample-scores.ts'
import type { Scores } from './scores.ts'

/** @param headline the rule behind the comparison itself, which is left out */
export function ruleGaps(
  pairs: readonly Pair[],
  before: Scores,
  after: Scores,
  headline: string | undefined,
  range: Interval,
): Record<string, RuleGap> {
  const names = [...new Set([...before.rules, ...after.rules])].filter((name) => name !== headline).sort()
  const binary = before.binary && after.binary
  return Object.fromEntries(
    names.flatMap((name) => {
      const gap = gapOf(pairs, name, headline, binary, range)
      return gap === undefined ? [] : [[name, gap]]
    }),
  )
}

function gapOf(
  pairs: readonly Pair[],
  name: string,
  headline: string | undefined,
  binary: boolean,
  range: Interval,
): RuleGap | undefined {
  const sums = { baseline: 0, candidate: 0 }
  const read = new ReadShares([name, headline])
  const differences: number[] = []
  const beyondHeadline: number[] = []
  for (const { before, after, difference } of pairs) {
    if (!(isRead(before, name) && isRead(after, name))) continue
    const was = meanOf(before, ({ readings }) => readings[name] ?? 0)
    const is = meanOf(after, ({ readings }) => readings[name] ?? 0)
    read.add(before, after)
    sums.baseline += was
    sums.candidate += is
    differences.push(is - was)
    beyondHeadline.push(is - was - difference)
  }
  const difference = pairedDifference(differences, binary, range)
  if (difference === undefined) return undefined
  const { n, estimate, gained, lost, p } = difference
  const gapP = signFlipTest(beyondHeadline)
  return {
    baseline: sums.baseline / n,
    candidate: sums.candidate / n,
    delta: estimate,
    gained,
    lost,
    p,
    read: read.shares(),
    gapP,
  }
}

/** In how many replies each rule found an answer. */
class ReadShares {
  readonly #rules: readonly (string | undefined)[]
  readonly #found: number[]
  readonly #replies = [0, 0]

  constructor(rules: readonly (string | undefined)[]) {
    this.#rules = rules
    this.#found = rules.flatMap(() => [0, 0])
  }

  add(before: SampleScores, after: SampleScores): void {
    for (const [side, { trials }] of [before, after].entries()) {
      this.#replies[side] = (this.#replies[side] ?? 0) + trials.length
      for (const [at, rule] of this.#rules.entries()) {
        const found = trials.filter(({ silent }) => rule === undefined || !silent.includes(rule)).length
        this.#found[2 * at + side] = (this.#found[2 * at + side] ?? 0) + found
      }
    }
  }

  /** Rule by rule, baseline and candidate. */
  shares(): number[] {
    return this.#found.map((found, at) => found / Math.max(1, this.#replies[at % 2] ?? 1))
  }
}

/** A rule may be newer than the replies it would have to read. */
const isRead = ({ trials }: SampleScores, name: string) => trials.every(({ readings }) => name in readings)
