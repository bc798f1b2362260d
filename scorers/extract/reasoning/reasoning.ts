/**
 * Separates the reasoning of a reply from its answer, which is always one contiguous slice of the text.
 *
 * Reasoning is what `reasoning-blocks.ts` finds by the formats of `reasoning-formats.ts`; `answer-frame.ts` then takes off what
 * the reply puts around its answer.
 */
import type { Completion } from '../../../results/schema/schema.ts'
import { unwrapped } from '../answer-frame.ts'
import { finder } from './reasoning-blocks.ts'
import { REASONING_FORMATS } from './reasoning-formats.ts'

export interface SeparatedReply {
  /** The completion's `text.slice(start, start + answer.length)`; empty when the reasoning never ended. */
  readonly answer: string
  readonly start: number
  /** From the first block's marker to the last one's; absent when the reply shows none. */
  readonly thinking?: string
  /** Reasoning began and never ended: the reply was cut before its answer. */
  readonly unclosed: boolean
}

const published = finder(REASONING_FORMATS)

/** A reply; without its finish reason, one that may have been cut. */
type Reply = Pick<Completion, 'text' | 'reasoning'> & Partial<Pick<Completion, 'finishReason'>>

/** @returns never throws; in time linear in the text's length */
export function separateReasoning({ text, reasoning, finishReason }: Reply): SeparatedReply {
  const block = published(text, finishReason !== 'stop')
  const thought = reasoning ?? (block && text.slice(...block.inside).trim())
  const thinking = thought === undefined ? {} : { thinking: thought }
  if (block?.answer === null) return { answer: '', start: text.length, ...thinking, unclosed: true }
  const [from, to] = block?.answer ?? [0, text.length]
  const [start, end] = unwrapped(text, from, to, thought !== undefined)
  return { answer: text.slice(start, end), start, ...thinking, unclosed: false }
}

/**
 * For a model whose markers its user has named: the same reply as a server sends it that knows them, with the reasoning in a
 * field of its own. Reasoning that never ends leaves an empty text.
 */
export function reasoningSeparator(open: string, close: string): (completion: Completion) => Completion {
  const find = finder([{ open, close, place: 'anywhere', models: '', example: '' }])
  return (completion) => {
    const { text, reasoning } = completion
    const block = find(text, completion.finishReason !== 'stop')
    if (block === undefined) return completion
    const own = text.slice(...block.inside).trim()
    const answer = block.answer === null ? '' : text.slice(...block.answer)
    return { ...completion, text: answer, reasoning: reasoning === undefined ? own : `${reasoning}\n\n${own}` }
  }
}
