/** How text is laid out: columns, colours, lines of bounded width. */
import { styleText } from 'node:util'
import Table from 'cli-table3'
import { columnsOf } from '../words/width.ts'
import { type Align, clippedLine, fitted } from './fit-table.ts'

/** For whom text is drawn. */
export interface TextOptions {
  /** Escape codes for colours; the caller checks NO_COLOR and pipes. */
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

/** How a table is drawn. */
export interface TableOptions extends TextOptions {
  /** Columns to leave out where the terminal is too narrow, the least important first. Absent: the last ones. */
  readonly drop?: readonly number[]
}

/**
 * Columns under a ruled head. Where these are wider than the terminal, columns are left out, and names and texts are cut.
 *
 * @param align of each column, heading included
 */
export function drawTable(
  head: readonly string[],
  rows: readonly Row[],
  align: readonly Align[],
  { width = Infinity, drop = [] }: TableOptions = {},
): string {
  const cells = rows.filter((row) => typeof row !== 'string')
  if (
    tableWidth([head, ...cells]) <= width &&
    rows.every((row) => typeof row !== 'string' || columnsOf(row) <= width)
  ) {
    return columns(head, rows, align)
  }
  const table = fitted({ head, rows: cells, align }, width, drop)
  let next = 0
  const inOrder = rows.map((row) => (typeof row === 'string' ? clippedLine(row, width) : (table.rows[next++] ?? [])))
  return columns(table.head, inOrder, table.align)
}

/** Columns that the cells take, each column as wide as its widest cell. */
export function tableWidth(rows: readonly (readonly string[])[]): number {
  const [head = []] = rows
  const widths = head.map((_, column) =>
    Math.max(...rows.flatMap((row) => (row[column] ?? '').split('\n').map((line) => columnsOf(line)))),
  )
  return widths.reduce((sum, width) => sum + width + 2, -2)
}

function columns(head: readonly string[], rows: readonly Row[], align: readonly Align[]): string {
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
