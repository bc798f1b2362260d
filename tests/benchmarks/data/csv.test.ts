import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { csvRows } from '../../../benchmarks/data/csv.ts'

const read = (text: string) => [...csvRows(text)]

describe('csvRows', () => {
  it('names the cells by the first line, and tells the line where each record begins', () => {
    const text = 'a,b\n1,"two\nlines, and ""quotes"""\n\n3,\n'
    expect(read(text)).toEqual([
      { row: { a: '1', b: 'two\nlines, and "quotes"' }, line: 2 },
      { row: { a: '3', b: '' }, line: 5 },
    ])
  })

  it.each([
    ['Windows line ends', 'a,b\r\n1,2\r\n'],
    ['no line end at the end', 'a,b\n1,2'],
    ['a byte order mark', '\uFEFFa,b\n1,2\n'],
  ])('reads %s', (_case, text) => expect(read(text).map(({ row }) => row)).toEqual([{ a: '1', b: '2' }]))

  it.each([
    ['a record that is too short', 'a,b\n1,2\nsecret\n', 3, '1 cells, and the first line names 2 columns'],
    ['a quote that is not closed', 'a,b\n1,2\n"secret,4\n', 3, 'a quote that is not closed'],
    ['a quote within a cell', 'a,b\nsec"ret,2\n', 2, 'stands within a cell'],
    ['text after a quoted cell', 'a,b\n"secret"s,2\n', 2, 'stands within a cell'],
    ['a name that comes twice', 'secret,secret\n1,2\n', 1, 'two columns have the same name'],
  ])('refuses %s, with its line and none of its text', (_case, text, line, message) => {
    const failure = (() => {
      try {
        return read(text)
      } catch (error) {
        return error as Error
      }
    })()
    expect(failure).toMatchObject({ line, message: expect.stringContaining(message) })
    expect((failure as Error).message).not.toContain('secret')
  })

  it('reads back whatever was written', () => {
    const cell = fc.string({ unit: fc.constantFrom('"', ',', '\n', '\r', 'a', ' ') })
    const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell)), (rows) => {
        const text = `a,b\n${rows.map((cells) => `${cells.map(quoted).join(',')}\n`).join('')}`
        expect(read(text).map(({ row }) => row)).toEqual(rows.map(([a, b]) => ({ a, b })))
      }),
    )
  })
})
