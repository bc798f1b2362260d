/** What each source file imports and which globals it touches, read by a real parser. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix, relative, sep } from 'node:path'
import { parseSync, Visitor } from 'oxc-parser'

export interface Import {
  /** Path from the root for a relative import, else the package or `node:` module without its subpath. */
  readonly target: string
  readonly relative: boolean
  /** Erased before it runs: `import type`, `import { type A }`, `import('./a.ts').A` in a type. */
  readonly typeOnly: boolean
  /** `import('./a.ts')`, which loads the module when it is called. */
  readonly dynamic: boolean
}

export interface Source {
  /** From the root, with forward slashes. */
  readonly path: string
  readonly imports: readonly Import[]
  /** Global functions that are called, and members of globals in full: `fetch`, `console.log`, `process.stdout.write`. */
  readonly globals: ReadonlySet<string>
}

/** All TypeScript files below some folders; git keeps no empty ones, so they need not be there. */
export function readSourceTree(root: string, folders: readonly string[]): Source[] {
  const existing = folders.filter((folder) => existsSync(join(root, folder)))
  return existing.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => join(root, folder, name))
      .sort()
      .map((file) => parseSource(relative(root, file).replaceAll(sep, '/'), readFileSync(file, 'utf8'))),
  )
}

/** @throws when the text cannot be parsed, or imports a path that only exists when it runs */
export function parseSource(path: string, text: string): Source {
  const { program, errors } = parseSync(path, text)
  if (errors[0] !== undefined) throw new Error(`${path}: ${errors[0].message}`)
  const imports: Import[] = []
  const globals = new Set<string>()
  const add = (specifier: string, typeOnly: boolean, dynamic = false) =>
    imports.push({ ...resolve(path, specifier), typeOnly, dynamic })

  new Visitor({
    ImportDeclaration: ({ source, importKind, specifiers }) => {
      const named = specifiers.filter((specifier) => specifier.type === 'ImportSpecifier')
      const allTypes = named.length > 0 && named.length === specifiers.length && named.every(isTypeSpecifier)
      add(source.value, importKind === 'type' || allTypes)
    },
    ExportNamedDeclaration: ({ source, exportKind }) => {
      if (source) add(source.value, exportKind === 'type')
    },
    ExportAllDeclaration: ({ source, exportKind }) => void add(source.value, exportKind === 'type'),
    TSImportType: ({ source }) => void add(source.value, true),
    ImportExpression: ({ source }) => {
      if (source.type === 'Literal' && typeof source.value === 'string') add(source.value, false, true)
      else globals.add('import(computed)')
    },
    CallExpression: ({ callee }) => {
      if (callee.type === 'Identifier') globals.add(callee.name)
    },
    NewExpression: ({ callee }) => {
      if (callee.type === 'Identifier') globals.add(callee.name)
    },
    MemberExpression: (node) => {
      const name = dottedName(node)
      if (name !== undefined) globals.add(name)
    },
  }).visit(program)

  return { path, imports, globals }
}

/** A file, and the files and packages that loading it loads: dynamic imports are written inside functions, and come later. */
export function loadedWith(sources: readonly Source[], start: string): string[] {
  const byPath = new Map(sources.map((source) => [source.path, source]))
  const loaded = new Set([start])
  for (const path of loaded) {
    const imports = byPath.get(path)?.imports ?? []
    for (const { target, typeOnly, dynamic } of imports) if (!typeOnly && !dynamic) loaded.add(target)
  }
  return [...loaded]
}

const isTypeSpecifier = (specifier: { readonly type: string; readonly importKind?: string }) =>
  specifier.importKind === 'type'

function resolve(from: string, specifier: string): Omit<Import, 'typeOnly' | 'dynamic'> {
  if (specifier.startsWith('.')) return { target: posix.join(dirname(from), specifier), relative: true }
  const parts = specifier.split('/')
  if (specifier.startsWith('node:')) return { target: specifier.replace(/\/promises$/, ''), relative: false }
  return { target: parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/'), relative: false }
}

type Node = { readonly type: string; readonly name?: unknown; readonly object?: Node; readonly property?: Node }

/** `process.stdout.write`; nothing for what is computed or called on the way. */
function dottedName(node: Node): string | undefined {
  if (node.type === 'Identifier') return String(node.name)
  if (node.type !== 'MemberExpression' || node.object === undefined || node.property === undefined) return undefined
  const object = dottedName(node.object)
  return object === undefined || node.property.type !== 'Identifier' ? undefined : `${object}.${node.property.name}`
}
