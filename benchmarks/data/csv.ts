/** Comma-separated values as RFC 4180 has them: quoted cells may hold commas, line ends and doubled quotes. */

export interface CsvRow {
  readonly row: Readonly<Record<string, string | undefined>>
  /** 1-based. */
  readonly line: number
}

/** What a text cannot be read for; the message quotes nothing of it. */
export class CsvError extends Error {
  /** 1-based line where the record begins. */
  readonly line: number

  constructor(line: number, message: string) {
    super(message)
    this.line = line
  }
}

/** One cell, at `lastIndex`. */
const CELL = /"(?<quoted>[^"]*(?:""[^"]*)*)"|[^",\r\n]*/y

/** What ends a cell. */
const END = /,|\r?\n|$/y

/**
 * Each record as an object. Blank lines are passed over.
 *
 * @param columns of a text without a head; else the first record names them
 * @throws CsvError for a stray or missing quote, a record of another length, or a column named twice
 */
export function* csvRows(text: string, columns?: readonly string[]): Generator<CsvRow> {
  let names = columns
  for (const { cells, line } of records(text.replace(/^\uFEFF/, ''))) {
    if (cells.length === 1 && cells[0] === '') continue
    if (names === undefined) names = columnNames(cells, line)
    else if (cells.length !== names.length) {
      throw new CsvError(
        line,
        `${cells.length} cells, and ${columns === undefined ? 'the first line names' : 'it has'} ${names.length} columns`,
      )
    } else yield { row: Object.fromEntries(names.map((name, index) => [name, cells[index]])), line }
  }
}

function columnNames(cells: readonly string[], line: number): readonly string[] {
  if (new Set(cells).size < cells.length) throw new CsvError(line, 'two columns have the same name')
  return cells
}

interface CsvRecord {
  readonly cells: readonly string[]
  readonly line: number
}

function* records(text: string): Generator<CsvRecord> {
  let line = 1
  for (let at = 0; at < text.length; ) {
    const start = at
    const cells: string[] = []
    for (let separator = ','; separator === ','; ) {
      CELL.lastIndex = at
      const cell = CELL.exec(text) as RegExpExecArray // every text has a cell, if an empty one
      END.lastIndex = at + cell[0].length
      const end = END.exec(text)
      if (end === null) throw new CsvError(line, 'a quote that is not closed, or that stands within a cell')
      cells.push(cell.groups?.quoted?.replaceAll('""', '"') ?? cell[0])
      at = END.lastIndex
      separator = end[0]
    }
    yield { cells, line }
    line += countLines(text, start, at)
  }
}

function countLines(text: string, start: number, end: number): number {
  let lines = 0
  for (let at = text.indexOf('\n', start); at !== -1 && at < end; at = text.indexOf('\n', at + 1)) lines++
  return lines
}
