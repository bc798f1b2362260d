/** Tables in long format as CSV and as Parquet. */
import { parquetWriteBuffer } from 'hyparquet-writer'
import type { LongCell, LongTable } from '../long-table.ts'
import { csvText } from './csv.ts'

export function longCsv({ columns, rows }: LongTable): string {
  return csvText([columns.map(({ name }) => name), ...rows.map((cells) => cells.map(plain))])
}

const plain = (cell: LongCell) => (typeof cell === 'boolean' ? String(cell) : cell)

/** Texts are as they are: nothing of Parquet is ever run as a formula. */
export function longParquet({ columns, rows }: LongTable): Uint8Array {
  const columnData = columns.map(({ name, type }, column) => ({
    ...{ name, type, nullable: true },
    data: rows.map((cells) => cells[column]),
  }))
  return new Uint8Array(parquetWriteBuffer({ columnData }))
}
