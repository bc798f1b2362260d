/** One verdict over all decisions, its exit code and its reason. */
import { EXIT, type ExitCode } from '../errors.ts'
import type { Verdict } from '../schema/comparison.ts'
import type { GateDecision, GatePolicy } from '../schema/gate.ts'
import { count, plural } from '../words/format.ts'

/** Most severe first. An incomplete run is not gated, whatever else was found: a failing server must not look like a regression. */
const BY_SEVERITY: readonly Verdict[] = ['INCOMPLETE', 'INCOMPARABLE', 'REGRESSED', 'INCONCLUSIVE']

export function overall(decisions: readonly GateDecision[]): Verdict {
  const verdicts = required(decisions).map(({ verdict }) => verdict)
  return BY_SEVERITY.find((verdict) => verdicts.includes(verdict)) ?? 'PASS'
}

/** The decisions that matter most first: required ones, and among them the most severe; otherwise in the order given. */
export const bySeverity = (decisions: readonly GateDecision[]): GateDecision[] =>
  decisions.toSorted((one, other) => rank(one) - rank(other))

function rank({ verdict, tier }: GateDecision): number {
  const severity = BY_SEVERITY.indexOf(verdict)
  const isRequired = tier === 'required'
  return (isRequired ? 0 : BY_SEVERITY.length + 1) + (severity === -1 ? BY_SEVERITY.length : severity)
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
export function exitCodeOf(
  verdict: Verdict,
  decisions: readonly GateDecision[],
  { inconclusive }: GatePolicy,
): ExitCode {
  const isWarning = verdict === 'INCONCLUSIVE' && inconclusive === 'warn' && !hasFailedChecks(decisions)
  return isWarning ? EXIT.ok : EXIT_CODES[verdict]
}

const hasFailedChecks = (decisions: readonly GateDecision[]) =>
  required(decisions).some(({ failed }) => failed !== undefined)

export function overallReason(
  verdict: Verdict,
  decisions: readonly GateDecision[],
  { inconclusive }: GatePolicy,
): string {
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
