/** What Python source defines at module level, and how it becomes part of a program. */
import { defines, type Group, groupsOf, isBody, isStub } from './python-groups.ts'
import { indentOf, isStatement, leastIndent, type SourceLine, shifted, sourceLines, textOf } from './python-lines.ts'

/**
 * Whether a statement at module level, also under `if` and `try`, makes `name` a function: `def`, an import, `name = lambda`,
 * `name = other`, `name = partial(…)`. A method, a nested function and a definition in a string are not at module level, and what
 * returns there is the body of a function, whatever it assigns.
 */
export function definesAtTopLevel(code: string, name: string): boolean {
  if (!code.includes(name)) return false
  const groups = moduleGroups(code)
  if (groups.some((group) => group.kind === 'definition' && defines(group, name))) return true
  return groups.some((group) => defines(group, name)) && !isBody(groups)
}

/** Whether all that defines `name` is a head without a body. */
export function isStubOf(code: string, name: string): boolean {
  const defining = moduleGroups(code).filter((group) => defines(group, name))
  return defining.length > 0 && defining.every(isStub)
}

let last: { readonly code: string; readonly groups: readonly Group[] } = { code: '', groups: [] }

/** The last answer is kept, since several questions are asked of the same code in a row. */
export function moduleGroups(code: string): readonly Group[] {
  if (last.code !== code) last = { code, groups: groupsOf(dedentedLines(code)) }
  return last.groups
}

/**
 * The body of a function, where it is what a model began with and where it wrote the whole function after it: `    return x⏎⏎def f(x): …`.
 * The rest then is one continuation too many.
 */
export function bodyBefore(code: string, name: string): string {
  const lines = sourceLines(code)
  const first = lines.find(isStatement)
  if (first === undefined || indentOf(first.text) < 2 || /^\s*(?:@|(?:async|def|class|import|from)\b)/.test(first.text))
    return code
  const again = lines.findIndex(
    (line) => isStatement(line) && definesAtTopLevel(line.text, name) && indentOf(line.text) === 0,
  )
  return again === -1 ? code : textOf(lines.slice(0, again)).trimEnd()
}

/** Without the indentation that all statements share; strings of several lines stay as they are. */
export const dedented = (code: string): string => textOf(dedentedLines(code))

function dedentedLines(code: string): SourceLine[] {
  const lines = sourceLines(code)
  const statements = lines.filter(isStatement)
  const columns = leastIndent(statements)
  // What is further right than a later statement has an indentation that means nothing: ` def f():⏎    return 1⏎⏎def g(): …`
  const extra = indentOf(statements[0]?.text ?? '') - columns
  let shift = columns + extra
  return lines.map((line) => {
    if (isStatement(line) && indentOf(line.text) < columns + extra) shift = columns
    return shifted(line, -shift)
  })
}

/** The code with blank lines instead of `from __future__ import …`, which has to come first in a file and is not needed since Python 3.14. */
export function withoutFutureImports(code: string): string {
  if (!code.includes('__future__')) return code
  let isFuture = false
  const lines = sourceLines(code).map(({ text, begins }) => {
    if (begins === 'statement') isFuture = /^from\s+__future__\s+import\b/.test(text)
    return isFuture ? '' : text
  })
  return lines.join('\n')
}

const DEFINITION = /^(?:class|def|async\s+def)\s/
const RETURN = /(?:^|:)\s*(?:return|yield)\b/

/** Classes or functions, as `class Solution`, and no `return` outside of them that would make them part of a body. */
export function isModule(code: string): boolean {
  if (!/^(?:class|def|async)\b/m.test(code)) return false
  const statements = sourceLines(code).filter(isStatement)
  let [definitions, inDefinition] = [0, false]
  for (const { text } of statements) {
    if (indentOf(text) === 0) {
      inDefinition = DEFINITION.test(text)
      definitions += Number(inDefinition)
    }
    if (!inDefinition && RETURN.test(text)) return false
  }
  return definitions > 0 && indentOf(statements[0]?.text ?? '') === 0 && lostIndentation(statements) === null
}

/** Columns of the body of a function at module level. */
const BODY = 4

/**
 * The statements of a function, indented by four columns, tabs and all.
 *
 * When only the first one has lost its indentation, it gets that of the others; what is to the left of the body, such as a
 * call after it, stays at module level.
 */
export function asBody(code: string): string {
  const lines = sourceLines(code).map(untabbed)
  const statements = lines.filter(isStatement)
  const [first] = statements
  if (first === undefined) return code
  const level = lostIndentation(statements) ?? indentOf(first.text)
  let shift = BODY - level
  return textOf(
    lines.map((line) => {
      if (line === first) return shifted(line, BODY - indentOf(line.text))
      if (line.begins === 'statement') shift = indentOf(line.text) < level ? 0 : BODY - level
      return shifted(line, shift)
    }),
  )
}

/**
 * Indentation of the other statements when the first one lost its own: `x = 1⏎    return x`.
 * After a colon, one step is as it should be (`if x:⏎    return 1`), and more than what comes back later is not.
 */
function lostIndentation(statements: readonly SourceLine[]): number | null {
  const [first, second] = statements.map(({ text }) => indentOf(text))
  if (first === undefined || second === undefined || second <= first) return null
  const back = statements.findIndex(({ text }, index) => index > 0 && indentOf(text) <= first)
  const run = statements.slice(1, back === -1 ? undefined : back)
  const level = leastIndent(run)
  const opensBlock = /:\s*(?:#.*)?$/.test(statements[0]?.text ?? '')
  return opensBlock && level === second ? null : level
}

/** With four spaces for a tab, as far as the indentation goes. */
function untabbed({ text, begins }: SourceLine): SourceLine {
  if (begins === 'string') return { text, begins }
  const indent = text.slice(0, indentOf(text))
  const columns = [...indent].reduce(
    (column, char) => (char === '\t' ? column + BODY - (column % BODY) : column + 1),
    0,
  )
  return { text: ' '.repeat(columns) + text.slice(indent.length), begins }
}
