/**
 * Stop sequences, applied to a reply by evalkit itself: servers take only a few of them, some ignore them, and replayed
 * replies were made by programs of their own.
 */
import type { Completion } from '../../results/schema/schema.ts'
import { separateReasoning } from './reasoning/reasoning.ts'

interface Stop {
  /** Offset of the sequence in the text. */
  readonly at: number
  readonly sequence: string
}

/** @returns the sequence that begins first at or after `from`, the longest of several at one place; null without any */
export function firstStop(text: string, sequences: readonly string[], from = 0): Stop | null {
  const found = sequences.flatMap((sequence) => {
    const at = sequence === '' ? -1 : text.indexOf(sequence, from)
    return at === -1 ? [] : [{ at, sequence }]
  })
  return found.sort((a, b) => a.at - b.at || b.sequence.length - a.sequence.length)[0] ?? null
}

/**
 * The completion as a server that knows every sequence would have sent it: its text ends before the first one. The rest is
 * kept beside it.
 *
 * Reasoning is not searched, in whatever form it came: a server that shows it in a field of its own does not either.
 * A reply that a limit or a clock cut after the sequence was whole by then, and ends by `stop`.
 */
export function cutAtStop(completion: Completion, sequences: readonly string[] = []): Completion {
  const { text, finishReason } = completion
  const { start, unclosed } = separateReasoning(completion)
  const stop = unclosed ? null : firstStop(text, sequences, start)
  if (stop === null) return completion
  const isLate = finishReason === 'length' || finishReason === 'timeout'
  return {
    ...completion,
    text: text.slice(0, stop.at),
    ...(isLate && { finishReason: 'stop' as const }),
    cut: { stop: stop.sequence, rest: text.slice(stop.at), finishReason },
  }
}
