/**
 * Fences that are not where Markdown allows them: `Here it is: ```python` at a line's end, ` return x```` at the end of the last
 * line of code, ` ``` It adds. ` with words behind the end, and ` ```python def f(): … ``` ` in one line.
 */

/** A text in which each fence has a line for itself, and the way back to where its characters stood. */
export interface Loosened {
  readonly text: string
  /** From an offset in the text to that in the original. */
  original(offset: number): number
}

const OPENING = /^[ \t>*+-]*(?:\d{1,9}[.)][ \t]+)?(?<mark>`{3,}|~{3,})(?<info>[^`]*)$/
/** `Here it is: ```python` */
const OPENING_AT_END = /^(?=.*[^\s>*+\-`~])[^`~]*?(?<mark>`{3,}|~{3,})[ \t]*[\w+#.-]{0,20}[ \t]*$/
/** ` ```python def f(x): return x``` ` */
const ONE_LINE =
  /^[ \t]*(?<head>`{3,}(?:[ \t]*(?:python3?|py|javascript|js)\b)?)[ \t]*(?<code>[^`\s][^`]*?)(?<end>`{3,})[ \t]*$/i
const CODE = /\b(?:def|lambda|return|import|function|const|class)\b|=>/
/** ` ``` It adds. `: more than the name of a language */
const CLOSING_WITH_TAIL = /^[ \t]*(?<mark>`{3,})(?!`)[ \t]*[^\s`]+[ \t]+\S/

const LINE = /[^\r\n]*(?:\r\n?|\n)|[^\r\n]+$/g

/** @returns in time linear in the text's length */
export function loosenFences(text: string): Loosened {
  if (!text.includes('```') && !text.includes('~~~')) return { text, original: (offset) => offset }
  const breaks: number[] = []
  let open: string | null = null
  let start = 0
  for (const [whole] of text.matchAll(LINE)) {
    const line = whole.trimEnd()
    if (line.includes('```') || line.includes('~~~')) {
      const step: Step = open === null ? outside(line) : inside(line, open)
      for (const offset of step.at) breaks.push(start + offset)
      open = step.next
    }
    start += whole.length
  }
  return broken(text, breaks)
}

interface Step {
  /** Where a line break is missing. */
  readonly at: readonly number[]
  /** The fence that is open after the line. */
  readonly next: string | null
}

function outside(line: string): Step {
  const one = ONE_LINE.exec(line)?.groups
  if (one !== undefined && CODE.test(one.code ?? '')) {
    const end = line.lastIndexOf(one.end ?? '')
    return { at: [line.indexOf(one.head ?? '') + (one.head?.length ?? 0), end], next: null }
  }
  const opening = OPENING.exec(line)?.groups?.mark
  if (opening !== undefined) return { at: [], next: opening }
  const mark = OPENING_AT_END.exec(line)?.groups?.mark
  return mark === undefined ? { at: [], next: null } : { at: [line.indexOf(mark)], next: mark }
}

function inside(line: string, open: string): Step {
  const text = line.replace(/^[ \t>]*/, '')
  if (text.startsWith(open) && /^[`~]+[ \t]*$/.test(text)) return { at: [], next: null }
  if (open.startsWith('~')) return { at: [], next: open }
  const end = line.endsWith('.') ? line.length - 1 : line.length
  const code = line.slice(0, end - ticksBefore(line, end))
  // `    return x``` `; a comment or a string may end so as well.
  if (end - code.length >= open.length && code.trim() !== '' && !/[`"'#]/.test(code))
    return { at: [code.length], next: null }
  const tail = CLOSING_WITH_TAIL.exec(line)?.groups?.mark
  if (tail === undefined || tail.length < open.length) return { at: [], next: open }
  return { at: [line.indexOf(tail) + tail.length], next: null }
}

/** How many backticks stand right before an offset. */
function ticksBefore(line: string, end: number): number {
  let start = end
  while (line[start - 1] === '`') start--
  return end - start
}

function broken(text: string, breaks: readonly number[]): Loosened {
  if (breaks.length === 0) return { text, original: (offset) => offset }
  const edges = [0, ...breaks, text.length]
  const pieces = edges.slice(1).map((end, at) => text.slice(edges[at], end))
  return {
    text: pieces.join('\n'),
    // The break before piece k is at breaks[k - 1] + k - 1.
    original: (offset) => offset - firstIndex(breaks.length, (index) => (breaks[index] ?? 0) + index >= offset),
  }
}

/** The first index of which something holds that holds of all later ones; `length` where there is none. */
function firstIndex(length: number, holds: (index: number) => boolean): number {
  let [low, high] = [0, length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (holds(middle)) high = middle
    else low = middle + 1
  }
  return low
}
