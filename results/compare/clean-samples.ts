/** A comparison over the samples that training data is known not to hold. */
import { defined } from '../defined.ts'
import type { CleanComparison } from '../schema/comparison.ts'
import type { Aggregate } from '../schema/schema.ts'
import { estimate, plainMean } from '../statistics/strata.ts'
import { strataOf } from '../summary/rated-samples.ts'
import { type ComparedRun, repeatsOf } from './compared-run.ts'
import { differenceFacts, pairedDifference } from './difference.ts'
import { pairUp } from './pairs.ts'
import { meanOf } from './sample-scores.ts'
import { readScores, type Scores } from './scores.ts'

/**
 * Both scores and their difference once more, without some samples.
 *
 * @returns undefined where no sample is left that both have scored
 */
export async function compareWithout(
  excluded: ReadonlySet<string>,
  baseline: ComparedRun,
  candidate: ComparedRun,
): Promise<CleanComparison | undefined> {
  const [before, after] = [await readScores(baseline, excluded), await readScores(candidate, excluded)]
  const { range } = after
  const { pairs } = pairUp(before, after, {
    repeats: [repeatsOf(baseline), repeatsOf(candidate)],
    range,
  })
  const { aggregate } = candidate.manifest.protocol
  const difference = pairedDifference(
    pairs.map((pair) => pair.difference),
    before.binary && after.binary,
    range,
    before.rated && after.rated && strataOf(before.rated.differences(after.rated), aggregate),
  )
  const score = (scores: Scores, values: readonly number[]) => aggregated(scores, values, aggregate)
  const first = score(
    before,
    pairs.map((pair) => meanOf(pair.before)),
  )
  const second = score(
    after,
    pairs.map((pair) => meanOf(pair.after)),
  )
  if (difference === undefined || first === undefined || second === undefined) return undefined
  const { delta, interval, p } = differenceFacts(difference)
  return defined({ pairs: pairs.length, baseline: first, candidate: second, delta, interval, p })
}

const aggregated = ({ rated }: Scores, values: readonly number[], aggregate: Aggregate | undefined) =>
  estimate(rated === undefined ? plainMean(values) : strataOf(rated.all(), aggregate))?.mean
