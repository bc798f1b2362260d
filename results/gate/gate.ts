/** The gate: one verdict on all candidates and benchmarks, by the policy. Pure: runs have been read, looks counted. */

import { defined } from '../defined.ts'
import { UsageError } from '../errors.ts'
import type { GateDecision, GatePolicy, GateVerdict } from '../schema/gate.ts'
import { SCHEMA_VERSION } from '../schema/schema-version.ts'
import { holm } from '../statistics/holm.ts'
import { roundFacts } from '../summary/round-facts.ts'
import { checksLine } from '../words/failed-checks.ts'
import { stageName } from '../words/stage-words.ts'
import { adviceFor, headroomAdvice } from './advice.ts'
import { bestOfSeveral } from './best-of-several.ts'
import { caseOf, type GateCase, type GatedPair } from './case.ts'
import { decide, standardErrorOf, type Weighed } from './decide.ts'
import { exitCodeOf, overall, overallReason } from './overall.ts'
import { requiredByName } from './policy.ts'
import { pooledDifference } from './pooled.ts'
import { oneSided, reasonFor } from './reasons.ts'
import { withChecks } from './with-checks.ts'

/** @throws UsageError for a benchmark without a margin, and where there is nothing to decide */
export function gate(pairs: readonly GatedPair[], policy: GatePolicy): GateVerdict {
  if (pairs.length === 0) throw new UsageError('there is no run of a candidate to gate, only the baseline’s')
  const cases = pairs.map((pair) => caseOf(pair, policy))
  const adjusted = holmByCandidate(cases)
  const decided = cases.map((given) => withChecks(decisionOf(given, adjusted.get(given)), checksOf(given)))
  const decisions = [...decided, ...neverRun(pairs, policy)]
  const verdict = overall(decisions)
  return roundFacts({
    schemaVersion: SCHEMA_VERSION,
    verdict,
    exitCode: exitCodeOf(verdict, decisions, policy),
    reason: [overallReason(verdict, decisions, policy), checksLine(decisions)].join(' ').trim(),
    decisions,
    ...pooledByCandidate(cases),
    ...bestByBenchmark(cases),
  })
}

const checksOf = ({ pair: { compared } }: GateCase) => ('facts' in compared ? compared.facts.checks : undefined)

/** p-values, adjusted over the required benchmarks of each candidate; an advisory one stands for itself. */
function holmByCandidate(cases: readonly GateCase[]): Map<GateCase, { holmP: number; family: number }> {
  const weighed = cases.filter((given) => given.weighed !== undefined)
  const adjusted = new Map(weighed.map((given) => [given, { holmP: given.weighed?.p ?? 1, family: 1 }]))
  const required = weighed.filter(({ rules }) => rules.tier === 'required')
  for (const family of Map.groupBy(required, ({ pair }) => pair.candidate.manifest.model.label).values()) {
    const ps = holm(family.map((given) => given.weighed?.p ?? 1))
    for (const [index, given] of family.entries()) adjusted.set(given, { holmP: ps[index] ?? 1, family: family.length })
  }
  return adjusted
}

/** Absent where each benchmark has one candidate. */
function bestByBenchmark(cases: readonly GateCase[]): Pick<GateVerdict, 'best'> {
  const measured = cases.filter(({ weighed }) => weighed !== undefined)
  const best = [...Map.groupBy(measured, ({ pair }) => pair.candidate.manifest.benchmark.name)].flatMap(
    ([benchmark, group]) =>
      bestOfSeveral(
        benchmark,
        group.flatMap(({ weighed }) => weighed ?? []),
      ) ?? [],
  )
  return best.length === 0 ? {} : { best }
}

