/** Ends a run whose judge says nothing that can be read as a verdict, before hundreds of them are paid for. */
import { ModelError } from '../../results/errors.ts'
import type { JudgeVerdict } from '../../results/schema.ts'
import { clip } from '../models/clip.ts'

/** So many verdicts, and none of them readable. */
const ENOUGH = 10
/** How many of the replies are shown, and how much of each. */
const SHOWN = 3
const SHOWN_LENGTH = 300

/**
 * Told of each verdict that a judge was asked for, over all runs of a command.
 *
 * @returns a function that throws a fatal ModelError at the tenth verdict, where none so far could be read; a verdict that no
 *   reply came for, or that did not fit the judge, counts neither way
 */
export function readingLimit(label: string): (verdict: JudgeVerdict) => void {
  let isReadable = false
  const replies: string[] = []
  return ({ rating, failure, attempts }) => {
    if (isReadable) return
    if (rating !== undefined) {
      isReadable = true
      replies.length = 0
      return
    }
    if (failure?.kind !== 'unreadable') return
    if (replies.length < ENOUGH) replies.push(shown(attempts.at(-1)?.completion))
    if (replies.length < ENOUGH) return
    const quoted = replies.slice(-SHOWN).map((reply) => `\n  ${reply}`)
    throw new ModelError(
      `none of the first ${ENOUGH} verdicts of the judge ${label} could be read as a rating. Its last replies:${quoted.join('')}`,
      {
        fatal: true,
        hint: 'Choose another judge with --judge, give it more tokens, or correct its prompt (--judge-template).',
      },
    )
  }
}

function shown(completion: JudgeVerdict['attempts'][number]['completion'] | undefined): string {
  if (completion === undefined) return '(none)'
  const { text, reasoning, finishReason } = completion
  if (text !== '') return `"${clip(text, SHOWN_LENGTH)}" (ended by ${finishReason})`
  const instead = reasoning === undefined ? '' : `, after ${reasoning.length} characters of reasoning`
  return `(no text${instead}; ended by ${finishReason})`
}
