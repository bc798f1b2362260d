/**
 * All required benchmarks of a candidate in one number: is there any degradation at all? A small loss everywhere is seen here
 * before any single benchmark shows it. It is told beside the verdicts and never changes one: a mean passes a model that lost
 * one skill and gained another.
 */

import type { PooledDifference } from '../schema/gate.ts'
import { CONFIDENCE } from '../statistics/confidence.ts'
import { normalCdf, normalReach } from '../statistics/normal.ts'
import { sum } from '../statistics/sum.ts'
import type { Weighed } from './decide.ts'

type Part = Pick<Weighed, 'seen' | 'rules'> & { readonly benchmark: string; readonly span: number }

/**
 * Mean over benchmarks of `difference/margin`, each paired sample by sample: −1 is a loss of a whole margin on every one of them.
 * `SE² = Σ(SE_b/m_b)²/B²`. Benchmarks that share questions (`humaneval` and `humaneval-plus`) are one group, within which errors
 * add up as if they were the same (correlation 1), so that the interval is never too narrow.
 *
 * @param parts required benchmarks of one candidate; `span` is how far apart two scores can be
 * @returns undefined for fewer than two benchmarks, or a margin of 0, which nothing can be measured in
 */
export function pooledDifference(parts: readonly Part[]): Omit<PooledDifference, 'candidate'> | undefined {
  if (parts.length < 2 || parts.some(({ rules }) => rules.margin === 0)) return undefined
  const count = parts.length
  const estimate = sum(parts.map(({ seen, rules }) => seen.estimate / rules.margin)) / count
  const groups = Map.groupBy(parts, ({ benchmark }) => rootOf(benchmark, parts))
  const variance = sum([...groups.values()].map((group) => sum(group.map(errorInMargins)) ** 2)) / count ** 2
  const error = Math.sqrt(variance)
  const reach = normalReach(CONFIDENCE) * error
  return {
    benchmarks: parts.map(({ benchmark }) => benchmark),
    estimate,
    interval: [estimate - reach, estimate + reach],
    p: normalCdf(estimate / error),
  }
}

/** Where no two scores differed, as if one sample's had. */
function errorInMargins({ seen: { n, gained, lost, standardError }, rules, span }: Part): number {
  return (gained + lost === 0 ? span / n : standardError) / rules.margin
}

/** The shortest name that it begins with: `gsm8k` for `gsm8k-platinum`, where both are there. */
function rootOf(benchmark: string, parts: readonly Part[]): string {
  const roots = parts.map((part) => part.benchmark).filter((name) => benchmark.startsWith(`${name}-`))
  return roots.sort((a, b) => a.length - b.length)[0] ?? benchmark
}
