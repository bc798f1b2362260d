/**
 * What a reply puts around its answer: `<answer>…</answer>`, `<response>…</response>`, `<|begin_of_box|>…`.
 *
 * Only the reply's own frame is taken off. One in a code fence, in a comment, in inline code or in quotes is a mention.
 */
import { ANSWER_FRAMES } from './reasoning/reasoning-formats.ts'
import { markerSource } from './reasoning/reasoning-marker.ts'

type Slice = readonly [start: number, end: number]

interface Frame {
  readonly open: RegExp
  readonly close: RegExp
}

const frame = ([open, close]: readonly [string, string]): Frame => ({
  open: new RegExp(markerSource(open), 'gi'),
  close: new RegExp(markerSource(close), 'gi'),
})

/** These stand anywhere in an answer, and the last one counts. */
const MARKS = ['<answer>', '<final_answer>', '<|begin_of_box|>']
const ANYWHERE = ANSWER_FRAMES.filter(([open]) => MARKS.includes(open)).map(frame)
/** These stand around all of it. */
const AROUND = ANSWER_FRAMES.filter(([open]) => !MARKS.includes(open)).map(frame)

const QUICK = /[<[](?:\||BEGIN|\w*(?:answer|final|response|output|solution|conclusion))|&lt;|<\|/i
const MAX_TRIED = 16

/** @returns start and end of the answer within that part of the text, without its frames */
export function unwrapped(text: string, from: number, to: number, afterReasoning: boolean): Slice {
  let slice: Slice = [from, to]
  const part = from === 0 && to === text.length ? text : text.slice(from, to)
  if (!QUICK.test(part)) return withoutReturn(text, slice)
  for (const { open, close } of AROUND) slice = around(text, slice, open, close, afterReasoning)
  const fences = fencesIn(text, slice)
  for (const one of ANYWHERE) slice = lastOf(text, slice, one, fences)
  return withoutReturn(text, slice)
}

/** `<|return|>`, by which gpt-oss ends its final channel. */
function withoutReturn(text: string, [start, end]: Slice): Slice {
  const token = /<\|return\|>\s*$/.exec(text.slice(Math.max(start, end - 40), end))
  return token === null ? [start, end] : [start, end - token[0].length]
}

/** A frame that opens the answer, and that ends it or follows reasoning. One that never closes was cut. */
function around(text: string, slice: Slice, open: RegExp, close: RegExp, afterReasoning: boolean): Slice {
  const [start, end] = slice
  open.lastIndex = start
  const opening = open.exec(text)
  if (opening === null || opening.index >= end || text.slice(start, opening.index).trim() !== '') return slice
  const inside = open.lastIndex
  let closing: RegExpExecArray | null = null
  close.lastIndex = inside
  for (let found = close.exec(text); found !== null && found.index < end; found = close.exec(text)) closing = found
  if (closing === null) return afterReasoning ? [inside, end] : slice
  const isAll = text.slice(closing.index + closing[0].length, end).trim() === ''
  const isBlank = text.slice(inside, closing.index).trim() === ''
  return (isAll || afterReasoning) && !isBlank ? [inside, closing.index] : slice
}

/** The last frame with anything in it; one that never closes counts as the first thing on a line. */
function lastOf(text: string, slice: Slice, { open, close }: Frame, fences: readonly Slice[]): Slice {
  const [from, to] = slice
  const within = ({ index }: RegExpExecArray) => index >= from && index < to
  const opened = [...matches(open, text, from, to)].filter(within)
  if (opened.length === 0) return slice
  const closed = [...matches(close, text, from, to)].filter(within)
  for (const { index, 0: tag } of opened.toReversed().slice(0, MAX_TRIED)) {
    if (isInside(fences, index) || isMention(text, from, index, index + tag.length)) continue
    const inside = index + tag.length
    const end = closed.find((closing) => closing.index >= inside)?.index
    if (end !== undefined && text.slice(inside, end).trim() !== '') return [inside, end]
    const line = text.slice(Math.max(from, text.lastIndexOf('\n', index) + 1), index)
    if (end === undefined && line.trim() === '' && text.slice(inside, to).trim() !== '') return [inside, to]
  }
  return slice
}

function* matches(regex: RegExp, text: string, from: number, to: number): Generator<RegExpExecArray> {
  regex.lastIndex = from
  for (let found = regex.exec(text); found !== null && found.index < to; found = regex.exec(text)) yield found
}

/** `# as in <answer>5</answer>`, `// …`, `"<answer>`, `'<answer>`, `f(<answer>`, and inline code that is still open. */
function isMention(text: string, from: number, start: number, end: number): boolean {
  const line = text.slice(Math.max(from, text.lastIndexOf('\n', start - 1) + 1), start)
  if (text[end] === '`' && !text.startsWith('```', end)) return true
  return /(?:^|\s)(?:#(?!#)|\/\/|\/\*|--)\s|["'“‘`([{=]\s?$/.test(line) || isOdd(line, '"') || isOdd(line, '`')
}

const isOdd = (line: string, quote: string) => line.split(quote).length % 2 === 0

const FENCE = /^[ \t]*(?<mark>`{3,}|~{3,})[\s\S]*?^[ \t]*\k<mark>/gm

function fencesIn(text: string, [from, to]: Slice): Slice[] {
  if (!text.includes('```', from) && !text.includes('~~~', from)) return []
  return [...matches(FENCE, text, from, to)].map(({ index, 0: fence }) => [index, index + fence.length])
}

const isInside = (slices: readonly Slice[], index: number) =>
  slices.some(([start, end]) => start <= index && index < end)
