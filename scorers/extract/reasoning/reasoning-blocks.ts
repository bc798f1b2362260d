/**
 * Finds the blocks of reasoning in a reply, by formats.
 *
 * - A block opens with a marker where a line or a sentence begins, and ends with its closing marker.
 * - A closing marker alone ends reasoning that began with the reply: many chat templates put the opening one in the prompt.
 * - The answer follows the last block. One that nothing follows comes after the answer, if anything is before it.
 * - A block that never closes leaves no answer.
 * - A mention is no marker: one in a closed code fence, in `inline code`, in quotes, or within a sentence.
 */
import type { ReasoningFormat } from './reasoning-formats.ts'
import { markerRegex, markerSource } from './reasoning-marker.ts'

type Slice = [start: number, end: number]

export interface Block {
  /** Without the first and the last marker. */
  readonly inside: Slice
  /** Null where the reasoning never ends. */
  readonly answer: Slice | null
}

/** @returns where the reasoning is; undefined where there is none */
export type Finder = (text: string, mayBeCut: boolean) => Block | undefined

const compile = ({ open, close, place }: ReasoningFormat) => ({
  open: markerRegex(open, 'y'),
  close: markerRegex(close, 'g'),
  place,
})

/** White space, and the tokens that begin an assistant's turn. */
const LEAD = /[\s\ufeff\u200b]*(?:<\|(?:im_start|start)\|>assistant\s*)?/y

export function finder(formats: readonly ReasoningFormat[]): Finder {
  const tokens = formats.filter(({ place }) => place === 'anywhere')
  const sources = (side: 'open' | 'close') => [...new Set(tokens.flatMap((format) => format[side]).map(markerSource))]
  const [opens, closes] = [sources('open').join('|'), sources('close').join('|')]
  const placed = tokens.map(compile)
  const atStart = formats.filter(({ place }) => place !== 'anywhere').map(compile)
  const any = new RegExp(`${opens}|${closes}`, 'i')
  const openAnywhere = new RegExp(opens, 'i')
  /** A closing marker that has a line for itself, such as no code has. */
  const closeAlone = new RegExp(`^(?:${closes})[ \\t]*$`, 'gim')
  /** What matters outside of reasoning: a code fence with all that it holds, an opening marker, a closing one. */
  const anyEvent = new RegExp(
    `(?<fence>^[ \\t]*(?<mark>\`{3,}|~{3,})[^]*?^[ \\t]*\\k<mark>)|(?<open>${opens})|(?<close>${closes})`,
    'gim',
  )

  /**
   * Reasoning may leave a fence open, which the answer's own fence then seems to close. A fence with nothing behind it holds the
   * marker as an example.
   */
  function closingIn(text: string, start: number, fence: string): Slice | undefined {
    const closing = matchAt(closeAlone, fence, 0)
    if (closing === null || openAnywhere.test(fence.slice(0, closing.index))) return undefined
    const end = start + closing.index + closing[0].length
    return matchAt(NOTHING_LEFT, text, end) === null ? [start + closing.index, end] : undefined
  }

  return (text, mayBeCut) => {
    const lead = matchAt(LEAD, text, 0)?.[0].length ?? 0
    const worded = atStart.find(({ open }) => matchAt(open, text, lead) !== null)
    if (worded === undefined && !any.test(text)) return undefined

    const opened = worded?.open.lastIndex
    const ended = worded === undefined || opened === undefined ? null : matchAt(worded.close, text, opened)
    const blocks = new Blocks(text, opened)
    if (ended !== null) blocks.add(0, ended.index, ended.index + ended[0].length)

    for (let event = matchAt(anyEvent, text, blocks.end); event !== null; event = anyEvent.exec(text)) {
      const { fence, open } = event.groups ?? {}
      const [start, end] = [event.index, event.index + event[0].length]
      if (fence !== undefined) {
        const closing = closingIn(text, start, fence)
        if (closing === undefined) continue
        anyEvent.lastIndex = closing[1]
        blocks.addClosing(...closing)
      } else if (open === undefined) {
        if (!isMention(text, start, end) && !isMidSentence(text, start, end)) blocks.addClosing(start, end)
      } else if (isOpening(text, start, end, lead)) {
        const close = placed.find((format) => matchAt(format.open, text, start) !== null)?.close
        const closing = close && closingFrom(close, text, end)
        blocks.open(start, end)
        if (closing == null) return blocks.unclosed()
        anyEvent.lastIndex = closing.index + closing[0].length
        blocks.add(start, closing.index, anyEvent.lastIndex)
      }
    }
    const isOutline = worded?.place === 'outline' && !mayBeCut
    return opened !== undefined && blocks.end === 0 && !isOutline ? blocks.unclosed() : blocks.all()
  }
}

