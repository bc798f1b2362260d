/** What became of each sample over the steps of a training run. */
import { meanOf } from '../compare/sample-scores.ts'
import type { Scores } from '../compare/scores.ts'
import type { SampleHistory } from '../schema/curve.ts'
import { inSampleOrder } from '../summary/sample-order.ts'

/**
 * Sorts samples by their sides over the steps: right throughout, wrong throughout, changed once (learned or forgotten), or more often.
 * A sample counts as right where more than half of its answers are.
 *
 * @param steps scores of each step, earliest first; fractions, not ratings
 * @see Toneva et al. 2019, arXiv:1812.05159, on forgetting events and samples that are never forgotten
 */
export function sampleHistory(steps: readonly Scores[]): SampleHistory {
  const [first] = steps
  const history = {
    n: 0,
    always: 0,
    never: 0,
    learned: [] as string[],
    forgotten: [] as string[],
    unsteady: [] as string[],
  }
  for (const id of [...(first?.samples.keys() ?? [])].sort(inSampleOrder)) {
    const sides = sidesOf(id, steps)
    if (sides === undefined) continue
    history.n++
    const changes = sides.filter((side, at) => at > 0 && side !== sides[at - 1]).length
    if (changes > 1) history.unsteady.push(id)
    else if (changes === 1) (sides[0] ? history.forgotten : history.learned).push(id)
    else if (sides[0]) history.always++
    else history.never++
  }
  return history
}

/** Whether a sample is right at each step. @returns undefined where a step has no score of it */
function sidesOf(id: string, steps: readonly Scores[]): boolean[] | undefined {
  const sides: boolean[] = []
  for (const { samples } of steps) {
    const sample = samples.get(id)
    if (sample === undefined || sample.trials.length === 0) return undefined
    sides.push(meanOf(sample) > 0.5)
  }
  return sides
}
