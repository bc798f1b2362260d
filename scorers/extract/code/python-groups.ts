/** The statements of Python source at module level, and the names that each of them gives. */
import { indentOf, isStatement, type SourceLine } from './python-lines.ts'

/** One statement with all that is in it; decorators and `else` belong to what they go with. */
export interface Group {
  readonly lines: readonly SourceLine[]
  readonly kind: 'import' | 'definition' | 'assignment' | 'compound' | 'other'
  readonly names: readonly string[]
}

const DECORATOR = /^@/
const CLAUSE = /^(?:else|elif|except|finally)\b/
const DEFINITION = /^(?:class|def|async[ \t]+def)[ \t]+([\p{L}_][\p{L}\p{N}_]*)/u
const IMPORT = /^(?:import|from)\s/
const COMPOUND = /^(?:if|else|elif|try|except|finally|with|for|while|match|case|async)\b/
/** `name =`, `name: Type =`; its value */
const ASSIGNMENT = /^([\p{L}_][\p{L}\p{N}_]*)[ \t]*(?::[^=]*)?=(?!=)[ \t]*(.*)$/su
const RETURN = /(?:^|:)[ \t]*(?:return|yield)\b/

/** @param lines at their own margin; those before the first statement belong to it */
export function groupsOf(lines: readonly SourceLine[]): Group[] {
  const groups: SourceLine[][] = []
  let isOpen = true
  for (const line of lines) {
    const isMargin = isStatement(line) && indentOf(line.text) === 0
    const last = groups.at(-1)
    if (last === undefined || (isMargin && !isOpen && !CLAUSE.test(line.text))) groups.push([line])
    else last.push(line)
    if (isMargin) isOpen = DECORATOR.test(line.text)
  }
  return groups.map(groupOf)
}

function groupOf(lines: readonly SourceLine[]): Group {
  const head = lines.find((line) => isStatement(line) && !DECORATOR.test(line.text.trimStart()))?.text.trimStart() ?? ''
  if (DEFINITION.test(head)) return { lines, kind: 'definition', names: namesGiven(head, '') }
  if (IMPORT.test(head)) return { lines, kind: 'import', names: namesGiven(joined(lines), '') }
  if (COMPOUND.test(head)) return { lines, kind: 'compound', names: [] }
  return { lines, kind: ASSIGNMENT.test(head) ? 'assignment' : 'other', names: namesGiven(head, '') }
}

const joined = (lines: readonly SourceLine[]) =>
  lines
    .filter(({ begins }) => begins !== 'string')
    .map(({ text }) => text.replace(/#.*/, ''))
    .join(' ')
    .trim()

/** By an import, a definition, an assignment. */
function namesGiven(statement: string, none: string): string[] {
  const defined = DEFINITION.exec(statement)?.[1]
  if (defined !== undefined) return [defined]
  const imported = /^(?:from\s+\S+\s+)?import\s+(.*)$/s.exec(statement)?.[1]
  if (imported === undefined) return [ASSIGNMENT.exec(statement)?.[1] ?? none].filter(Boolean)
  return imported
    .replaceAll(/[()\\;]/g, ' ')
    .split(',')
    .map((part) => part.trim().split(/\s+/).at(-1)?.split('.')[0] ?? none)
    .filter(Boolean)
}

/** The statements within `if`, `try` and their kin, down to the functions and classes, which stay closed. */
function* within({ lines, kind }: Group): Generator<string> {
  if (kind !== 'compound') {
    const first = lines.findIndex((line) => isStatement(line) && !DECORATOR.test(line.text))
    yield kind === 'import' ? joined(lines) : (lines[first]?.text ?? '')
    return
  }
  let closed = Infinity
  for (const line of lines) {
    if (!isStatement(line)) continue
    const indent = indentOf(line.text)
    if (indent > closed) continue
    const text = line.text.trimStart()
    closed = DEFINITION.test(text) ? indent : Infinity
    // `try: from m import f`
    yield /^(?:try|else|finally):[ \t]*(\S.*)$/.exec(text)?.[1] ?? text
  }
}

/** A `return` outside of functions: the source is the body of one. */
export const isBody = (groups: readonly Group[]): boolean =>
  groups.some((group) => group.kind !== 'definition' && within(group).some((statement) => RETURN.test(statement)))

/** `lambda …`, `other`, `Solution().name`, `partial(…)`; no literal, and no expression. */
const CALLABLE = /^\(*[ \t]*lambda\b|^(?!(?:None|True|False)\b)[\p{L}_][\p{L}\p{N}_.]*[ \t]*(?:\(|#|$)/u

/** Whether the statement makes the name a function: by `def`, by an import, by assignment of what can be called. */
function makesFunction(statement: string, name: string): boolean {
  if (!namesGiven(statement, '').includes(name)) return false
  const value = ASSIGNMENT.exec(statement)?.[2]
  return value === undefined ? !/^class\b/.test(statement) : CALLABLE.test(value)
}

export const defines = (group: Group, name: string): boolean =>
  within(group).some((statement) => makesFunction(statement, name))

/** `pass`, `...`, `raise NotImplementedError`, a docstring: what stands for a body that is still to be written. */
const PLACEHOLDER = /^(?:pass\b|\.\.\.|raise\s+NotImplementedError\b|[rbu]?["'])/i

/** A function without a body of its own. */
export function isStub({ lines, kind }: Group): boolean {
  if (kind !== 'definition') return false
  const statements = lines.filter(isStatement).filter(({ text }) => !DECORATOR.test(text))
  const [head, ...body] = statements.map(({ text }) => text.trim())
  // `def add(x, y): ...`, and a head that goes on over several lines.
  const signature = body.length === 0 ? joined(lines) : (head ?? '')
  const sameLine = /\)[^()]*:[ \t]*([^:]*)$/.exec(signature)?.[1]?.trim() ?? ''
  return [sameLine, ...body].every((statement) => statement === '' || PLACEHOLDER.test(statement))
}
