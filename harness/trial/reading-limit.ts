/** Ends a run whose judge gives no readable verdict, before hundreds of verdicts are paid for. */
import { ModelError } from '../../results/errors.ts'
import type { JudgeVerdict } from '../../results/schema/schema.ts'
import { visibleLine } from '../../results/visible.ts'

/** Number of unreadable verdicts, without a readable one, that ends a run. */
const ENOUGH = 10
/** Replies shown in the error, and characters of each. */
const SHOWN = 3
const SHOWN_LENGTH = 300

export interface ReadingLimit {
  /**
   * Waits for a slot: until a verdict is readable, only the first ten are requested.
   *
   * @throws ModelError, fatal, when none of them could be read
   */
  admit(): Promise<void>
  /** Records the result of an admitted verdict. @throws the same */
  heard(verdict: JudgeVerdict): void
}

/** Counts over all runs of a command. A verdict without a reply, or with a prompt too long for the judge, does not count. */
export function readingLimit(label: string): ReadingLimit {
  const { promise: readable, resolve, reject } = Promise.withResolvers<void>()
  readable.catch(() => undefined) // marks the rejection as handled: all waiting calls get it
  const waiting: (() => void)[] = []
  const replies: string[] = []
  let isReadable = false
  let places = ENOUGH
  return {
    async admit() {
      if (isReadable) return
      if (places > 0) places--
      else await Promise.race([readable, new Promise<void>((enter) => waiting.push(enter))])
    },
    heard({ rating, failure, attempts }) {
      if (isReadable) return
      if (rating !== undefined) {
        isReadable = true
        resolve()
      } else if (failure?.kind === 'unreadable') {
        replies.push(shown(attempts.at(-1)?.completion))
        if (replies.length < ENOUGH) return
        const error = unreadable(label, replies.slice(-SHOWN))
        reject(error)
        throw error
      } else {
        const next = waiting.shift()
        if (next === undefined) places++
        else next()
      }
    },
  }
}

const unreadable = (label: string, replies: readonly string[]) =>
  new ModelError(
    `none of the first ${ENOUGH} verdicts of the judge ${label} could be read as a rating. Its last replies:${replies.map((reply) => `\n  ${reply}`).join('')}`,
    {
      fatal: true,
      hint: 'Choose another judge with --judge, give it more tokens, or correct its prompt (--judge-template).',
    },
  )

function shown(completion: JudgeVerdict['attempts'][number]['completion'] | undefined): string {
  if (completion === undefined) return '(none)'
  const { text, reasoning, finishReason } = completion
  if (text !== '') return `"${visibleLine(text, SHOWN_LENGTH)}" (ended by ${finishReason})`
  const instead = reasoning === undefined ? '' : `, after ${reasoning.length} characters of reasoning`
  return `(no text${instead}; ended by ${finishReason})`
}
