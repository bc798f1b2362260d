/** The gate: one verdict on all candidates and benchmarks, by the policy. Pure: runs have been read, looks counted. */

import type { Compared } from '../compare/compare.ts'
import { allRuns, type ComparedRun } from '../compare/compared-run.ts'
import type { RunPair } from '../compare/groups.ts'
import { defined } from '../defined.ts'
import { EXIT, type ExitCode, UsageError } from '../errors.ts'
import type { Verdict } from '../schema/comparison.ts'
import type { GateDecision, GatePolicy, GateVerdict } from '../schema/gate.ts'
import type { RunManifest } from '../schema/schema.ts'
import { SCHEMA_VERSION } from '../schema/schema-version.ts'
import { holm } from '../statistics/holm.ts'
import { roundFacts } from '../summary/round-facts.ts'
import { checksLine } from '../words/failed-checks.ts'
import { count, plural } from '../words/format.ts'
import { causeOf } from '../words/incomplete.ts'
import { stageName } from '../words/stage-words.ts'
import { adviceFor, headroomAdvice } from './advice.ts'
import { bestOfSeveral } from './best-of-several.ts'
import { decide, standardErrorOf, type Weighed, weigh } from './decide.ts'
import { levelOf } from './look-level.ts'
import { type Rules, requiredByName, rulesFor } from './policy.ts'
import { pooledDifference } from './pooled.ts'
import { oneSided, reasonFor } from './reasons.ts'
import { marginSuggestion } from './suggested-margin.ts'
import { withChecks } from './with-checks.ts'

/** A pair of runs as the gate gets it. */
export interface GatedPair extends RunPair {
  /** From 1. */
  readonly look: number
  /** Standard errors at the looks before, oldest first; absent where their answers do not count with these, or none is known. */
  readonly before?: readonly number[]
  /** The comparison; or why there is none, in one sentence. */
  readonly compared: Compared | { readonly incomparable: string; readonly hint?: string | undefined }
}

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

const checksOf = ({ pair: { compared } }: Given) => ('facts' in compared ? compared.facts.checks : undefined)

interface Given {
  readonly pair: GatedPair
  readonly rules: Rules
  readonly level: number
  /** Why it cannot be decided yet, or at all. */
  readonly obstacle?: { readonly verdict: Verdict; readonly reason: string; readonly advice?: string }
  readonly weighed?: Weighed
}

function caseOf(pair: GatedPair, policy: GatePolicy): Given {
  const { candidate, compared, look, before } = pair
  const { manifest, summary } = candidate
  const rules = rulesFor(manifest.benchmark, plannedAnswers(manifest), summary?.range ?? [0, 1], policy, () =>
    marginSuggestion(compared),
  )
  const now = 'facts' in compared && compared.seen !== undefined ? standardErrorOf(compared.seen) : undefined
  const share = levelOf(look, rules.alpha, before && now !== undefined ? { before, now } : undefined)
  const level = 'facts' in compared && compared.stage ? compared.stage.level(share) : share
  const runs =
    'facts' in compared ? [compared.baseline, compared.candidate].flatMap(allRuns) : [pair.baseline, candidate]
  const unfinished = runs.flatMap((run) => incomplete(run, rules))
  if (unfinished.length > 0) {
    const advice = 'Ask only what is missing again: repeat the command that ran it with --retry-errors.'
    return { pair, rules, level, obstacle: { verdict: 'INCOMPLETE', reason: unfinished.join(' '), advice } }
  }
  if ('incomparable' in compared) {
    const { incomparable: reason, hint: advice } = compared
    return { pair, rules, level, obstacle: { verdict: 'INCOMPARABLE', reason, ...(advice && { advice }) } }
  }
  const weighed = weigh({ compared, rules, look, level, ...(before && { before }) })
  if (weighed !== undefined) return { pair, rules, level, weighed }
  return { pair, rules, level, obstacle: { verdict: 'INCOMPLETE', reason: 'No sample was scored in both runs.' } }
}

