/** Sentences in lines of bounded width. */
import { columnsOf } from './width.ts'

/** Columns that sentences are wrapped to, however wide the terminal is. */
const WIDTH = 100

/** Lines of bounded width, all but the first further indented. Number and unit stay together. */
export function wrapped(text: string, indent = '', { width = WIDTH }: { readonly width?: number } = {}): string[] {
  const most = Math.min(width, WIDTH)
  const lines: string[] = []
  let line = indent
  for (const word of text.split(/ (?!%)/)) {
    if (line.length > indent.length + 2 && columnsOf(line) + 1 + columnsOf(word) > most) {
      lines.push(line.trimEnd())
      line = `${indent}  ${word}`
    } else line += line.trim() === '' ? word : ` ${word}`
  }
  return [...lines, line]
}
