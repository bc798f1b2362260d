/** A live area: lines at the bottom of a terminal that are redrawn below all other output. */
import { visibleField } from '../../results/visible.ts'
import { columnsOf } from '../../results/words/width.ts'
import { holdLiveArea } from './terminal.ts'

export interface LiveArea {
  /** Redraws the lines. */
  update(): void
  /** Removes the lines. */
  close(): void
}

export interface AreaSize {
  /** Columns available for a line. */
  readonly width: number
  /** Lines available. */
  readonly height: number
}

/**
 * Creates the live area of a terminal. Other output is printed above it.
 *
 * The cursor stays below the lines, in the first column, and moves relative to that: a saved position would be wrong after
 * scrolling. It stays visible, so that a killed process leaves the terminal usable. Libraries for this assume one row per line,
 * which is wrong after the terminal was made narrower.
 */
export function openLiveArea(stream: NodeJS.WriteStream, lines: (size: AreaSize) => readonly string[]): LiveArea {
  let drawn: readonly string[] = []

  /** Rows that the drawn lines take at the current width. */
  const rows = () => drawn.reduce((sum, line) => sum + Math.max(1, Math.ceil(columnsOf(line) / columns())), 0)
  const columns = () => stream.columns || 80
  const erasing = () => (drawn.length === 0 ? '' : `\r\u001b[${rows()}A\u001b[J`)

  function update(): void {
    const erase = erasing()
    // In some terminals a line that fills the last column starts another row.
    drawn = lines({ width: Math.max(1, columns() - 1), height: Math.max(1, (stream.rows || 24) - 1) }).map(visibleField)
    stream.write(`${BEGIN}${erase}${drawn.map((line) => `${line}\n`).join('')}${END}`)
  }

  function clear(): void {
    if (drawn.length > 0) stream.write(erasing())
    drawn = []
  }

  const release = holdLiveArea({ clear, update })
  return {
    update,
    close() {
      release()
      clear()
    },
  }
}

/** Synchronized output: terminals that support it show the lines at once, and others ignore it. */
const BEGIN = '\u001b[?2026h'
const END = '\u001b[?2026l'
