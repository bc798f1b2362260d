/**
 * The gate's decisions as commands of a GitHub workflow, which shows them on the pull request.
 *
 * @see https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
import type { GateDecision, GateVerdict } from '../gate-schema.ts'

/** A line each. */
export function annotations({ decisions, exitCode }: GateVerdict): string[] {
  return decisions.map((decision) => {
    const { benchmark, candidate, verdict, reason, advice } = decision
    const title = `evalkit: ${verdict}, ${candidate} on ${benchmark}`
    const message = advice === undefined ? reason : `${reason} ${advice}`
    return `::${level(decision, exitCode)} title=${property(title)}::${data(message)}`
  })
}

/** What the policy puts up with is a warning. */
function level({ verdict, tier }: GateDecision, exitCode: number): 'error' | 'warning' | 'notice' {
  if (verdict === 'PASS') return 'notice'
  return tier === 'advisory' || exitCode === 0 ? 'warning' : 'error'
}

const data = (text: string) => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')

const property = (text: string) => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
