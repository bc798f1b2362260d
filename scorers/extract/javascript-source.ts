/** JavaScript as text: enough of it to join an answer to its prompt. */

export interface FunctionHead {
  readonly name: string
  /** Where the head's line begins. */
  readonly start: number
}

/** `function f(`, `async function* f(`, `const f = (…) => {`, `var f = function (`: the last at the start of a line. */
const HEAD =
  /^(?:export[ \t]+(?:default[ \t]+)?)?(?:(?:async[ \t]+)?function[ \t]*\*?[ \t]*([\w$]+)[ \t]*\(|(?:const|let|var)[ \t]+([\w$]+)[ \t]*=[ \t]*(?:async\b|function\b|\())/gm

/** The function that a prompt leaves open; undefined where there is none. */
export function lastFunctionHead(prompt: string): FunctionHead | undefined {
  const last = [...prompt.matchAll(HEAD)].at(-1)
  return last === undefined ? undefined : { name: last[1] ?? last[2] ?? '', start: last.index }
}

/** A script has no modules: `export function f` becomes `function f`, and `export { f }` goes. */
export function withoutExports(code: string): string {
  return code
    .replaceAll(/^[ \t]*export[ \t]*\{[^}\n]*\};?[ \t]*$/gm, '')
    .replaceAll(/^[ \t]*export[ \t]+default[ \t]+(?=[\w$]+[ \t]*;?[ \t]*$)/gm, '')
    .replaceAll(/^([ \t]*)export[ \t]+(?:default[ \t]+)?/gm, '$1')
}

/**
 * What follows the prompt's open head: a body, closed where it isn't. Braces are counted as they stand, in texts and comments too, so an
 * answer is closed only when it closes nothing beyond what it opens.
 */
export function asFunctionBody(code: string): string {
  const opened = code.split('{').length - code.split('}').length
  return opened === 0 ? `${code}\n}` : code
}
