/** JavaScript as text: enough of it to join an answer to its prompt. */

export interface FunctionHead {
  readonly name: string
  /** Where the head's line begins. */
  readonly start: number
}

/** `function f(`, `async function* f(`, `const f = (…) => {`, `const f = x => {`, `var f = function (`: at the start of a line. */
const HEAD =
  /^(?:export[ \t]+(?:default[ \t]+)?)?(?:(?:async[ \t]+)?function[ \t]*\*?[ \t]*([\w$]+)[ \t]*\(|(?:const|let|var)[ \t]+([\w$]+)[ \t]*=[ \t]*(?:async\b|function\b|\(|[\w$]+[ \t]*=>))/gm

/** The function that a prompt leaves open, its last; undefined where there is none. */
export function lastFunctionHead(prompt: string): FunctionHead | undefined {
  const last = [...prompt.matchAll(HEAD)].at(-1)
  return last === undefined ? undefined : { name: last[1] ?? last[2] ?? '', start: last.index }
}

/** What a prompt holds before the function that it leaves open: comments, and at times other functions. */
export const beforeLastHead = (prompt: string): string => prompt.slice(0, lastFunctionHead(prompt)?.start)

/** `function f`, `async function* f`, `const f`, `class f`, at the start of a line. */
const DECLARATION = /^(?:(?:async[ \t]+)?function\b[ \t]*\*?|class\b|const\b|let\b|var\b)[ \t]*([\w$]+)/gm

/** What a script declares, and where each line with one begins. */
const declarations = (script: string) =>
  [...script.matchAll(DECLARATION)].map(({ 1: name, index }) => ({ name: name as string, start: index }))

/** Whether a script gives the name a value at its margin: it declares it, or exports it. */
export function definesAtMargin(code: string, name: string): boolean {
  const script = asScript(code)
  return declares(script, name) || exportsName(script, name)
}

const declares = (script: string, name: string) => declarations(script).some((declared) => declared.name === name)

/** `exports.f = …`, `module.exports.f = …`, and `module.exports = …` with the name somewhere behind it. */
function exportsName(script: string, name: string): boolean {
  const at = script.search(/^(?:module\.)?exports(?:\.[\w$]+)?[ \t]*=[^=]/m)
  return (
    at !== -1 &&
    script
      .slice(at)
      .split(/[^\w$]+/)
      .includes(name)
  )
}

/** A script in which the name can be called, where it is only exported. */
export const calling = (script: string, name: string): string =>
  declares(script, name) || !exportsName(script, name)
    ? script
    : `${script}\nvar ${name} = module.exports.${name} ?? module.exports`

/** `import 'm'` */
const BARE_IMPORT = /^import[ \t]+((['"])[^'"\n]*\2)/gm
/** `import a from 'm'`, `import * as a from 'm'`, `import { b, c as d } from 'm'`, `import a, { b } from 'm'` */
const IMPORT =
  /^import[ \t]+(?:\*[ \t]*as[ \t]+)?([\w$]+)?[ \t]*,?[ \t]*(\{[^{}]*\})?[ \t]*from[ \t]*((['"])[^'"\n]*\4)/gm
/** `export { f, g as h }` */
const EXPORT_LIST = /^export[ \t]*\{[^{}]*\};?/gm
/** `export default f`, `export default (n) => …`: of what has no name */
const EXPORT_NAMELESS = /^export[ \t]+default[ \t]+(?!(?:async[ \t]+)?(?:function|class)\b[ \t]*\*?[ \t]*[\w$])/gm
/** `export function f`, `export default class f`, `export const f` */
const EXPORT = /^export[ \t]+(?:default[ \t]+)?(?=[a-z])/gm

/** A module as a script, at its own margin: it requires and assigns what it imports and exports. */
export function asScript(code: string): string {
  return dedented(code)
    .replaceAll(BARE_IMPORT, 'require($1)')
    .replaceAll(IMPORT, (_, whole?: string, parts?: string, module?: string) =>
      [whole, parts?.replaceAll(/\bas\b/g, ':')]
        .flatMap((name) => (name === undefined ? [] : [`const ${name} = require(${module})`]))
        .join('; '),
    )
    .replaceAll(EXPORT_LIST, '')
    .replaceAll(EXPORT_NAMELESS, 'module.exports = ')
    .replaceAll(EXPORT, '')
}

/** Moved to the left as far as all its lines go, those of texts included: a block that is indented in its fence. */
function dedented(code: string): string {
  const lines = code.split('\n').filter((line) => line.trim() !== '')
  const indent = lines.reduce((least, line) => Math.min(least, line.search(/\S/)), lines.length === 0 ? 0 : Infinity)
  return indent === 0 ? code : code.replaceAll(new RegExp(`^[^\\S\\n]{1,${indent}}`, 'gm'), '')
}

/** The same without what the code declares as well, from there to the line that closes it: nothing is declared twice. */
export function withoutDeclared(script: string, code: string): string {
  const names = new Set(declarations(code).map(({ name }) => name))
  return declarations(script)
    .filter(({ name }) => names.has(name))
    .reduceRight((rest, { start }) => rest.slice(0, start) + rest.slice(endOfStatement(rest, start)), script)
}

function endOfStatement(script: string, start: number): number {
  for (const { depth, end } of brackets(script.slice(start))) if (end !== undefined && depth <= 0) return start + end
  return script.length
}

/** What follows the prompt's open head: a body, closed where it isn't. One that was cut off stays as it is. */
export function asFunctionBody(code: string): string {
  let depth = 0
  for (const mark of brackets(code)) {
    depth = mark.depth
    if (depth < 0) return code
  }
  return depth === 0 ? `${code}\n}` : code
}

/** The tests as they run apart from the program: with what its prompt holds for them to call. */
export function withHelpers(prompt: string, tests: string): string {
  const helpers = beforeLastHead(prompt)
  return declarations(helpers).length === 0 ? tests : `${helpers}\n${tests}`
}

/** What is no bracket: comments, texts, regular expressions where a value may begin. Each goes to the end where it is not closed. */
const PASSED_OVER = [
  /\/\/.*/,
  /\/\*[\s\S]*?(?:\*\/|$)/,
  /'(?:\\[\s\S]|[^'\\\n])*'?/,
  /"(?:\\[\s\S]|[^"\\\n])*"?/,
  /`(?:\\[\s\S]|[^`\\])*`?/,
  /(?<=(?:^|[=(,:;!&|?{[+*%<>~^-]|\breturn|\bcase)\s*)\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]?|[^/\\[\n])*\/?/,
]
const BRACKETS = new RegExp(
  `${PASSED_OVER.map(({ source }) => source).join('|')}|(?<bracket>[()[\\]{}])|(?<newline>\\n)`,
  'g',
)

interface Mark {
  /** How many brackets are open behind it; negative where more were closed. */
  readonly depth: number
  /** Where the next line begins; absent: it is a bracket. */
  readonly end?: number
}

/** Every bracket, and every end of a line that is not within a text. */
function* brackets(code: string): Generator<Mark> {
  let depth = 0
  for (const { groups, index } of code.matchAll(BRACKETS)) {
    if (groups?.newline !== undefined) yield { depth, end: index + 1 }
    else if (groups?.bracket !== undefined) {
      depth += '([{'.includes(groups.bracket) ? 1 : -1
      yield { depth }
    }
  }
}
