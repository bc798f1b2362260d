/** What a margin could be, for a benchmark that has none: seen from two runs of it. */
import type { Compared } from '../compare/compare.ts'
import type { PairedDifference } from '../compare/difference.ts'
import { normalQuantile } from '../statistics/normal.ts'
import { shareOdds } from '../statistics/share-odds.ts'
import { plural } from '../words/format.ts'
import { standardErrorOf } from './decide.ts'
import { DEFAULT_ALPHA } from './policy.ts'

const CHANCE = 0.8

/**
 * The smallest margin at which a model that is as good as the baseline passes with 80%, in points of the table and rounded up to
 * half a point of a share, to 0.05 of a rating. Right or wrong once each: exactly, where two more samples differ than these
 * runs show, since few that differ tell little of how many will. Else `(z_0.8 + z_0.95)·SE`.
 *
 * @returns undefined where no sample was scored in both runs
 */
export function suggestedMargin({ seen, facts }: Pick<Compared, 'seen' | 'facts'>): number | undefined {
  if (seen === undefined) return undefined
  const [min, max] = facts.range ?? [0, 1]
  const [unit, step] = min === 0 && max === 1 ? [100, 0.5] : [1, 0.05]
  const normal = unit * (normalQuantile(CHANCE) - normalQuantile(DEFAULT_ALPHA)) * standardErrorOf(seen)
  const steps = seen.test === EXACT ? exactSteps(seen, step / unit) : Math.ceil(normal / step - 1e-9)
  return Number((steps * step).toFixed(2))
}

/** What the comparison of scores that are right or wrong once each is tested by. */
const EXACT = 'McNemar exact'

function exactSteps({ n, gained, lost }: PairedDifference, step: number): number {
  const discordance = Math.min(1, (gained + lost + 2) / n)
  let [low, high] = [0, Math.ceil(1 / step)]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    const { pass } = shareOdds({ pairs: n, discordance }, { margin: middle * step, alpha: DEFAULT_ALPHA })
    if (pass >= CHANCE) high = middle
    else low = middle
  }
  return high
}

/** One sentence with a space after it; empty where there is nothing to go by. */
export function marginSuggestion(compared: Pick<Compared, 'seen' | 'facts'> | object): string {
  if (!('facts' in compared)) return ''
  const margin = suggestedMargin(compared)
  if (margin === undefined) return ''
  return `These two runs suggest ${margin}: with ${plural(compared.seen?.n ?? 0, 'sample')} that differ as much, an equally good model passes it 80% of the time. `
}
