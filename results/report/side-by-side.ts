/** Two texts side by side, with the words in which they differ marked. */
import { diffWordsWithSpace } from 'diff'
import { columnsOf } from '../words/width.ts'
import { type Paint, painter, type TextOptions } from './layout.ts'

/** Texts that differ in nearly everything are shown without marks rather than late. */
const DIFF_MS = 2000

/** Columns where there is no terminal. */
const WIDTH = 120
const GAP = ' │ '

type Mark = 'same' | 'removed' | 'added'

interface Word {
  readonly text: string
  readonly mark: Mark
}

/** Lines of both texts up to a line break that they have in common. */
interface Block {
  readonly left: Word[]
  readonly right: Word[]
}

/**
 * Two columns; what only the left has is red, or `[-between these-]`, and what only the right has is green, or `{+between these+}`.
 * Lines that both have stay level.
 */
export function sideBySide(
  [left, right]: readonly [string, string],
  [leftName, rightName]: readonly [string, string],
  { width = WIDTH, colour = false }: TextOptions = {},
): string {
  const column = Math.max(10, Math.floor((width - GAP.length) / 2))
  const paint = painter(colour)
  const head = [paint('bold', padded(leftName, column)), paint('bold', rightName)].join(GAP)
  const rule = `${'─'.repeat(column + 1)}┼${'─'.repeat(column + 1)}`
  const rows = blocksOf(left, right).flatMap((block) => {
    const [first, second] = [linesOf(block.left, column, colour), linesOf(block.right, column, colour)]
    return Array.from({ length: Math.max(first.length, second.length) }, (_, at) =>
      `${padded(painted(first[at] ?? [], paint), column)}${GAP}${painted(second[at] ?? [], paint)}`.trimEnd(),
    )
  })
  return [head.trimEnd(), rule, ...rows].join('\n')
}

function blocksOf(left: string, right: string): Block[] {
  const parts = diffWordsWithSpace(left, right, { timeout: DIFF_MS }) ?? [
    { value: left, removed: true, added: false },
    { value: right, removed: false, added: true },
  ]
  const isPlain = parts.every(({ removed, added }) => removed || added)
  const blocks: Block[] = [{ left: [], right: [] }]
  for (const { value, removed, added } of parts) {
    const mark: Mark = isPlain ? 'same' : removed ? 'removed' : added ? 'added' : 'same'
    const isBoth = !removed && !added
    for (const piece of value.split(/(\n)/)) {
      const block = blocks.at(-1) as Block
      if (!added) block.left.push({ text: piece, mark })
      if (!removed) block.right.push({ text: piece, mark })
      if (piece === '\n' && isBoth) blocks.push({ left: [], right: [] })
    }
  }
  return blocks
}

type Line = readonly Word[]

const MARKS = { same: ['', ''], removed: ['[-', '-]'], added: ['{+', '+}'] } as const

/** Wrapped at words; a word that is longer than the column is broken. */
function linesOf(words: readonly Word[], column: number, colour: boolean): Line[] {
  const lines: Word[][] = [[]]
  let used = 0
  for (const word of marked(words, colour)) {
    for (const text of word.text.match(/\n|\s|[^\s]+/g) ?? []) {
      if (text === '\n') {
        lines.push([])
        used = 0
        continue
      }
      for (const piece of broken(text === '\t' ? ' ' : text, column)) {
        const size = columnsOf(piece)
        if (used + size > column && used > 0) {
          lines.push([])
          used = 0
          if (piece === ' ') continue
        }
        lines.at(-1)?.push({ text: piece, mark: word.mark })
        used += size
      }
    }
  }
  while (lines.length > 1 && lines.at(-1)?.length === 0) lines.pop()
  return lines
}

/** Without colours, brackets around what differs. */
function* marked(words: readonly Word[], colour: boolean): Generator<Word> {
  for (const word of words) {
    const [open, close] = MARKS[word.mark]
    const isBlank = word.text.trim() === ''
    yield colour || isBlank ? word : { ...word, text: `${open}${word.text}${close}` }
  }
}

/** Brackets are never broken. */
function broken(text: string, column: number): string[] {
  if (columnsOf(text) <= column) return [text]
  const pieces: string[] = []
  let piece = ''
  for (const character of text.match(/\[-|-\]|\{\+|\+\}|./gsu) ?? []) {
    if (columnsOf(piece + character) > column) {
      pieces.push(piece)
      piece = ''
    }
    piece += character
  }
  return [...pieces, piece]
}

const COLOURS = { removed: 'red', added: 'green' } as const

/** Neighbours of one mark share its escape codes. */
function painted(line: Line, paint: Paint): string {
  let text = ''
  for (let at = 0; at < line.length; ) {
    const mark = line[at]?.mark ?? 'same'
    let run = ''
    for (; at < line.length && line[at]?.mark === mark; at++) run += line[at]?.text ?? ''
    text += mark === 'same' ? run : paint(COLOURS[mark], run)
  }
  return text
}

const padded = (text: string, width: number) => text + ' '.repeat(Math.max(0, width - columnsOf(text)))
