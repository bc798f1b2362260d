/** Ends a run whose judge says nothing that can be read as a verdict, before hundreds of them are paid for. */
import { ModelError } from '../../results/errors.ts'
import type { JudgeVerdict } from '../../results/schema/schema.ts'
import { clip } from '../models/openai/clip.ts'

/** So many verdicts, and none of them readable. */
const ENOUGH = 10
/** How many of the replies are shown, and how much of each. */
const SHOWN = 3
const SHOWN_LENGTH = 300

export interface ReadingLimit {
  /**
   * Waits for a place: as long as no verdict could be read, no more than the first ten are asked for.
   *
   * @throws ModelError, fatal, when none of them could be read
   */
  admit(): Promise<void>
  /** Told of each verdict that was admitted. @throws the same */
  heard(verdict: JudgeVerdict): void
}

/** Counts over all runs of a command. A verdict that no reply came for, or that did not fit the judge, gives its place back. */
export function readingLimit(label: string): ReadingLimit {
  const { promise: readable, resolve, reject } = Promise.withResolvers<void>()
  readable.catch(() => undefined) // everybody who waits hears of it
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
  if (text !== '') return `"${clip(text, SHOWN_LENGTH)}" (ended by ${finishReason})`
  const instead = reasoning === undefined ? '' : `, after ${reasoning.length} characters of reasoning`
  return `(no text${instead}; ended by ${finishReason})`
}
