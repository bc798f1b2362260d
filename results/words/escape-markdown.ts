/** Text of users and models inside GitHub's Markdown: read as it is, and obeyed in nothing. */
import { visibleLine } from '../visible.ts'

/**
 * For names and sentences in running text: no markup, no HTML, and none of what GitHub makes links of by itself, which a
 * backslash does not stop and a character without width does: @names, #numbers, addresses.
 */
export function prose(text: string): string {
  return unlinked(entities(visibleLine(text)).replace(/[\\`*_{}[\]|~$]/g, '\\$&'))
}

/** The same at the start of a line, where a name such as `1.` or `#` would begin a list or a heading. */
export const paragraph = (text: string) => prose(text).replace(/^(?=[#+\-=\d])/, NO_WIDTH)

/** For names inside an HTML element, where no Markdown is read. */
export const insideHtml = (text: string) => unlinked(entities(visibleLine(text)))

const entities = (text: string) => text.replace(/[&<>]/g, (character) => ENTITIES[character] ?? character)

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

const unlinked = (text: string) =>
  text
    .replace(/[@#](?=\S)/g, `$&${NO_WIDTH}`)
    .replace(/:(?=\/\/)|\bwww(?=\.)|\bGH(?=-)|\bmailto(?=:)/gi, `$&${NO_WIDTH}`)

/** For answers, ids and folders: a code span, in which GitHub links nothing. @param limit of characters shown */
export function code(text: string, limit = 120): string {
  const shown = visibleLine(text, limit)
  if (shown.trim() === '') return ''
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  const padding = /^`|`$/.test(shown) ? ' ' : ''
  return `${fence}${padding}${shown}${padding}${fence}`
}

/** The same for a cell of a table, which a bar would end even inside a code span. */
export const codeCell = (text: string, limit?: number) =>
  text.includes('|') ? `<code>${prose(text.slice(0, limit ?? 120))}</code>` : code(text, limit)

const NO_WIDTH = '&#8203;'
