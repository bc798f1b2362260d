/** Finds exported functions that throw and don't say so. */
import { type Node, parseSync } from 'oxc-parser'

interface Found {
  readonly name: string
  readonly start: number
  readonly body: unknown
}

/**
 * Names of exported functions, and of public methods of exported classes, that throw an error of their own without `@throws` in their doc
 * comment. An error that is caught and thrown again is not their own, and what a function calls speaks for itself.
 */
export function undocumentedThrows(path: string, text: string): string[] {
  const { program, comments } = parseSync(path, text)
  const isDocumented = (start: number) => {
    const doc = comments.findLast(({ end }) => end <= start && /^\s*$/.test(text.slice(end, start)))
    return doc !== undefined && doc.type === 'Block' && /@throws\b/.test(doc.value)
  }
  return program.body
    .flatMap(exportedFunctions)
    .filter(({ start, body }) => throwsItself(body) && !isDocumented(start))
    .map(({ name }) => `${path}: ${name}`)
}

function exportedFunctions(node: Node): Found[] {
  if (node.type !== 'ExportNamedDeclaration' || node.declaration === null) return []
  const { declaration, start } = node
  if (declaration.type === 'FunctionDeclaration') {
    return [{ name: declaration.id?.name ?? '', start, body: declaration.body }]
  }
  if (declaration.type === 'VariableDeclaration') {
    return declaration.declarations.flatMap(({ id, init }) => {
      const isFunction = init?.type === 'ArrowFunctionExpression' || init?.type === 'FunctionExpression'
      return isFunction && id.type === 'Identifier' ? [{ name: id.name, start, body: init.body }] : []
    })
  }
  if (declaration.type === 'ClassDeclaration') {
    return declaration.body.body.flatMap((member) => {
      if (member.type !== 'MethodDefinition' || member.key.type !== 'Identifier') return []
      if (member.accessibility === 'private') return []
      return [{ name: `${declaration.id?.name}.${member.key.name}`, start: member.start, body: member.value.body }]
    })
  }
  return []
}

/** Not in a function within it, nor where it catches what is thrown. */
function throwsItself(node: unknown): boolean {
  if (Array.isArray(node)) return node.some(throwsItself)
  if (!isNode(node) || INNER.test(node.type)) return false
  if (node.type === 'ThrowStatement') return node.argument.type !== 'Identifier'
  if (node.type === 'TryStatement' && node.handler !== null) return throwsItself([node.handler, node.finalizer])
  return Object.values(node).some(throwsItself)
}

const INNER = /Function|Class/

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'type' in value
