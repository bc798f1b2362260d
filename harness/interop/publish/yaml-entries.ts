/**
 * Changes entries of a list in YAML text, and no other byte: comments, order, quoting and line ends of everything else stay.
 *
 * A library would write the whole document again. Its parser says where each entry is; the text is spliced there.
 */
import {
  isCollection,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  stringify,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml'

/** A part of the text, and what takes its place. */
export interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
}

export interface EntryChanges {
  /** By place in the list. */
  readonly replaced: ReadonlyMap<number, unknown>
  readonly added: readonly unknown[]
}

/** @param edits apart from each other */
export function withEdits(text: string, edits: readonly Edit[]): string {
  let changed = text
  for (const { start, end, text: other } of edits.toSorted((a, b) => b.start - a.start)) {
    changed = changed.slice(0, start) + other + changed.slice(end)
  }
  return changed
}

/** Edits of a list that has entries, in block or flow style. */
export function entryEdits(text: string, list: YAMLSeq, { replaced, added }: EntryChanges): Edit[] {
  if (list.flow) {
    const edits = [...replaced].map(([at, value]) => ({
      ...rangeOf(list.items[at] as Node),
      text: JSON.stringify(value),
    }))
    const end = contentEnd(list.items.at(-1) as Node)
    return added.length === 0
      ? edits
      : [...edits, { start: end, end, text: added.map((value) => `, ${JSON.stringify(value)}`).join('') }]
  }
  const dashes = dashesOf(list)
  const column = columnOf(text, dashes[0] as number)
  const edits = [...replaced].map(([at, value]) => ({
    start: dashes[at] as number,
    end: contentEnd(list.items[at] as Node),
    text: blockLines(text, [value], column).trim(),
  }))
  const end = afterComments(text, lineEnd(text, contentEnd(list.items.at(-1) as Node)), column)
  return added.length === 0 ? edits : [...edits, insertedLines(text, end, blockLines(text, added, column))]
}

/** Gives a key of a map a list, where it has none or an empty one. The map is in block style. */
export function listEdits(text: string, map: YAMLMap, key: string, entries: readonly unknown[]): Edit[] {
  const pair = map.items.find((each) => nameOf(each) === key)
  if (pair === undefined) {
    const column = columnOf(text, rangeOf(map.items[0]?.key as Node).start)
    const end = lineEnd(text, contentEnd(map))
    return [
      insertedLines(text, end, `${' '.repeat(column)}${key}:${newline(text)}${blockLines(text, entries, column)}`),
    ]
  }
  const name = rangeOf(pair.key as Node)
  const value = pair.value as Node | null
  const { start, end } = value?.range == null ? { start: name.end + 1, end: name.end + 1 } : rangeOf(value)
  const before = text.slice(0, start).replace(/(?<=:)[ \t]+$/, '').length
  const lines = blockLines(text, entries, columnOf(text, name.start))
  return [{ start: before, end, text: '' }, insertedLines(text, lineEnd(text, end), lines)]
}

/** Lines of a list in block style, each with the line end that a text has. They mean the same in YAML 1.1, which Python's readers use. */
export function blockLines(text: string, entries: readonly unknown[], column = 0): string {
  const lines = stringify(entries, { lineWidth: 0, indentSeq: true, compat: 'yaml-1.1' }).trimEnd().split('\n')
  return lines.map((line) => `${' '.repeat(column)}${line}${newline(text)}`).join('')
}

/** The line end that a text has first; `\n` where it has none. */
export const newline = (text: string): string => /\r?\n/.exec(text)?.[0] ?? '\n'

const nameOf = ({ key }: Pair): string => (isScalar(key) ? String(key.value) : String(key))

function insertedLines(text: string, at: number, lines: string): Edit {
  const isOpen = at > 0 && text[at - 1] !== '\n'
  return { start: at, end: at, text: isOpen ? `${newline(text)}${lines.replace(/\r?\n$/, '')}` : lines }
}

function rangeOf(node: Node): { start: number; end: number } {
  const [start, end] = node.range as [number, number, number]
  return { start, end }
}

/** End of what a node says; the range of a block ends after the comments and empty lines that follow it. */
function contentEnd(node: Node): number {
  if (isCollection(node) && !node.flow) {
    const last = node.items.at(-1)
    const inner = isPair(last) ? ((last.value ?? last.key) as Node) : (last as Node | undefined)
    if (inner?.range != null) return contentEnd(inner)
  }
  return rangeOf(node).end
}

/** Start of the next line; the end of the text in its last one. */
function lineEnd(text: string, at: number): number {
  if (at > 0 && text[at - 1] === '\n') return at // a block of text has its line end
  const end = text.indexOf('\n', at)
  return end === -1 ? text.length : end + 1
}

/** Comments that are indented deeper than the dashes of a list belong to its last entry. */
function afterComments(text: string, at: number, column: number): number {
  const comment = new RegExp(`^ {${column + 1},}#.*(?:\\n|$)`, 'm')
  let end = at
  for (let found = comment.exec(text.slice(end)); found?.index === 0; found = comment.exec(text.slice(end))) {
    end += found[0].length
  }
  return end
}

const columnOf = (text: string, at: number) => at - (text.lastIndexOf('\n', at - 1) + 1)

/** Where the dashes of a block list are. */
function dashesOf(list: YAMLSeq): number[] {
  const token = list.srcToken
  if (token?.type !== 'block-seq') throw new TypeError('the document was parsed without keepSourceTokens')
  return token.items.flatMap(({ start }) => start.find(({ type }) => type === 'seq-item-ind')?.offset ?? [])
}

export const isFilled = (node: unknown): node is YAMLSeq => isSeq(node) && node.items.length > 0

export const isBlockMap = (node: unknown): boolean => isMap(node) && !node.flow && node.items.length > 0
