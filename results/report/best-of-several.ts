/** What is to be known of the best of several candidates, as a sentence for each benchmark. */
import type { BestOfSeveral, GateVerdict } from '../schema/gate.ts'
import { change, count, size } from '../words/format.ts'

export const bestSentences = ({ best = [] }: Pick<GateVerdict, 'best'>): string[] => best.map(bestWords)

function bestWords({
  benchmark,
  candidate,
  candidates,
  range,
  delta,
  byLuck,
  corrected,
  level,
  passes,
}: BestOfSeveral): string {
  const all = `${count(candidates)} candidates`
  const share = `${Number((100 * level).toPrecision(2))}%`
  return (
    `${benchmark}: ${candidate} is the best of ${all}, by ${change(delta, range)} as measured. The best of ${all} that are equal looks ` +
    `about ${size(byLuck, range)} better than they are; corrected for that, ${change(corrected, range)}. Each verdict is decided by itself: to let ` +
    `no model that is worse by the margin pass among ${all}, the best ${passes ? 'passes' : 'would have to pass'} at ${share}` +
    `${passes ? ' as well' : ', and does not'}.`
  )
}