/** The blocks found so far, as their text is read from left to right. */
class Blocks {
  /** After the last closing marker; 0 before any. */
  end = 0
  readonly #text: string
  /** Where the reasoning begins, once that is known. */
  #inside: number | undefined
  #closing = 0
  /** The text before the last block that nothing follows. */
  #before: Slice | undefined

  constructor(text: string, inside?: number) {
    this.#text = text
    this.#inside = inside
  }

  /** An opening marker, from `start` to `end`. */
  open(start: number, end: number): void {
    this.#inside ??= this.#isBlank(0, start) ? end : 0
  }

  /** A block from `opens` to `end`, whose closing marker begins at `closing`. */
  add(opens: number, closing: number, end: number): void {
    if (this.#isLast(end) && !this.#isBlank(this.end, opens)) this.#before = [this.end, opens]
    this.#close(closing, end)
  }

  /** A closing marker alone: of reasoning that began with the reply, or one too many, where it comes after the answer. */
  addClosing(closing: number, end: number): void {
    const isStray = this.end > 0 && this.#isLast(end) && !this.#isBlank(this.end, closing)
    if (isStray) this.#before ??= [this.end, closing]
    if (this.#before === undefined) this.#close(closing, end)
    this.end = end
  }

  all(): Block | undefined {
    if (this.end === 0) return undefined
    const start = this.#inside ?? 0
    return { inside: [start, Math.max(start, this.#closing)], answer: this.#before ?? [this.end, this.#text.length] }
  }

  unclosed(): Block {
    return { inside: [this.#inside ?? 0, this.#text.length], answer: null }
  }

  #close(closing: number, end: number): void {
    this.#closing = closing
    this.end = end
  }

  #isLast = (end: number) => this.#isBlank(end, this.#text.length)

  #isBlank(start: number, end: number): boolean {
    NOT_BLANK.lastIndex = start
    const found = NOT_BLANK.exec(this.#text)
    return found === null || found.index >= end
  }
}

const NOT_BLANK = /\S/g

function matchAt(regex: RegExp, text: string, index: number): RegExpExecArray | null {
  regex.lastIndex = index
  return regex.exec(text)
}

function closingFrom(close: RegExp, text: string, from: number): RegExpExecArray | null {
  for (let found = matchAt(close, text, from); found !== null; found = close.exec(text))
    if (!isMention(text, found.index, close.lastIndex)) return found
  return null
}

/** In inline code, which may begin further left, or in quotes. */
function isMention(text: string, start: number, end: number): boolean {
  const [before, after] = [text[start - 1] ?? '', text[end] ?? '']
  if (after === '`') return !text.startsWith('```', end)
  return '"\'“‘'.includes(before) && before !== '' && '"\'”’'.includes(after) && after !== ''
}

const NOTHING_LEFT = /[`~\s]*$/y

/** `it ends with </think> as asked`, `it ends with </think>.` */
const isMidSentence = (text: string, start: number, end: number) =>
  /[\p{L}\p{N},] $/u.test(text.slice(Math.max(0, start - 2), start)) &&
  /^(?: \p{Ll}|[.,;)](?:\s|$))/u.test(text.slice(end, end + 2))

/** Where a line, a sentence or the reply begins; `[think]` may be a note within one. What looks like no word of a language is a marker wherever it is. */
function isOpening(text: string, start: number, end: number, lead: number): boolean {
  if (isMention(text, start, end) || text[start - 1] === '`') return false
  if (start <= lead || !/[<&[\\\p{L}]/u.test(text[start] ?? '') || text.startsWith('<|', start)) return true
  let at = start - 1
  while (text[at] === ' ' || text[at] === '\t') at--
  const before = at < 0 ? '\n' : (text[at] ?? '')
  return text[start] === '[' ? /[\n\r]/.test(before) : /[\n\r.!?…。！？>\])*]/.test(before)
}
