/** Texts with columns in them: `{question}`, `{customer.name}`; a plain brace is written twice, as in Python's `str.format`. */
import { DatasetError, UsageError } from '../../results/errors.ts'

export interface Template {
  /** Each once, in the order of the text. */
  readonly columns: readonly string[]
  /** Of a template that is one column and nothing else. */
  readonly column?: string
  /** Fills every placeholder in one pass: what stands in a value is never looked at. */
  fill(cell: (column: string) => string): string
}

const TOKEN = /\{\{|\}\}|\{([^{}\n]+)\}|[{}]/g

/** @throws UsageError for a brace that is neither doubled nor around a column */
export function parseTemplate(text: string): Template {
  const columns = new Set<string>()
  for (const [token, column] of text.matchAll(TOKEN)) {
    if (column !== undefined) columns.add(column)
    else if (token.length === 1) {
      throw new UsageError(`a single "${token}" that belongs to no {column}`, {
        hint: `Write a plain brace twice: ${token}${token}.`,
      })
    }
  }
  const [first = ''] = columns
  return {
    columns: [...columns],
    ...(text.trim() === `{${first}}` && { column: first }),
    fill: (cell) =>
      text.replace(TOKEN, (token, column: string | undefined) =>
        column === undefined ? token.slice(1) : cell(column),
      ),
  }
}

export type Row = Readonly<Record<string, unknown>>

/** The value of a column, or within one: `a.b` is column `a.b`, or else field `b` of column `a`. Undefined where there is none. */
export function cellOf(row: Row, column: string): unknown {
  if (Object.hasOwn(row, column)) return row[column]
  let inner: unknown = row
  for (const key of column.split('.')) {
    if (inner === null || typeof inner !== 'object' || !Object.hasOwn(inner, key)) return undefined
    inner = (inner as Row)[key]
  }
  return inner
}

/** A value as text: lists and objects as JSON. @throws DatasetError for one that is missing */
export function textOf(row: Row, column: string): string {
  const value = cellOf(row, column)
  if (value === undefined || value === null) {
    throw new DatasetError(`"${column}" is missing`, {
      hint: 'Every row needs a value there; leave the row out, or write one.',
    })
  }
  if (typeof value === 'string') return value
  return typeof value === 'object' && !(value instanceof Date) ? jsonOf(value) : plain(value)
}

const plain = (value: unknown) => (value instanceof Date ? value.toISOString() : String(value))

/** Whole numbers of Parquet come as bigint. */
const jsonOf = (value: unknown) =>
  JSON.stringify(value, (_, inner) => (typeof inner === 'bigint' ? Number(inner) : inner))
