/**
 * The fenced code blocks of a Markdown text, where CommonMark sees them: in block quotes and lists, behind tabs, never closed.
 *
 * Only the structure of blocks is read, line by line and in linear time. A full parser is kept for the tests, as the
 * measure: mdast-util-from-markdown takes seconds for 20 KB of `>`, of `- >` or of `*a_`, and a model may write just that.
 * Two differences are meant: HTML blocks hide no fence (`<details>` right before one), and `MAX_DEPTH`.
 *
 * @see https://spec.commonmark.org/0.31.2/#appendix-a-parsing-strategy
 */
import { MarkdownLine } from './markdown-line.ts'

export interface FencedBlock {
  /** What follows the opening fence: `python title="x"`. */
  readonly info: string
  /** Its lines joined by `\n`, without the indentation of fence, list and quote. */
  readonly content: string
  /** Where its lines stand in the text, from the first one's start to the last one's end. */
  readonly span: [start: number, end: number]
  /** Where the line of the opening fence starts. */
  readonly opens: number
  /** False when the text ends before the block does. */
  readonly closed: boolean
}

const LINE = /([^\r\n]*)(?:\r\n?|\n)|[^\r\n]+$/g

/** Quotes and lists within each other; deeper ones are read as text, so that no line takes long. */
const MAX_DEPTH = 32

/** A block quote, or a list item whose content is indented by `width` columns; `empty` until it has any. */
type Container = { readonly kind: 'quote' } | { readonly kind: 'item'; readonly width: number; empty: boolean }

interface OpenFence {
  readonly mark: string
  readonly indent: number
  readonly info: string
  readonly opens: number
  readonly lines: string[]
  readonly start: number
  end: number
}

export interface FenceOptions {
  /** Fences count however far they are indented: models put them under text that they indent. */
  readonly indented?: boolean
}

export function fencedBlocks(text: string, { indented = false }: FenceOptions = {}): FencedBlock[] {
  const blocks: FencedBlock[] = []
  let containers: Container[] = []
  let fence: OpenFence | null = null
  let inParagraph = false

  for (const { 0: whole, 1: written = whole, index: start } of text.matchAll(LINE)) {
    const line = new MarkdownLine(written)
    const unmatched = containers.findIndex((container) => !continues(container, line))
    const matched = unmatched === -1 ? containers : containers.slice(0, unmatched)

    if (fence !== null && unmatched === -1) {
      if (isClosing(line, fence)) {
        blocks.push(blockOf(fence, true))
        fence = null
      } else {
        line.skip(fence.indent)
        fence.lines.push(line.rest)
        fence.end = start + written.length
      }
      continue
    }
    if (fence !== null) blocks.push(blockOf(fence, true))
    fence = null

    const opened: Container[] = []
    let leaf: Leaf | null = null
    while (leaf === null) {
      const continuesParagraph = inParagraph && unmatched === -1 && opened.length === 0
      const hasHeadroom = matched.length + opened.length < MAX_DEPTH
      const container = hasHeadroom ? openContainer(line, continuesParagraph) : null
      if (container === null) leaf = leafAt(line, continuesParagraph, indented)
      else opened.push(container)
    }

    const isContinuation = inParagraph && opened.length === 0 && (leaf.kind === 'text' || leaf.kind === 'indented')
    if (isContinuation) continue
    containers = [...matched, ...opened]
    inParagraph = leaf.kind === 'text'
    if (leaf.kind === 'fence') {
      const next = start + whole.length
      fence = { ...leaf, opens: start, lines: [], start: next, end: next }
    }
  }
  if (fence !== null) blocks.push(blockOf(fence, false))
  return blocks
}

const blockOf = ({ info, lines, start, end, opens }: OpenFence, closed: boolean): FencedBlock => ({
  info,
  content: lines.join('\n'),
  span: [start, end],
  opens,
  closed,
})

/** Whether the line goes on in a container that is open; if so, moves past what says it. */
function continues(container: Container, line: MarkdownLine): boolean {
  if (container.kind === 'quote') return line.indent < 4 && opensQuote(line)
  if (line.isBlank ? container.empty : line.indent < container.width) return false
  line.skip(container.width)
  container.empty = false
  return true
}

function opensQuote(line: MarkdownLine): boolean {
  if (!line.ink.startsWith('>')) return false
  line.pass(1)
  line.skip(1)
  return true
}

const BULLET_OR_NUMBER = /^(?:[-+*]|(\d{1,9})[.)])(?=[ \t]|$)/

function openContainer(line: MarkdownLine, inParagraph: boolean): Container | null {
  const { indent, ink } = line
  if (indent >= 4) return null
  if (opensQuote(line)) return { kind: 'quote' }
  const marker = BULLET_OR_NUMBER.exec(ink)
  if (marker === null || isThematicBreak(ink)) return null
  const length = marker[0].length
  const isEmpty = !/[^ \t]/.test(ink.slice(length))
  // Within a paragraph these are wrapped text (`in⏎1998. Then`) or an underline.
  const isWrapped = isEmpty || (marker[1] !== undefined && Number(marker[1]) !== 1)
  if (inParagraph && isWrapped) return null
  line.pass(length)
  const padding = isEmpty || line.indent > 4 ? 1 : line.indent
  line.skip(padding)
  return { kind: 'item', width: indent + length + padding, empty: isEmpty }
}

type Leaf =
  | { readonly kind: 'blank' | 'indented' | 'text' | 'heading or rule' }
  | { readonly kind: 'fence'; readonly mark: string; readonly indent: number; readonly info: string }

const FENCE = /^(?:(?<ticks>`{3,})(?<info>[^`]*)|(?<tildes>~{3,})(?<any>.*))$/s
const HEADING = /^#{1,6}(?:[ \t]|$)/
const UNDERLINE = /^(?:=+|-+)[ \t]*$/

function leafAt({ isBlank, indent, ink }: MarkdownLine, inParagraph: boolean, indented: boolean): Leaf {
  if (isBlank) return { kind: 'blank' }
  if (indent >= 4 && !(indented && FENCE.test(ink))) return { kind: 'indented' }
  const { ticks, info, tildes, any } = FENCE.exec(ink)?.groups ?? {}
  const mark = ticks ?? tildes
  if (mark !== undefined) return { kind: 'fence', mark, indent, info: (info ?? any ?? '').trim() }
  const isText = !HEADING.test(ink) && !(inParagraph && UNDERLINE.test(ink)) && !isThematicBreak(ink)
  return { kind: isText ? 'text' : 'heading or rule' }
}

/** `***`, `- - -`, `___` */
function isThematicBreak(ink: string): boolean {
  const mark = ink.charAt(0)
  if (mark !== '-' && mark !== '_' && mark !== '*') return false
  let marks = 0
  // No regex: this is asked at each level of `- - - …`, and a loop over five million characters stays cheap.
  for (let at = 0; at < ink.length; at++) {
    if (ink[at] === mark) marks++
    else if (ink[at] !== ' ' && ink[at] !== '\t') return false
  }
  return marks >= 3
}

const CLOSING = /^(`{3,}|~{3,})[ \t]*$/

const isClosing = ({ indent, ink }: MarkdownLine, { mark, indent: opening }: OpenFence) =>
  indent < Math.max(4, opening + 1) && (CLOSING.exec(ink)?.[1]?.startsWith(mark) ?? false)
