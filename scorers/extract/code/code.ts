/**
 * Finds the code in a chat reply.
 *
 * Of the pieces that are set apart as code, one that defines the entry point counts: rather one with a body than a stub, rather
 * one that the words before it don't call wrong, rather a whole one than one that was cut off, and the last of these. What it
 * uses and other blocks define goes before it. Without any, the last block of the language counts, else the first; without
 * blocks, the reply is code as it is, but for its prose. Indented blocks are no blocks here, for that is how a bare body looks.
 */
import type { Span } from '../../../results/schema/schema.ts'
import { runOnOf } from '../run-on.ts'
import { blocksIn, type CodeBlock, endsInString, wrappedIn } from './code-blocks.ts'
import { definesAtMargin } from './javascript-source.ts'
import { withHelpers } from './python-helpers.ts'
import { readable } from './python-lines.ts'
import { withoutProse } from './python-prose.ts'
import { bodyBefore, definesAtTopLevel, isStubOf } from './python-source.ts'

export interface CodeExtraction {
  /** Never blank. Line ends are `\n`; in Python, odd spaces outside of strings are plain ones. */
  readonly code: string
  /**
   * Where it is in the text that was given: the lines of the block, with what indents them in a list. Helpers from other
   * blocks are in `code` only.
   */
  readonly span: Span
  readonly via: 'block-with-entry-point' | 'wrapped' | 'language-block' | 'first-block' | 'unclosed-block' | 'raw'
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
  /** All that defines the name has no body yet. */
  isStub(code: string, name: string): boolean
  /** The text of a block in a form that the language reads. */
  clean(code: string, name: string): string
  /** With what it needs of other blocks. */
  complete(code: string, others: readonly string[], name: string): string
}

const LANGUAGES: Readonly<Record<Language, LanguageRules>> = {
  python: {
    names: ['python', 'py', 'python3', 'py3', 'ipython', 'ipython3'],
    defines: definesAtTopLevel,
    isStub: isStubOf,
    clean: (code, name) => bodyBefore(withoutProse(readable(code)), name),
    complete: withHelpers,
  },
  javascript: {
    names: ['javascript', 'js', 'node', 'nodejs', 'mjs', 'cjs', 'ecmascript'],
    rivals: ['typescript', 'ts', 'tsx', 'mts', 'cts'],
    defines: definesAtMargin,
    isStub: () => false,
    clean: (code) => code.replaceAll(/\r\n?/g, '\n'),
    complete: (code) => code,
  },
}

const BYTE_ORDER_MARK = '\ufeff'

/** A piece of the reply, as the language reads it. */
type Candidate = CodeBlock & { readonly code: string }

/** @returns null when the answer holds nothing that could be code; never throws, linear in the answer's length */
export function extractCode(answer: string, { entryPoint, language }: CodeWanted): CodeExtraction | null {
  const rules = LANGUAGES[language]
  const start = answer.startsWith(BYTE_ORDER_MARK) ? 1 : 0
  const text = answer.slice(start)
  const fences = blocksIn(text)
  const blocks = candidates(fences, entryPoint, rules)
  const found = (via: CodeExtraction['via'], { code, span, closed }: Candidate): CodeExtraction => ({
    code,
    span: [span[0] + start, span[1] + start],
    via: closed ? via : 'unclosed-block',
    definesEntryPoint: via === 'block-with-entry-point' || via === 'wrapped',
  })

  const fenced = bestOf(blocks, entryPoint, rules)
  if (fenced !== undefined) return found('block-with-entry-point', fenced)

  // Code in plain text, and a fence only after it: one that closes what the prompt had opened, or that of an example.
  const before = text.slice(0, fences[0]?.opens)
  const plain = endsInString(before) ? text : withoutTokens(before)
  const code = rules.clean(asTyped(plain), entryPoint)
  const definesEntryPoint = rules.defines(code, entryPoint)
  if (!definesEntryPoint || MAY_WRAP.test(plain) || !plain.trim().includes('\n')) {
    const others = [...blocksIn(text, { indented: true }), ...wrappedIn(text)]
    const wrapped = bestOf(candidates(others, entryPoint, rules), entryPoint, rules)
    if (wrapped !== undefined) return found('wrapped', wrapped)
  }
  const raw: CodeExtraction = { code, span: [start, start + plain.length], via: 'raw', definesEntryPoint }
  if (definesEntryPoint) return raw

  const whole = blocks.toSorted((a, b) => Number(a.closed) - Number(b.closed))
  const speaking = whole.findLast(({ info }) => rules.names.includes(languageOf(info)))
  if (speaking !== undefined) return found('language-block', speaking)
  const [first] = blocks
  if (first !== undefined) return found('first-block', first)
  return code.trim() === '' ? null : raw
}

