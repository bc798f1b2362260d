/** Makes a program of a problem's prompt and the code that was found in a reply. */
import type { CodeExtraction } from './code.ts'
import { asFunctionBody, asScript, beforeLastHead, calling, withoutDeclared } from './javascript-source.ts'
import { asBody, dedented, isModule, withoutFutureImports } from './python-source.ts'

/**
 * What follows the prompt, for those who keep the two apart. Without imports `from __future__`, which cannot be here
 * and of which since Python 3.14 none is needed.
 *
 * - Code with the entry point at module level comes after the prompt: the prompt is a whole function whose body is its
 *   docstring, so the new definition wins, as the last of several does, and helpers and imports of both are kept.
 * - So do other classes and functions. A `class Solution` stays a class: who calls the entry point gets the prompt's.
 * - All else is the body of the prompt's function.
 *
 * `if __name__ == '__main__':` is kept. Whether it runs is up to the sandbox, as it is for a program in a file.
 */
export function pythonCompletion(prompt: string, { code, definesEntryPoint }: CodeExtraction): string {
  const rest = withoutFutureImports(code)
  if (definesEntryPoint || isModule(rest)) return `\n${dedented(rest)}`
  return (prompt === '' || prompt.endsWith('\n') ? '' : '\n') + asBody(rest)
}

/** A JavaScript program: what goes before the code, and the code. */
export interface JavaScriptProgram {
  readonly prompt: string
  readonly completion: string
}

/**
 * - Code that defines the entry point takes the place of the prompt's open head. What the prompt holds before it stays,
 *   unless the code declares that as well.
 * - All else is the body of the prompt's function. So is a class with a method of that name, as no test can call it.
 */
export function javascriptProgram(
  prompt: string,
  { code, definesEntryPoint }: CodeExtraction,
  entryPoint: string,
): JavaScriptProgram {
  if (!definesEntryPoint) return { prompt, completion: asFunctionBody(code) }
  const script = asScript(code)
  return { prompt: withoutDeclared(beforeLastHead(prompt), script), completion: calling(script, entryPoint) }
}