/** Absent where no candidate has several required benchmarks. */
function pooledByCandidate(cases: readonly GateCase[]): Pick<GateVerdict, 'pooled'> {
  const required = cases.filter(({ rules }) => rules.tier === 'required')
  const pooled = [...Map.groupBy(required, ({ pair }) => pair.candidate.manifest.model.label)].flatMap(
    ([candidate, family]) => {
      const parts = family.flatMap(({ pair, rules, weighed }) => {
        const [min, max] = pair.candidate.summary?.range ?? [0, 1]
        const { benchmark } = pair.candidate.manifest
        return weighed === undefined ? [] : [{ benchmark: benchmark.name, rules, seen: weighed.seen, span: max - min }]
      })
      const found = pooledDifference(parts)
      return found === undefined ? [] : [{ candidate, ...found }]
    },
  )
  return pooled.length === 0 ? {} : { pooled }
}

function decisionOf(
  given: GateCase,
  { holmP, family }: { holmP: number; family: number } = { holmP: 1, family: 1 },
): GateDecision {
  const { pair, rules, level, obstacle, weighed } = given
  const { manifest, summary } = pair.candidate
  const { tier, margin, floor, alpha } = rules
  const base = defined({
    benchmark: manifest.benchmark.name,
    baseline: pair.baseline.manifest.model.label,
    candidate: manifest.model.label,
    run: pair.candidate.folder,
    tier,
    range: summary?.range,
    margin,
    floor,
    alpha,
    level,
    look: pair.look,
  })
  if (weighed === undefined) return { ...base, verdict: 'INCOMPLETE', reason: '', ...obstacle }
  const { verdict, ground } = decide(weighed, holmP)
  const { compared, seen, bounds, p, marginP, room } = weighed
  return defined({
    ...base,
    verdict,
    worse: ground === 'worse-within-margin' || undefined,
    ground,
    stage: compared.stage && { number: compared.stage.number, of: compared.stage.of },
    reason: withLook(reasonFor(ground, weighed, holmP, family), given),
    ...(verdict === 'INCONCLUSIVE' && advice(ground, weighed)),
    standardError: standardErrorOf(seen),
    delta: seen.estimate,
    interval: compared.facts.interval,
    bounds,
    room: room && { chance: room.chance, low: room.low, allowed: room.allowed },
    p,
    marginP,
    holmP,
  })
}

function withLook(reason: string, { pair: { look }, level, rules, weighed }: GateCase): string {
  const stage = weighed?.compared.stage
  if (look === 1 && stage === undefined) return reason
  const place = [
    ...(look === 1 ? [] : [`look ${look} at this checkpoint`]),
    ...(stage === undefined ? [] : [`${stageName(stage)} of its plan`]),
  ]
  return `${reason} It is ${place.join(', and ')}, decided at ${oneSided(level)} instead of ${oneSided(rules.alpha)}, one-sided.`
}

function advice(ground: ReturnType<typeof decide>['ground'], weighed: Weighed) {
  if (ground === 'missing-scores' || ground === 'floor-open') {
    return { advice: 'Ask only the unscored trials again: repeat the command that ran them with --retry-errors.' }
  }
  if (ground === 'judge-overflow')
    return { advice: 'Have the same answers judged by another model: evalkit rescore RUN --judge …' }
  return ground === 'no-room' ? { advice: headroomAdvice(weighed) } : adviceFor(weighed)
}

/** What the policy requires by name, and nobody has run. */
function neverRun(pairs: readonly GatedPair[], policy: GatePolicy): GateDecision[] {
  const candidates = Map.groupBy(pairs, ({ candidate }) => candidate.manifest.model.label)
  return [...candidates].flatMap(([candidate, of]) => {
    const run = new Set(of.map((pair) => pair.candidate.manifest.benchmark.name))
    return requiredByName(policy)
      .filter((name) => !run.has(name))
      .map((benchmark): GateDecision => {
        const alpha = policy.alpha ?? 0.05
        const baseline = of[0]?.baseline.manifest.model.label ?? ''
        const reason = `The policy requires ${benchmark}, and there is no run of it by ${candidate}.`
        const facts = { tier: 'required' as const, alpha, level: alpha, look: 1 }
        return { benchmark, baseline, candidate, verdict: 'INCOMPARABLE', reason, ...facts }
      })
  })
}
