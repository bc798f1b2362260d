/**
 * The gate's decisions as commands of a GitHub workflow, which shows them on the pull request.
 *
 * @see https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
import type { GateDecision, GateVerdict } from '../../schema/gate.ts'
import { gravelyIncomplete } from '../../words/incomplete.ts'
import type { Results } from '../results.ts'
import type { ErrorDocument } from './json.ts'

/** A line each. */
export function annotations({ decisions, exitCode }: GateVerdict): string[] {
  return decisions.map((decision) => {
    const { benchmark, candidate, verdict, reason, advice } = decision
    const title = `evalkit: ${verdict}, ${candidate} on ${benchmark}`
    const message = advice === undefined ? reason : `${reason} ${advice}`
    return `::${level(decision, exitCode)} title=${property(title)}::${data(message)}`
  })
}

/** Where there is no gate: runs that are not whole, with their cause. */
export function incompleteAnnotations({ runs }: Pick<Results, 'runs'>): string[] {
  return runs.flatMap(({ manifest, summary }) => {
    const words = gravelyIncomplete(summary)
    if (words === undefined) return []
    const title = `evalkit: INCOMPLETE, ${manifest.model.label} on ${manifest.benchmark.name}`
    return [`::error title=${property(title)}::${data(words)}`]
  })
}

/** Of a command that ended before there was anything to show. */
export function failureAnnotation({ error: { kind, message, hint = '' } }: ErrorDocument): string {
  return `::error title=${property(`evalkit: ${kind}`)}::${data(`${message} ${hint}`.trim())}`
}

/** What the policy allows is a warning. */
function level({ verdict, tier }: GateDecision, exitCode: number): 'error' | 'warning' | 'notice' {
  if (verdict === 'PASS') return 'notice'
  return tier === 'advisory' || exitCode === 0 ? 'warning' : 'error'
}

const data = (text: string) => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')

const property = (text: string) => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
