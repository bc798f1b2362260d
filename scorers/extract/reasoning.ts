/**
 * Takes thinking apart from the answer of a reply. The answer is always one contiguous slice of the text.
 *
 * - A block opens with `<think>` or `<thinking>` as the first thing on a line, and ends with its closing tag.
 * - A closing tag alone ends thinking that began with the reply: some servers open the block in the prompt.
 * - The answer follows the last block. A block that never closes leaves no answer.
 * - A mention is no tag: one in a closed code fence, in `inline code` or in quotes, or an opening tag further into a line.
 * - In the rest, the last `<answer>…</answer>` is the answer; one that never closes counts as the first thing on a line.
 */
import type { Completion } from '../../results/schema.ts'

export interface SeparatedReply {
  /** The completion's `text.slice(start, start + answer.length)`; empty when thinking never ended. */
  readonly answer: string
  readonly start: number
  /** What the model thought, from the first block's tag to the last one's; absent when it showed none. */
  readonly thinking?: string
  /** Thinking began and never ended: the reply was cut before its answer. */
  readonly unclosed: boolean
}

export function separateReasoning({ text, reasoning }: Pick<Completion, 'text' | 'reasoning'>): SeparatedReply {
  const closed = endOfThinking(text)
  const unclosed = closed === null
  const thought = unclosed ? text.length : closed
  const thinking = reasoning ?? (thought === 0 ? undefined : withoutTags(text.slice(0, thought)))
  const [start, end] = unwrapped(text, thought)
  return { answer: text.slice(start, end), start, ...(thinking !== undefined && { thinking }), unclosed }
}

/** A closing tag, but not `</think>` in inline code (which may begin further left), nor "</think>" in quotes. */
const CLOSING = /(?<!["'“‘](?=<\/think(?:ing)?>["'”’]))<\/think(?:ing)?>(?!`(?!``))/g

/** What matters outside of thinking: a code fence with all that it holds, an opening tag, a closing tag. */
const OUTSIDE = new RegExp(
  `^[ \\t]*\`\`\`[^]*?^[ \\t]*\`\`\`|^[ \\t]*(?<opening><think(?:ing)?>)|(?<closing>${CLOSING.source})`,
  'gm',
)

/** @returns where the last block ends, 0 without any, null when it never does */
function endOfThinking(text: string): number | null {
  if (!text.includes('<think') && !text.includes('</think')) return 0
  let end = 0
  for (let event = matchFrom(OUTSIDE, text, 0); event !== null; event = matchFrom(OUTSIDE, text, OUTSIDE.lastIndex)) {
    const { opening, closing } = event.groups ?? {}
    if (closing !== undefined) end = OUTSIDE.lastIndex
    if (opening === undefined) continue
    // Fences mean nothing inside a block, for thinking may leave them open.
    if (matchFrom(CLOSING, text, OUTSIDE.lastIndex) === null) return null
    end = CLOSING.lastIndex
    OUTSIDE.lastIndex = end
  }
  return end
}

function matchFrom(regex: RegExp, text: string, index: number): RegExpExecArray | null {
  regex.lastIndex = index
  return regex.exec(text)
}

const withoutTags = (block: string) => block.replace(/^\s*<think(?:ing)?>|<\/think(?:ing)?>$/g, '').trim()

/** @returns start and end of the answer within `text`, from `from` on */
function unwrapped(text: string, from: number): [start: number, end: number] {
  const tag = text.lastIndexOf('<answer>')
  const start = tag + '<answer>'.length
  const isMention = tag < from || text[start] === '`'
  if (isMention) return [from, text.length]
  const end = text.indexOf('</answer>', start)
  if (end !== -1) return [start, end]
  const line = text.slice(Math.max(from, text.lastIndexOf('\n', tag) + 1), tag)
  return line.trim() === '' ? [start, text.length] : [from, text.length]
}
