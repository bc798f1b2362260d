/** Every part of a reply that is marked as code, by a fence or otherwise. */
import { CODE_WRAPPERS } from './code-wrappers.ts'
import { type FencedBlock, type FenceOptions, fencedBlocks } from './fences.ts'
import { loosenFences } from './loose-fences.ts'
import { sourceLines } from './python-lines.ts'

/** Of the text as it was given; `span` and `opens` are offsets in it. */
export type CodeBlock = FencedBlock & {
  /** The words before it, up to its line: `A common mistake is:`. */
  readonly before: string
  /** What follows its end: `which is wrong.` */
  readonly after: string
}

/** So many blocks are tried for fences in their strings; the others are read as Markdown reads them. */
const MAX_TRIED = 4

/** Fenced blocks: also in a line with other text, within a fenced Markdown text, and if asked for indented however far. */
export function blocksIn(text: string, options: FenceOptions = {}): CodeBlock[] {
  const loosened = loosenFences(text)
  return withStrings(loosened.text, options)
    .flatMap(unfolded)
    .map((block) => ({
      ...block,
      before: leadTo(loosened.text, block.opens),
      after: followUpOf(loosened.text, block.span[1]),
      span: [loosened.original(block.span[0]), loosened.original(block.span[1])],
      opens: loosened.original(block.opens),
    }))
}

const WORDS_BEFORE = 300

/** The first words after the closing fence. */
const followUpOf = (text: string, end: number) => text.slice(end, end + 200).replace(/^\s*[`~]{3,}\s*/, '')

const leadTo = (text: string, opens: number) => text.slice(Math.max(0, opens - WORDS_BEFORE), opens).trimEnd()

const MARKDOWN = /^(?:markdown|md|mdx)\b/i

/** The blocks of a Markdown text that itself is in a fence. */
function unfolded(block: FencedBlock): FencedBlock[] {
  if (!MARKDOWN.test(block.info)) return [block]
  const inner = fencedBlocks(block.content)
  const { span, opens, closed } = block
  return inner.length === 0 ? [block] : inner.map((one) => ({ ...one, span, opens, closed: one.closed || closed }))
}

/** Python's strings may hold fences, which end no block: `"""⏎```⏎add(1, 2)⏎```⏎"""`. */
function withStrings(text: string, options: FenceOptions): FencedBlock[] {
  const found: FencedBlock[] = []
  let blocks = fencedBlocks(text, options)
  for (let [tried, index] = [0, 0]; index < blocks.length; index++) {
    const block = blocks[index] as FencedBlock
    const mayGoOn = block.closed && tried < MAX_TRIED && endsInString(block.content)
    const end = mayGoOn ? endAfterString(text, block.span[0]) : undefined
    if (mayGoOn) tried++
    if (end === undefined) {
      found.push(block)
      continue
    }
    const [start] = block.span
    const content = text.slice(start, end.line).replace(/\r?\n$/, '')
    found.push({ ...block, content, span: [start, start + content.length] })
    blocks = fencedBlocks(text.slice(end.after), options).map((later) => moved(later, end.after))
    index = -1
  }
  return found
}

const moved = (block: FencedBlock, by: number): FencedBlock => ({
  ...block,
  span: [block.span[0] + by, block.span[1] + by],
  opens: block.opens + by,
})

/** Whether a string of several lines is still open. An even number of its quotes is taken for closed ones without a closer look. */
export const endsInString = (code: string) =>
  (isOdd(code, '"""') || isOdd(code, "'''")) && sourceLines(`${code}\n`).at(-1)?.begins === 'string'

const isOdd = (code: string, quotes: string) => code.split(quotes).length % 2 === 0

/** The first fence that is in no string. */
function endAfterString(text: string, start: number): { line: number; after: number } | undefined {
  let at = start
  for (const { text: line, begins } of sourceLines(text.slice(start))) {
    const end = at + line.length + 1
    if (begins !== 'string' && /^[ \t]*(?:`{3,}|~{3,})[ \t]*\r?$/.test(line))
      return { line: at, after: Math.min(end, text.length) }
    at = end
  }
  return undefined
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', '#39': "'", nbsp: ' ' }

const unescaped = (html: string) =>
  html.replace(/&(lt|gt|amp|quot|#39|nbsp);/g, (whole, name: string) => ENTITIES[name] ?? whole)

/** What is in tags, in LaTeX, between quotes in the place of backticks, in inline code, in JSON. */
export function wrappedIn(text: string): CodeBlock[] {
  return [...CODE_WRAPPERS.flatMap((wrapper) => between(text, wrapper)), ...inlineIn(text), ...stringsIn(text)]
}

function between(text: string, { open, close, html }: (typeof CODE_WRAPPERS)[number]): CodeBlock[] {
  const blocks: CodeBlock[] = []
  const [opening, closing] = [new RegExp(open, `${open.flags}g`), new RegExp(close, `${close.flags}g`)]
  for (let found = opening.exec(text); found !== null; found = opening.exec(text)) {
    const start = opening.lastIndex
    closing.lastIndex = start
    const end = closing.exec(text)
    const content = text.slice(start, end?.index)
    blocks.push({
      info: '',
      content: (html ? unescaped(content) : content).replace(/^[ \t]*\r?\n/, ''),
      span: [start, start + content.length],
      opens: found.index,
      closed: end !== null,
      before: leadTo(text, found.index),
      after: '',
    })
    if (end === null) break
    opening.lastIndex = closing.lastIndex
  }
  return blocks
}

/** `` `def add(x, y): return x + y` `` */
function inlineIn(text: string): CodeBlock[] {
  return [...text.matchAll(/(?<!`)`([^`\n]+)`(?!`)/g)].map(({ index, 1: content = '' }) => ({
    info: '',
    content,
    span: [index + 1, index + 1 + content.length],
    opens: index,
    closed: true,
    before: leadTo(text, index),
    after: '',
  }))
}

/** `{"code": "def add(x, y):\n    return x + y"}`, also as the content of a fence; or a program whose line ends are escaped. */
function stringsIn(text: string): CodeBlock[] {
  const json = text
    .trim()
    .replace(/^```(?:json)?\s*/, '')
    .replace(/```$/, '')
    .trim()
  const contents = /^[[{"]/.test(json) ? stringsOf(json) : []
  if (contents.length === 0 && !text.trim().includes('\n') && text.includes('\\n')) {
    contents.push(text.trim().replace(/\\([nt"'\\])/g, (_, char: string) => ({ n: '\n', t: '\t' })[char] ?? char))
  }
  const found = { info: '', span: [0, text.length] as const, opens: 0, closed: true, before: '', after: '' }
  return contents.map((content) => ({ ...found, content, span: [0, text.length] }))
}

function stringsOf(json: string): string[] {
  const found: string[] = []
  try {
    JSON.parse(json, (_, value: unknown) => {
      if (typeof value === 'string') found.push(value)
      return value
    })
  } catch {
    return []
  }
  return found
}
