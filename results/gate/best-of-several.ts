/** What gating several candidates at once does to the best of them, and to the chance that one passes. */
import { repeatsOf } from '../compare/compared-run.ts'
import type { BestOfSeveral } from '../schema/gate.ts'
import { correctedBest, expectedBest } from '../statistics/best-of-several.ts'
import { standardErrorOf, type Weighed } from './decide.ts'

/** @param all of one benchmark, each another candidate. @returns undefined for fewer than two */
export function bestOfSeveral(benchmark: string, all: readonly Weighed[]): BestOfSeveral | undefined {
  const [best] = all.toSorted((a, b) => b.seen.estimate - a.seen.estimate)
  if (best === undefined || all.length < 2) return undefined
  const ownErrors = all.map(ownError)
  const standardError = Math.sqrt(ownErrors.reduce((sum, error) => sum + error ** 2, 0) / all.length)
  const corrected = correctedBest(
    all.map(({ seen }) => seen.estimate),
    standardError,
  )
  const { compared, rules } = best
  const level = rules.alpha / all.length
  return {
    benchmark,
    candidate: compared.candidate.manifest.model.label,
    candidates: all.length,
    ...(compared.facts.range && { range: compared.facts.range }),
    delta: best.seen.estimate,
    byLuck: expectedBest(all.length) * standardError,
    corrected: corrected ?? best.seen.estimate,
    level,
    passes: (compared.worst?.interval(1 - 2 * Math.min(level, best.level))[0] ?? -1) > -rules.margin,
  }
}

/**
 * The luck of the baseline is common to all. Of two models answering alike often, each has half of the luck of their difference; with m
 * and n answers to each sample, the candidate has `m / (m + n)`.
 */
function ownError({ seen, compared }: Weighed): number {
  const [before, after] = [repeatsOf(compared.baseline), repeatsOf(compared.candidate)]
  return standardErrorOf(seen) * Math.sqrt(before / (before + after))
}