/** Code in plain text may be between tags or in an indented fence, which Python would not read. */
const MAY_WRAP =
  /<\/|&lt;|\[\/|\\end\{|^[ \t]*(?:'''|"""py(?:thon3?)?\s*$|(?:｀{3}|´{3}|(?:\\`){3}|‘{3}))|^[ \t]+(?:```|~~~)/m

function candidates(blocks: readonly CodeBlock[], name: string, { clean }: LanguageRules): Candidate[] {
  return blocks
    .map((block) => ({ block, content: asShown(block) }))
    .filter(({ content }) => !isTranscript(content))
    .map(({ block, content }) => ({ ...block, code: clean(block.closed ? content : withoutTokens(content), name) }))
    .filter(({ code }) => code.trim() !== '')
}

/** The last of the best blocks that define the name, with what it needs of the others. */
function bestOf(blocks: readonly Candidate[], name: string, rules: LanguageRules): Candidate | undefined {
  const defining = blocks
    .filter(({ code }) => rules.defines(code, name))
    .map((block) => ({ block, rank: rankOf(block, name, rules) }))
  const highest = defining.reduce((most, { rank }) => Math.max(most, rank), 0)
  const best = defining.findLast(({ rank }) => rank === highest)?.block
  if (best === undefined) return undefined
  const others = blocks.filter((block) => block !== best && !rules.rivals?.includes(languageOf(block.info)))
  const code = rules.complete(
    best.code,
    others.map((block) => block.code),
    name,
  )
  return { ...best, code }
}

/** How much a block that defines the entry point is meant to be the answer. */
function rankOf(block: Candidate, name: string, { rivals = [], isStub }: LanguageRules): number {
  const isRival = rivals.includes(languageOf(block.info))
  const isMeant = !isCalledWrong(block)
  return (isRival ? 0 : 8) + (isStub(block.code, name) ? 0 : 4) + (isMeant ? 2 : 0) + (block.closed ? 1 : 0)
}

/** `A common mistake is:`, `Do **not** write it like this:` */
const WRONG =
  /\b(?:mistak(?:es?|enly)|wrong(?:ly)?|incorrect(?:ly)?|buggy|(?<!\b(?:without|avoids?|no) (?:\w{1,5} )?)bugs?(?!-free)|broken|bad|pitfall|anti-?pattern|fails?)\b|\b(?:do\W{1,4}not|don['’]t|never|not)\W{1,4}(?:to\W)?(?:write|do|use|code|implement|return|try|like)\b|^\W*avoid\b|instead of\b|\b(?:do(?:es)?|did|would|will|wo)(?:\W{1,4}not|n['’]t)\W{1,4}work\b|^\W*before\W*$|错误|不要/i
const RIGHT =
  /\b(?:fix(?:e[ds])?|updated|revised|(?<!not )working|(?:new|final) (?:version|code)|correct(?:ed)?|right|proper(?:ly)?|better|improved?|should be)\b|正确|修正/i
const WRONG_IN_CODE = /^\s*(?:#|\/\/)\W*(?:wrong|incorrect|bad|buggy|mistake|don['’]t|do not|not this)\b/i

/** `which is wrong.`, `This is a common mistake.` */
const WRONG_AFTER = /^\W*(?:which|this|that|it)\b[^.!?\n]{0,40}\b(?:wrong|incorrect|mistake|buggy|broken)\b/i

function isCalledWrong({ before, after, code }: Candidate): boolean {
  const line = before.slice(Math.max(before.lastIndexOf('\n') + 1, before.length - 200))
  const words = line.split(/(?<=[.!?。！？])\s+/).at(-1) ?? ''
  return (WRONG.test(words) && !RIGHT.test(words)) || WRONG_IN_CODE.test(code) || WRONG_AFTER.test(after)
}

/** A reply without a fence may show the tokens by which it should have ended. */
function withoutTokens(text: string): string {
  const end = runOnOf(text, 'tokens')
  const cut = end?.mark.startsWith('<') ? text.slice(0, end.at) : text
  return cut.replace(/^\s*(?:<\|[\w ]{1,30}\|>(?:assistant\b)?\s*)+/, '')
}

/** The definitions that were typed into an interactive session, without the calls that show what they do. */
function asTyped(content: string): string {
  if (!isTranscript(content) || !/^\s*>>> (?:def|class|async|import|from|@)/m.test(content)) return content
  return content
    .split('\n')
    .flatMap((line) => /^\s*(?:>>>(?! [\w.]+\()|\.\.\.)(?: (.*))?$/.exec(line)?.[1] ?? [])
    .join('\n')
}

/** As it would be in a file: without prompts, line numbers, marks of a diff. */
function asShown({ content, info }: CodeBlock): string {
  const lines = content.split('\n')
  if (/^(?:diff|patch)$/.test(languageOf(info)) && lines.every((line) => /^(?:[-+ @]|\s*$)/.test(line))) {
    return lines.flatMap((line) => (/^[-@]|^\+\+\+ /.test(line) ? [] : [line.slice(1)])).join('\n')
  }
  return asTyped(withoutNumbers(lines) ?? content)
}

/** `1: def f():⏎2:     return 1`. @returns null where the lines are not numbered one after the other */
function withoutNumbers(lines: readonly string[]): string | null {
  const numbered = lines.slice(0, lines.findLastIndex((line) => line.trim() !== '') + 1)
  const found = numbered.map((line) => /^\s*(\d{1,4})(?:\s?[:|.])?(?:[ \t](.*))?$/.exec(line))
  const first = Number(found[0]?.[1])
  const isNumbered = found.length > 1 && found.every((one, at) => Number(one?.[1]) === first + at)
  return isNumbered ? found.map((one) => one?.[2] ?? '').join('\n') : null
}

/** `python title="x"`, `Python3`, `{.python .numberLines}` */
const languageOf = (info: string) => /[\w+#-]+/.exec(info)?.[0].toLowerCase() ?? ''

/** What an interactive session looks like; its results would be read as code. */
const isTranscript = (code: string) => code.trimStart().startsWith('>>>')
