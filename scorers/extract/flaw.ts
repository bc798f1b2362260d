/** Flaws of a reply that are the model's own, on any benchmark: truncated, empty, refused. */
import type { Completion, Flaw } from '../../results/schema/schema.ts'
import type { SeparatedReply } from './reasoning/reasoning.ts'

/** Reasoning that no answer follows was cut, unless the server says that the model ended its reply there. */
export function flawOf(
  { refusal, finishReason }: Completion,
  { answer, thinking, unclosed }: SeparatedReply,
): Flaw | undefined {
  if (refusal !== undefined && refusal !== '') return 'refused'
  if (unclosed || finishReason === 'length' || finishReason === 'timeout') return 'truncated'
  if (answer.trim() !== '') return undefined
  return thinking === undefined || thinking === '' || finishReason === 'stop' ? 'empty' : 'truncated'
}
