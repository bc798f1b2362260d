/** Text of models and files on lines of its own: a mark begins each, so that none can pass for a line of evalkit's. */
import type { Span } from '../schema/schema.ts'
import { columnsOf } from './width.ts'

interface GutterOptions {
  /** Columns of the terminal. Longer lines are broken, as the terminal would go on at its edge. Absent: they are not. */
  readonly width?: number
  /** Lines have their numbers. */
  readonly isNumbered?: boolean
  /** A part that stands out. */
  readonly highlight?: Highlight | undefined
}

interface Highlight {
  readonly span: Span
  /** By inverse video, row by row; by »brackets« where there are no colors. */
  readonly colour: boolean
}

/** A line, or a part of one that is too long, by its place in the text. */
interface Row {
  /** Absent for all parts of a line but the first. */
  readonly number?: number
  /** Of its line. */
  readonly isLast: boolean
  readonly start: number
  readonly end: number
}

const MARK = '│ '

/** @param text whose characters are visible */
export function inGutter(
  text: string,
  { width = Infinity, isNumbered = false, highlight }: GutterOptions = {},
): string {
  const digits = isNumbered ? String(text.split('\n').length).length : 0
  const room = Math.max(MARK.length, width - digits - (isNumbered ? 1 : 0) - MARK.length)
  return rowsOf(text, room)
    .map((row) => {
      const number = isNumbered ? `${String(row.number ?? '').padStart(digits)} ` : ''
      return `${number}${MARK}${shown(text, row, highlight)}`.trimEnd()
    })
    .join('\n')
}

function rowsOf(text: string, room: number): Row[] {
  let start = 0
  return text.split('\n').flatMap((line, index) => {
    const rows = broken(line, room).map(([from, to], part, all) => ({
      ...(part === 0 && { number: index + 1 }),
      isLast: part === all.length - 1,
      start: start + from,
      end: start + to,
    }))
    start += line.length + 1
    return rows
  })
}

/** Columns that a tab takes at most. */
const TAB = 8

const roomFor = (text: string) => columnsOf(text) + (TAB - 1) * (text.match(/\t/g)?.length ?? 0)

/** At a space in the second half of a row, if there is one. */
function broken(line: string, room: number): Span[] {
  if (roomFor(line) <= room) return [[0, line.length]]
  const parts: Span[] = []
  let [start, at, used, space] = [0, 0, 0, 0]
  for (const character of line) {
    const size = roomFor(character)
    if (used + size > room && at > start) {
      const end = space > start + (at - start) / 2 ? space : at
      parts.push([start, end])
      used = roomFor(line.slice(end, at))
      start = end
    }
    used += size
    at += character.length
    if (character === ' ') space = at
  }
  return [...parts, [start, line.length]]
}

function shown(text: string, row: Row, highlight: Highlight | undefined): string {
  const { start, end } = row
  if (highlight === undefined) return text.slice(start, end)
  const { span, colour } = highlight
  const [from, to] = span.map((place) => Math.min(end, Math.max(start, place))) as [number, number]
  const [opens, closes] = colour ? [from < to, from < to] : [beginsIn(row, span), endsIn(row, span)]
  const [open, close] = colour ? INVERSE : BRACKETS
  return `${text.slice(start, from)}${opens ? open : ''}${text.slice(from, to)}${closes ? close : ''}${text.slice(to, end)}`
}

/** A place between two rows of one line belongs to the second if something begins there, and to the first if something ends. */
const beginsIn = ({ start, end, isLast }: Row, [from]: Span) =>
  from >= start && (from < end || (isLast && from === end))

function endsIn(row: Row, [from, to]: Span): boolean {
  if (from === to) return beginsIn(row, [from, to])
  const { start, end, number } = row
  return to <= end && (to > start || (number !== undefined && to === start))
}

const INVERSE = ['\u001b[7m', '\u001b[27m']
const BRACKETS = ['»', '«']
