/** How text is laid out: columns, colours, lines of bounded width. */
import { styleText } from 'node:util'
import Table from 'cli-table3'
import { columnsOf } from '../words/width.ts'
import { wrapped } from '../words/wrap.ts'

/** For whom text is drawn. */
export interface TextOptions {
  /** Escape codes for colours; NO_COLOR and pipes are the caller's to heed. */
  readonly colour?: boolean
  /** Columns of the terminal. Absent for a file or a pipe: sentences are wrapped to 100 columns, tables are as wide as they are. */
  readonly width?: number
}

/** Colours a text, or leaves it as it is. */
export type Paint = (style: 'bold' | 'dim' | 'green' | 'red' | 'yellow', text: string) => string

export const painter = (colour = false): Paint =>
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
 * Columns under a ruled head. Where these are wider than the terminal, each row is a paragraph: its first cell, then the others, each
 * after its heading.
 *
 * @param align of each column, heading included
 */
export function drawTable(
  head: readonly string[],
  rows: readonly Row[],
  align: readonly ('left' | 'right')[],
  { width = Infinity }: TextOptions = {},
): string {
  const table = columns(head, rows, align)
  const isTooWide = table.split('\n').some((line) => columnsOf(line) > width)
  return isTooWide ? rows.flatMap((row) => paragraph(head, row, width)).join('\n') : table
}

function paragraph([, ...headings]: readonly string[], row: Row, width: number): string[] {
  if (typeof row === 'string') return wrapped(row, '', { width })
  const [first = '', ...cells] = row.map(oneLine)
  const named = cells.flatMap((cell, at) => (cell === '' ? [] : [`${oneLine(headings[at] ?? '')} ${cell}`]))
  // The words of one fact stay together where a line has room for them.
  const facts = named.map((fact) => (columnsOf(fact) + 4 < width ? fact.replaceAll(' ', NO_BREAK) : fact)).join(' · ')
  return [...wrapped(first, '', { width }), ...(facts === '' ? [] : wrapped(facts, '  ', { width }))].map((line) =>
    line.replaceAll(NO_BREAK, ' '),
  )
}

const NO_BREAK = '\u00a0'

const oneLine = (cell: string) => cell.replaceAll('\n', ' ')

function columns(head: readonly string[], rows: readonly Row[], align: readonly ('left' | 'right')[]): string {
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
  const width = Math.max(...lines.map((line) => columnsOf(line)))
  const take = (row: Row) => (typeof row === 'string' ? [row] : lines.splice(0, height(row)))
  return [...take(head), '─'.repeat(width), ...rows.flatMap(take)].join('\n')
}

const height = (cells: readonly string[]) => Math.max(...cells.map((cell) => cell.split('\n').length))
