/** One sample in two runs: the question once, then both replies, and why each scored as it did. */

import type { Completion, Prompt, SampleRecord } from '../schema/schema.ts'
import type { Visible } from '../visible.ts'
import { drawn } from '../words/drawn.ts'
import { inGutter } from '../words/gutter.ts'
import type { Showable } from '../words/showable.ts'
import { wrapped } from '../words/wrap.ts'
import type { TextOptions } from './layout.ts'
import { optionLines } from './option-lines.ts'
import { sideBySide } from './side-by-side.ts'
import { whyText } from './why.ts'

export function sideBySideText(
  before: Showable<SampleRecord>,
  after: Showable<SampleRecord>,
  names: readonly [string, string],
  options: TextOptions = {},
): Visible {
  return drawn({ before, after, names }, (shown) => bothReplies(shown, options))
}

interface Pair {
  readonly before: Showable<SampleRecord>
  readonly after: Showable<SampleRecord>
  readonly names: readonly [string, string]
}

function bothReplies({ before: first, after: second, names }: Pair, options: TextOptions): string {
  const turns = Math.max(first.attempt.turns.length, second.attempt.turns.length)
  const parts = Array.from({ length: turns }, (_, at) => {
    const [left, right] = [first.attempt.turns[at], second.attempt.turns[at]]
    const prompt = lastWords((left ?? right)?.prompt ?? '')
    return [
      `── prompt${turns > 1 ? ` ${at + 1}` : ''}`,
      inGutter(prompt, options),
      '',
      sideBySide([replyText(left?.completion), replyText(right?.completion)], names, options),
      '',
    ].join('\n')
  })
  const why = ([name, record]: readonly [string, Showable<SampleRecord>]) =>
    wrapped(`${name}: ${whyText(record)}`, '', options)
  const repeat = first.repeat === 1 && second.repeat === 1 ? '' : `, repeat ${first.repeat}`
  return [`${first.id}${repeat}`, '', ...parts, ...why([names[0], first]), ...why([names[1], second])].join('\n')
}

/** What the user said last: what came before is the conversation so far. */
function lastWords(prompt: Prompt): string {
  return typeof prompt === 'string' ? prompt : (prompt.at(-1)?.content ?? '')
}

function replyText(completion: Completion | undefined): string {
  if (completion === undefined) return '(no reply)'
  const { text, reasoning, refusal, likelihoods } = completion
  if (likelihoods !== undefined) return optionLines(likelihoods)
  const parts = [
    reasoning === undefined ? [] : [`[reasoning] ${reasoning}`],
    refusal === undefined ? [] : [`[refusal] ${refusal}`],
    text === '' ? '(no text)' : text,
  ]
  return parts.flat().join('\n')
}
