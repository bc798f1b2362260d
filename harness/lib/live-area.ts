/** Lines at the bottom of a terminal that are drawn again and again, below whatever else is printed. */
import { columnsOf } from '../../results/words/width.ts'
import { holdLiveArea } from './terminal.ts'

export interface LiveArea {
  /** Draws again. */
  update(): void
  /** Takes the lines away. */
  close(): void
}

export interface AreaSize {
  /** Columns that a line may have. */
  readonly width: number
  /** Lines that there may be. */
  readonly height: number
}

/**
 * The one area of the terminal: everything that is printed meanwhile goes above it.
 *
 * The cursor stays below the lines, at the left, and is moved from there: a position that was saved would be wrong as soon as the
 * terminal scrolls. It stays visible, so that a process that is killed leaves the terminal as it was. Not a library: those that
 * draw such lines take a line for one row, also after the terminal was made narrower.
 */
export function openLiveArea(stream: NodeJS.WriteStream, lines: (size: AreaSize) => readonly string[]): LiveArea {
  let drawn: readonly string[] = []

  /** Rows of what was drawn, as a terminal of today's width has broken it. */
  const rows = () => drawn.reduce((sum, line) => sum + Math.max(1, Math.ceil(columnsOf(line) / columns())), 0)
  const columns = () => stream.columns || 80
  const erasing = () => (drawn.length === 0 ? '' : `\r\u001b[${rows()}A\u001b[J`)

  function update(): void {
    const erase = erasing()
    // A line that fills the last column makes some terminals begin another.
    drawn = lines({ width: Math.max(1, columns() - 1), height: Math.max(1, (stream.rows || 24) - 1) })
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

/** Synchronized output: a terminal that knows it shows the whole at once, and others pass over it. */
const BEGIN = '\u001b[?2026h'
const END = '\u001b[?2026l'
