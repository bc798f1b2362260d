/** How text is laid out: columns, colours, lines of bounded width. */
import { stripVTControlCharacters, styleText } from 'node:util'
import Table from 'cli-table3'

/** Columns that sentences are wrapped to; tables of ordinary names stay within. */
const WIDTH = 100

/** Colours a text, or leaves it as it is. */
export type Paint = (style: 'bold' | 'dim' | 'green' | 'red' | 'yellow', text: string) => string

export const painter = (colour: boolean): Paint =>
  colour ? (style, text) => styleText(style, text, { validateStream: false }) : (_, text) => text

/** Two spaces between columns, and no lines: they would take the room of the numbers. */
const SPACES = {
  ...{ top: '', 'top-left': '', 'top-mid': '', 'top-right': '' },
  ...{ mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
  ...{ bottom: '', 'bottom-left': '', 'bottom-mid': '', 'bottom-right': '' },
  ...{ left: '', middle: '  ', right: '' },
}

/** A row of cells, or a text on a line of its own that does not widen the columns. */
export type Row = readonly string[] | string

/**
 * Columns under a ruled head.
 *
 * @param align of each column, heading included
 */
export function drawTable(head: readonly string[], rows: readonly Row[], align: readonly ('left' | 'right')[]): string {
  const table = new Table({
    chars: SPACES,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    head: [...head],
    colAligns: [...align],
    rowAligns: ['bottom'],
  })
  table.push(...rows.filter((row) => typeof row !== 'string').map((row) => [...row]))
  const lines = table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
  const width = Math.max(...lines.map((line) => stripVTControlCharacters(line).length))
  const take = (row: Row) => (typeof row === 'string' ? [row] : lines.splice(0, height(row)))
  return [...take(head), '─'.repeat(width), ...rows.flatMap(take)].join('\n')
}

const height = (cells: readonly string[]) => Math.max(...cells.map((cell) => cell.split('\n').length))

/** Lines of bounded width, all but the first further indented. Number and unit stay together. */
export function wrapped(text: string, indent = ''): string[] {
  const lines: string[] = []
  let line = indent
  for (const word of text.split(/ (?!%)/)) {
    if (line.length > indent.length + 2 && line.length + 1 + word.length > WIDTH) {
      lines.push(line)
      line = `${indent}  ${word}`
    } else line += line.trim() === '' ? word : ` ${word}`
  }
  return [...lines, line]
}