/** More answers than were planned at first change no margin: it was fixed before the first of them. */
const plannedAnswers = ({ design, trialsPerSample: repeats }: RunManifest) =>
  (design?.kind === 'escalate' ? design.answers[0] : undefined) ?? repeats

/** Infrastructure first: what was not measured is neither passed nor regressed. */
function incomplete({ manifest, summary }: ComparedRun, { maxUnscored }: Rules): string[] {
  const { label } = manifest.model
  if (summary === undefined) return [`The run of ${label} has no summary: it was cut off, or is still going on.`]
  const { pending, unscored, trials } = summary
  const all = pending + unscored + trials
  const cause = causeOf(summary)
  const why = cause === '' ? '' : ` ${capital(cause)}`
  if (pending > 0) return [`${count(pending)} of ${plural(all, 'trial')} of ${label} are pending.${why}`]
  if (unscored <= maxUnscored * all) return []
  const share = Number((100 * maxUnscored).toFixed(2))
  return [`${count(unscored)} of ${plural(all, 'trial')} of ${label} are unscored, more than ${share}%.${why}`]
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

/** p-values, adjusted over the required benchmarks of each candidate; an advisory one stands for itself. */
function holmByCandidate(cases: readonly Given[]): Map<Given, { holmP: number; family: number }> {
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
function bestByBenchmark(cases: readonly Given[]): Pick<GateVerdict, 'best'> {
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
function pooledByCandidate(cases: readonly Given[]): Pick<GateVerdict, 'pooled'> {
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
  given: Given,
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

function withLook(reason: string, { pair: { look }, level, rules, weighed }: Given): string {
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

/** Most severe first. An incomplete run is not gated, whatever else was found: a failing server must not look like a regression. */
const BY_SEVERITY: readonly Verdict[] = ['INCOMPLETE', 'INCOMPARABLE', 'REGRESSED', 'INCONCLUSIVE']

function overall(decisions: readonly GateDecision[]): Verdict {
  const verdicts = required(decisions).map(({ verdict }) => verdict)
  return BY_SEVERITY.find((verdict) => verdicts.includes(verdict)) ?? 'PASS'
}

const required = (decisions: readonly GateDecision[]) => decisions.filter(({ tier }) => tier === 'required')

const EXIT_CODES: Readonly<Record<Verdict, ExitCode>> = {
  PASS: EXIT.ok,
  INCOMPLETE: EXIT.incomplete,
  REGRESSED: EXIT.regressed,
  INCONCLUSIVE: EXIT.inconclusive,
  INCOMPARABLE: EXIT.incomparable,
}

/** The policy may let what cannot be decided pass, but not an accident: only `accept` does. */
function exitCodeOf(verdict: Verdict, decisions: readonly GateDecision[], { inconclusive }: GatePolicy): ExitCode {
  const isWarning = verdict === 'INCONCLUSIVE' && inconclusive === 'warn' && !hasFailedChecks(decisions)
  return isWarning ? EXIT.ok : EXIT_CODES[verdict]
}

const hasFailedChecks = (decisions: readonly GateDecision[]) =>
  required(decisions).some(({ failed }) => failed !== undefined)

function overallReason(verdict: Verdict, decisions: readonly GateDecision[], { inconclusive }: GatePolicy): string {
  const all = required(decisions)
  if (all.length === 0) return 'No benchmark is required: all are advisory.'
  const like = all.filter((decision) => decision.verdict === verdict)
  const names = like.map(({ benchmark, candidate }) => `${candidate} on ${benchmark}`).join(', ')
  const open =
    verdict === 'INCONCLUSIVE' && inconclusive === 'warn' && !hasFailedChecks(decisions)
      ? ' The policy only warns of that.'
      : ''
  if (verdict === 'PASS') return `${names}: no worse than the margin allows.`
  return `${names}.${open}${all.length > like.length ? ` ${count(like.length)} of ${plural(all.length, 'required comparison')}.` : ''}`
}
