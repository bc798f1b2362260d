/** A table made to fit a terminal: columns are left out, and names and texts cut, before anything wraps. */
import { stripVTControlCharacters } from 'node:util'
import { clippedEnd, shortenedAlike } from '../words/shorten.ts'
import { columnsOf } from '../words/width.ts'

export type Align = 'left' | 'right'

export interface TableParts {
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
  readonly align: readonly Align[]
}

/** Two spaces between columns. */
const GAP = 2

/** How narrow the first column and other texts may become: first as long as there is a column to leave out, then at all. */
const LEAST = [
  { name: 24, text: 12 },
  { name: 8, text: 6 },
] as const

/**
 * @param drop columns in the order in which they are left out; after them the last ones, where these still do not fit. The first stays.
 * @returns at most `width` columns wide, if that is possible with one column
 */
export function fitted(parts: TableParts, width: number, drop: readonly number[]): TableParts {
  const all = parts.head.map((_, column) => column)
  const natural = all.map((column) => naturalWidth(parts, column))
  let kept = all
  const sumOf = (widths: readonly number[]) => widths.reduce((sum, each) => sum + each, 0)
  const isEnough = (least: (typeof LEAST)[number]) => {
    const widths = kept.map((column) => leastWidth(column, natural[column] ?? 0, parts.align[column], least))
    return sumOf(widths) + GAP * (kept.length - 1) <= width
  }
  const leaveOut = (column: number | undefined) => {
    kept = kept.filter((each) => each !== column)
  }
  const [early, late] = LEAST
  for (const column of drop) if (!isEnough(early)) leaveOut(column)
  while (kept.length > 1 && !isEnough(late)) leaveOut(kept.at(-1))
  const least = isEnough(early) ? early : late
  const widths = shrunk(kept, { natural, align: parts.align, least }, width - GAP * (kept.length - 1))
  const cut = kept.map((column, at) => cutColumn(parts, column, widths[at] ?? 0))
  return {
    head: cut.map(({ heading }) => heading),
    rows: parts.rows.map((_, row) => cut.map(({ cells }) => cells[row] ?? '')),
    align: kept.map((column) => parts.align[column] ?? 'left'),
  }
}

const naturalWidth = ({ head, rows }: TableParts, column: number) =>
  Math.max(...[head, ...rows].flatMap((cells) => (cells[column] ?? '').split('\n').map((line) => columnsOf(line))))

/** Numbers are shown whole, or not at all. */
function leastWidth(column: number, natural: number, align: Align | undefined, { name, text }: (typeof LEAST)[number]) {
  if (column === 0) return Math.min(natural, name)
  return align === 'right' ? natural : Math.min(natural, text)
}

interface Room {
  readonly natural: readonly number[]
  readonly align: readonly Align[]
  readonly least: (typeof LEAST)[number]
}

/** Takes what is too much from the widest column, again and again. */
function shrunk(kept: readonly number[], { natural, align, least }: Room, room: number): number[] {
  const widths = kept.map((column) => natural[column] ?? 0)
  const floors = kept.map((column) => leastWidth(column, natural[column] ?? 0, align[column], least))
  for (let excess = widths.reduce((sum, each) => sum + each, 0) - room; excess > 0; excess--) {
    const spare = widths.map((each, at) => (each > (floors[at] ?? 0) ? each : 0))
    const widest = spare.indexOf(Math.max(...spare))
    if ((spare[widest] ?? 0) === 0) return kept.length === 1 ? [Math.max(1, room)] : widths
    widths[widest] = (widths[widest] ?? 0) - 1
  }
  return widths
}

function cutColumn({ head, rows }: TableParts, column: number, width: number) {
  const cells = rows.map((row) => row[column] ?? '')
  const heading = inWidth(head[column] ?? '', width)
  if (column > 0) return { heading, cells: cells.map((cell) => inWidth(cell, width)) }
  const isFine = cells.every((cell) => columnsOf(cell) <= width)
  return { heading, cells: isFine ? cells : shortenedAlike(cells.map(stripVTControlCharacters), width) }
}

/** Each line of a cell; one that has to be cut loses its colour. */
const inWidth = (cell: string, width: number) =>
  cell
    .split('\n')
    .map((line) => (columnsOf(line) <= width ? line : clippedEnd(stripVTControlCharacters(line), width)))
    .join('\n')

/** A line of its own in a table, such as the heading of a section. */
export const clippedLine = (line: string, width: number): string => inWidth(line, width)
