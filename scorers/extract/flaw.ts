/** What the model itself did wrong with a reply, whatever is asked. */
import type { Completion, Flaw } from '../../results/schema.ts'
import type { SeparatedReply } from './reasoning.ts'

/** Thinking that no answer follows was cut, whatever the server says. */
export function flawOf(
  { refusal, finishReason }: Completion,
  { answer, thinking, unclosed }: SeparatedReply,
): Flaw | undefined {
  if (refusal !== undefined && refusal !== '') return 'refused'
  if (unclosed || finishReason === 'length' || finishReason === 'timeout') return 'truncated'
  if (answer.trim() !== '') return undefined
  return thinking === undefined || thinking === '' ? 'empty' : 'truncated'
}
