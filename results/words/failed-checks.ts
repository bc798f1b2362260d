/** Failed and accepted checks in words. */
import type { FailedCheck } from '../schema/comparison.ts'
import type { GateDecision } from '../schema/gate.ts'

/** `Check template-tokens failed: 1,319 of …`; a label at the start stays as it is. */
export const checkSentence = ({ check, found, accepted }: FailedCheck) =>
  accepted ? `Accepted although check ${check} failed: ${found}.` : `Check ${check} failed: ${found}.`

/** `Checks failed: identical-replies (sft on gsm8k).`, for the first line of a verdict. */
export function checksLine(decisions: readonly GateDecision[]): string {
  const named = (of: (decision: GateDecision) => readonly string[] | undefined) => {
    const cases = new Map<string, string[]>()
    for (const decision of decisions) {
      for (const check of of(decision) ?? []) {
        cases.set(check, [...(cases.get(check) ?? []), `${decision.candidate} on ${decision.benchmark}`])
      }
    }
    return [...cases].map(([check, where]) => `${check} (${where.join(', ')})`).join(', ')
  }
  const [failed, accepted] = [named((decision) => decision.failed), named((decision) => decision.accepted)]
  return [failed === '' ? [] : `Checks failed: ${failed}.`, accepted === '' ? [] : `Accepted: ${accepted}.`]
    .flat()
    .join(' ')
}
