/** The lines of Python source, and which of them begin a statement. Accepts any text, since what models write may not be Python. */

export interface SourceLine {
  readonly text: string
  /** What the line's first character belongs to: a statement of its own, one that goes on, or a string of several lines. */
  readonly begins: 'statement' | 'continuation' | 'string'
}

/** What decides where statements begin: quotes, brackets, comments, a backslash at the end of the line. */
const MARKS = /"""|'''|["'#()[\]{}]|\\$/g

/** Characters that Python refuses outside of strings, and that chat pages put in the place of its own. */
const ODD = /[\u00a0\u2007\u202f\u3000\u200b-\u200d\u2060\ufeff‘’“”]/
const ODD_SPACES = /[\u00a0\u2007\u202f\u3000]/g
const ZERO_WIDTH = /[\u200b-\u200d\u2060\ufeff]/g
const SMART_STRING = /[‘’]([^‘’'"]*)[‘’]|[“”]([^“”'"]*)[“”]/g

const plain = (code: string) =>
  ODD.test(code)
    ? code
        .replace(ODD_SPACES, ' ')
        .replace(ZERO_WIDTH, '')
        .replace(SMART_STRING, (_, single?: string, double?: string) =>
          single === undefined ? `"${double}"` : `'${single}'`,
        )
    : code

/**
 * The lines of any text, Python or not; odd characters outside of strings become Python's own.
 *
 * @param isSkipped lines that are left out where a statement could begin: they come back empty
 */
export function sourceLines(code: string, isSkipped: (line: string) => boolean = () => false): SourceLine[] {
  let quote: string | null = null
  let depth = 0
  let goesOn = false
  return code.split('\n').map((line) => {
    const begins = quote !== null ? 'string' : depth > 0 || goesOn ? 'continuation' : 'statement'
    if (begins === 'statement' && isSkipped(line)) return { text: '', begins }
    goesOn = false
    let text = ''
    for (let at = 0; at < line.length; ) {
      if (quote === null) {
        MARKS.lastIndex = at
        const mark: RegExpExecArray | null = MARKS.exec(line)
        const end: number = mark === null ? line.length : mark.index + mark[0].length
        text += plain(line.slice(at, end))
        at = end
        if (mark === null) break
        if (mark[0] === '#') [text, at] = [text + line.slice(at), line.length]
        else if (mark[0] === '\\') goesOn = true
        else if ('([{'.includes(mark[0])) depth++
        else if (')]}'.includes(mark[0])) depth = Math.max(0, depth - 1)
        else quote = mark[0]
      } else {
        const end = endOfString(line, at, quote)
        text += line.slice(at, end ?? line.length)
        at = end ?? line.length
        if (end !== null) quote = null
      }
    }
    // A string in single quotes ends with its line, if need be by mistake, unless a backslash carries it on.
    if (quote?.length === 1 && !line.endsWith('\\')) quote = null
    return { text, begins }
  })
}

/** @returns the offset after the closing quote, null when the line holds none */
function endOfString(line: string, from: number, quote: string): number | null {
  for (let at = from; at < line.length; at++) {
    if (line[at] === '\\') at++
    else if (line.startsWith(quote, at)) return at + quote.length
  }
  return null
}

/** The same source, with line ends and spaces that Python reads. */
export function readable(code: string): string {
  const text = code.replaceAll(/\r\n?/g, '\n')
  return ODD.test(text) ? textOf(sourceLines(text)) : text
}

export const isStatement = ({ text, begins }: SourceLine) => begins === 'statement' && /^\s*[^\s#]/.test(text)

export const leastIndent = (lines: readonly SourceLine[]) =>
  lines.reduce((least, { text }) => Math.min(least, indentOf(text)), lines.length === 0 ? 0 : Infinity)

/** In characters: a tab is one. */
export const indentOf = (text: string) => text.search(/\S|$/)

/** A line moved to the right, or to the left as far as it goes. Those within a string stay. */
export function shifted({ text, begins }: SourceLine, columns: number): SourceLine {
  if (begins === 'string' || text.trim() === '') return { text, begins }
  return { text: columns < 0 ? text.slice(Math.min(-columns, indentOf(text))) : ' '.repeat(columns) + text, begins }
}

export const textOf = (lines: readonly SourceLine[]) => lines.map(({ text }) => text).join('\n')
