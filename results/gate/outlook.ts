/** What further answers could bring: the chance that they settle an open case, by the next look's own level. */

import { assumedSpread, luckShare } from '../assumptions.ts'
import { repeatsOf } from '../compare/compared-run.ts'
import { chanceToSettle, type SoFar, standardErrorAfter } from '../statistics/next-verdict.ts'
import { standardErrorOf, type Weighed } from './decide.ts'
import { levelOf } from './look-level.ts'

/** Parts of the variance of the mean difference. */
interface Parts {
  readonly samples: number
  /** Of one answer to each sample. */
  readonly luck: { readonly before: number; readonly after: number }
  /** Some sample was answered twice; else the share of luck is assumed. */
  readonly isMeasured: boolean
}

/** Which answers would be asked, and count. */
export interface Plan {
  /** The baseline is a stored one, and stays as it is. */
  readonly keepsBaseline: boolean
  /** The answers so far count as well: then it is the next look. */
  readonly pools: boolean
  readonly look: number
}

export interface Chances {
  /** If the two models are equal. */
  readonly equal: number
  /** If they differ as checkpoints of one model do: by half of the margin, in standard deviations. */
  readonly usual: number
  /** One-sided, of that look. */
  readonly level: number
}

export interface Forecast extends Plan {
  readonly isMeasured: boolean
  /** No answer would tell anything new. */
  readonly isFrozen: boolean
  readonly after: (more: number) => Chances
}

export function forecast(weighed: Weighed): Forecast {
  const { seen, rules, before, look: current } = weighed
  const plan = planOf(weighed)
  const parts = partsOf(weighed)
  const soFar = { estimate: seen.estimate, ...sidesOf(weighed, parts, plan) }
  const after = (more: number): Chances => {
    const now = standardErrorOf(seen)
    const next = standardErrorAfter(soFar, { more, pools: plan.pools })
    const information = plan.pools && before && next > 0 ? { before: [...before, now], now: next } : undefined
    const level = levelOf(plan.look, rules.alpha, plan.look === current + 1 ? information : undefined)
    const chance = (prior: number) =>
      Math.min(1, chanceToSettle(soFar, { margin: rules.margin, alpha: level, more, pools: plan.pools, prior }))
    return { equal: chance(0), usual: chance(rules.margin / 2), level }
  }
  return { ...plan, isMeasured: parts.isMeasured, isFrozen: soFar.luck === 0, after }
}

function planOf({ compared: { baseline, candidate }, look }: Weighed): Plan {
  const keepsBaseline = baseline.folder.startsWith('@')
  const isKnown = candidate.manifest.model.version !== undefined
  const pools = isKnown && (keepsBaseline || baseline.manifest.model.version !== undefined)
  return { keepsBaseline, pools, look: isKnown ? look + 1 : 1 }
}

/** As large as the difference's own variance, in the proportions that were measured for single samples, or are assumed. */
function partsOf({ compared, seen }: Weighed): Parts {
  const { baseline, candidate, sampling } = compared
  const variance = standardErrorOf(seen) ** 2
  const answers = { before: repeatsOf(baseline), after: repeatsOf(candidate) }
  const measured = compared.spread()
  if (measured !== undefined) {
    const { question, before, after } = measured
    const total = question + before / answers.before + after / answers.after
    const scale = total === 0 ? 0 : variance / total
    return { samples: question * scale, luck: { before: before * scale, after: after * scale }, isMeasured: true }
  }
  const { range, benchmark } = compared.facts
  const share = luckShare(assumedSpread(benchmark, range !== undefined), sampling)
  // Nobody was asked twice, so that both have one answer, and are taken to have as much luck.
  const luck = (variance * share) / 2
  return { samples: variance * (1 - share), luck: { before: luck, after: luck }, isMeasured: false }
}

function sidesOf({ compared }: Weighed, { samples, luck }: Parts, { keepsBaseline }: Plan): Omit<SoFar, 'estimate'> {
  const [before, after] = [repeatsOf(compared.baseline), repeatsOf(compared.candidate)]
  if (keepsBaseline) return { lasting: samples + luck.before / before, luck: luck.after, answers: after }
  const [one, now] = [luck.before + luck.after, luck.before / before + luck.after / after]
  return { lasting: samples, luck: one, answers: now === 0 ? after : one / now }
}
