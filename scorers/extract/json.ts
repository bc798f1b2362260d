/** JSON in a reply: in a code block, or as it is; compared by structure, and by a schema. */
import type { Extraction, ExtractionRule } from './rule.ts'

/** Of a long reply only the end is read. */
const WINDOW = 2 ** 17
/** Opening brackets that are tried, where none is closed. */
const MOST_STARTS = 64
const MOST_TRIED = 32

export interface JsonRuleOptions {
  /** @returns what is wrong with a value, in words; undefined for nothing */
  readonly flawOf?: (value: unknown) => string | undefined
  /** Whether the value must equal the target, too. */
  readonly hasTarget: boolean
}

/** The last JSON object or list of a reply; else the whole reply, where it is JSON. */
export function jsonRule({ flawOf = () => undefined, hasTarget }: JsonRuleOptions): ExtractionRule {
  const compare = (answer: string, target: string) => {
    const flaw = flawOf(JSON.parse(answer))
    if (flaw !== undefined) return { equal: false, by: `the schema: ${flaw}` }
    if (!hasTarget) return { equal: true, by: 'the schema' }
    const difference = differenceOf(JSON.parse(answer), JSON.parse(target))
    return difference === undefined ? { equal: true, by: 'the same JSON' } : { equal: false, by: difference }
  }
  return {
    name: 'json',
    source: 'evalkit: the last JSON object or list of the reply; key order and spacing do not count',
    reads: 'answer',
    extract: lastJson,
    equal: (answer, target) => compare(answer, target).equal,
    compare: async (answer, target) => ({ ...compare(answer, target), answer, target }),
  }
}

function lastJson(reply: string): Extraction | null {
  const offset = Math.max(0, reply.length - WINDOW)
  const text = reply.slice(offset)
  for (const [start, end] of bracketed(text).slice(-MOST_TRIED).reverse()) {
    if (isJson(text.slice(start, end))) return { ...extraction(text, start, end, offset, 'json'), isWhole: true }
  }
  const whole = text.trim()
  const start = text.indexOf(whole)
  return offset === 0 && whole !== '' && isJson(whole)
    ? extraction(text, start, start + whole.length, 0, 'whole')
    : null
}

const extraction = (text: string, start: number, end: number, offset: number, via: string): Extraction => ({
  answer: text.slice(start, end),
  span: [offset + start, offset + end],
  via,
  explicit: true,
})

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** Parts of a text from an opening bracket to the one that closes it, the outermost ones. */
function bracketed(text: string): [start: number, end: number][] {
  const parts: [number, number][] = []
  let unclosed = 0
  for (let at = nextBracket(text, 0); at !== -1; ) {
    const end = closing(text, at)
    if (end !== undefined) parts.push([at, end])
    else if (++unclosed === MOST_STARTS) break
    at = nextBracket(text, end ?? at + 1)
  }
  return parts
}

function nextBracket(text: string, from: number): number {
  BRACKET.lastIndex = from
  return BRACKET.exec(text)?.index ?? -1
}

const BRACKET = /[{[]/g

/** @returns the place after the bracket that closes the one at `start`; brackets within strings do not count */
function closing(text: string, start: number): number | undefined {
  let depth = 0
  let isInString = false
  for (let at = start; at < text.length; at++) {
    const character = text[at]
    if (isInString) {
      if (character === '\\') at++
      else if (character === '"') isInString = false
    } else if (character === '"') isInString = true
    else if (character === '{' || character === '[') depth++
    else if ((character === '}' || character === ']') && --depth === 0) return at + 1
  }
  return undefined
}

type Fields = Readonly<Record<string, unknown>>

/** The first place where two values differ, in words: `/team is "sales", not "billing"`; undefined where they are equal. */
function differenceOf(answer: unknown, target: unknown, path = ''): string | undefined {
  if (isFields(answer) && isFields(target)) {
    if (Array.isArray(answer) !== Array.isArray(target))
      return `${path || 'it'} is ${kindOf(answer)}, not ${kindOf(target)}`
    for (const key of new Set([...Object.keys(target), ...Object.keys(answer)])) {
      if (!Object.hasOwn(answer, key)) return `${path}/${key} is missing`
      if (!Object.hasOwn(target, key)) return `${path}/${key} is not in the target`
      const inner = differenceOf(answer[key], target[key], `${path}/${key}`)
      if (inner !== undefined) return inner
    }
    return undefined
  }
  return answer === target ? undefined : `${path || 'it'} is ${JSON.stringify(answer)}, not ${JSON.stringify(target)}`
}

const isFields = (value: unknown): value is Fields => value !== null && typeof value === 'object'

const kindOf = (value: unknown) => (Array.isArray(value) ? 'a list' : 'an object')
