/** Which samples changed, and what became of them. */
import { defined } from '../defined.ts'
import type { Flip } from '../schema/comparison.ts'
import type { Pair } from './pairs.ts'
import { highest, lowest, type SampleScores } from './sample-scores.ts'

/**
 * Where the two models have different numbers of answers, a mean nearly always changes: then only samples on which every answer
 * of one is better than every answer of the other.
 *
 * @param rated scores are ratings, where a change is told by its size
 */
export function flipsOf(pairs: readonly Pair[], rated: boolean): Flip[] {
  return pairs.filter(isChanged).map((pair) => flipOf(pair, rated))
}

function isChanged({ before, after, difference }: Pair): boolean {
  if (difference === 0) return false
  if (before.trials.length === after.trials.length) return true
  return difference > 0 ? areApart(before, after) : areApart(after, before)
}

function flipOf({ id, before, after, difference }: Pair, rated: boolean): Flip {
  const gained = difference > 0
  const [worse, better] = gained ? [before, after] : [after, before]
  const [low, high] = [lowest(worse), highest(better)]
  const [first, second] = gained ? [low?.answer, high?.answer] : [high?.answer, low?.answer]
  return defined({
    id,
    direction: gained ? 'gained' : 'lost',
    change: rated ? ratingChange(difference) : (low?.fate ?? 'other-answer'),
    delta: difference,
    before: first,
    after: second,
    stable: before.trials.length + after.trials.length > 2 ? areApart(worse, better) : undefined,
  })
}

/** No answer of the one is as good as any of the other: hardly luck. */
const areApart = (worse: SampleScores, better: SampleScores) =>
  (highest(worse)?.value ?? 0) < (lowest(better)?.value ?? 0)

/** `+2`, `−3`; less than half a point is `±0`. */
function ratingChange(difference: number): string {
  const size = Math.round(Math.abs(difference))
  if (size === 0) return '±0'
  return difference > 0 ? `+${size}` : `−${size}`
}
