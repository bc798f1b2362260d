/** What failed checks do to a decision: no accident passes, and none is told as a regression of the model. */
import type { FailedCheck } from '../schema/comparison.ts'
import type { GateDecision } from '../schema/gate.ts'
import { checkSentence } from '../words/failed-checks.ts'

/** A decision of a comparison that has checks which failed. INCOMPLETE and INCOMPARABLE stay what they are. */
export function withChecks(decision: GateDecision, checks: readonly FailedCheck[] = []): GateDecision {
  if (checks.length === 0) return decision
  const failed = checks.filter(({ accepted }) => !accepted)
  const accepted = checks.filter((one) => one.accepted)
  const verdict = verdictWith(failed, decision.verdict)
  const isKept = verdict === decision.verdict
  // What is missing comes first.
  const isOverruled = failed.length > 0 && verdict !== 'INCOMPLETE'
  const { advice, outlook, worse, ...rest } = decision
  return {
    ...rest,
    verdict,
    ...(isKept && worse && { worse }),
    reason: [
      ...failed.map(checkSentence),
      isKept ? decision.reason : `Without that, ${decision.verdict}: ${decision.reason}`,
      ...accepted.map(checkSentence),
    ].join(' '),
    ...(failed.length > 0 && { failed: failed.map(({ check }) => check) }),
    ...(accepted.length > 0 && { accepted: accepted.map(({ check }) => check) }),
    ...(isOverruled ? { advice: adviceFor(failed) } : advice !== undefined && { advice }),
    ...(failed.length === 0 && outlook !== undefined && { outlook }),
  }
}

function verdictWith(failed: readonly FailedCheck[], verdict: GateDecision['verdict']): GateDecision['verdict'] {
  if (failed.length === 0 || verdict === 'INCOMPLETE' || verdict === 'INCOMPARABLE') return verdict
  if (failed.some(({ instead }) => instead === 'INCOMPARABLE')) return 'INCOMPARABLE'
  return verdict === 'PASS' ? 'INCONCLUSIVE' : verdict
}

function adviceFor(failed: readonly FailedCheck[]): string {
  const flags = failed.map(({ check }) => `--accept ${check}`).join(' ')
  return `Set that right and run again; if it is meant to be so, ${flags} overrules it, marked in every output.`
}
