/** What a mathematical answer is: a number, a tuple, a set, an equation …, by its outermost marks. */
import { isEnclosed, splitOutside } from './brackets.ts'
import { type Expression, readExpression } from './expression.ts'
import { isWords, MARKS, normalize, plainText, withoutFonts } from './normalize.ts'
import { measured } from './units.ts'

export type MathValue =
  | { readonly kind: 'words'; readonly text: string }
  | { readonly kind: 'expression'; readonly text: string; readonly expression: Expression; readonly unit?: string }
  | { readonly kind: 'in-base'; readonly digits: string; readonly base: string }
  /** `x = 5`, of which 5 is the value; any other equation. */
  | { readonly kind: 'named'; readonly name: string; readonly value: MathValue }
  | { readonly kind: 'equation'; readonly left: Expression; readonly right: Expression; readonly text: string }
  | { readonly kind: 'inequality'; readonly sides: readonly MathValue[]; readonly signs: readonly string[] }
  /** A point, a vector, an interval: in order, and with its brackets. */
  | { readonly kind: 'tuple'; readonly open: string; readonly close: string; readonly parts: readonly MathValue[] }
  | { readonly kind: 'union'; readonly parts: readonly MathValue[] }
  /** Braces or a bare list: in any order. */
  | { readonly kind: 'set'; readonly parts: readonly MathValue[] }
  | { readonly kind: 'matrix'; readonly rows: readonly (readonly MathValue[])[] }

/** Parts of a list beyond which it is compared as text. */
const MAX_PARTS = 64

/** @param written LaTeX or plain text, at most 4,000 characters */
export const readMath = (written: string): MathValue => read(normalize(written))

function read(text: string): MathValue {
  const bare = isEnclosed(text) && text[0] === '{' ? text.slice(1, -1).trim() : text
  return words(bare) ?? list(bare) ?? union(bare) ?? relation(bare) ?? bracketed(bare) ?? matrix(bare) ?? scalar(bare)
}

const asWords = (text: string): MathValue => ({ kind: 'words', text: plainText(text).toLowerCase() })

/** `\text{Evelyn}`, `east`, `(C)`, `3:30 \text{ p.m.}`; one letter keeps its case, as it may be a variable. */
function words(text: string): MathValue | null {
  const plain = plainText(text)
  if (/^[A-Za-z]$/.test(plain) && (isWords(text) || /^\([A-Za-z]\)$/.test(text.trim())))
    return { kind: 'words', text: plain }
  if (isWords(text) && !/\d/.test(plain)) return asWords(text)
  const isRun =
    /^(?=.{3})[A-Za-z]{2,}(?:[ '-][A-Za-z]+)*$/.test(text) && !/^(?:pi|sqrt|infinity|inf)$/i.test(text.trim())
  return isRun || /^\d{1,2}\s?\\?:\s?\d{2}/.test(withoutFonts(text)) ? asWords(text) : null
}

const SEPARATOR = /,|;|\\text\s?\{\s?,?\s?(?:or|and)\s?\}|\s(?:or|and)\s/

/** `3, 5, 7`; `58,500` is one number. */
function list(text: string): MathValue | null {
  const number = /^-?\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)/.exec(text)
  if (number !== null && splitOutside(text.slice(number[0].length), /,/).length === 1) {
    const joined = text.replace(number[0], number[0].replaceAll(',', MARKS.thousands))
    return read(joined)
  }
  if (text.startsWith(MARKS.open) && text.endsWith(MARKS.close) && text.indexOf(MARKS.close) === text.length - 1) {
    return setOf(text.slice(1, -1).trim())
  }
  const parts = splitOutside(text, SEPARATOR)
  return parts.length > 1 && !text.includes(MARKS.open) ? setOf(text) : plusMinus(text)
}

function setOf(text: string): MathValue {
  if (text === '') return { kind: 'set', parts: [] }
  const parts = splitOutside(text, SEPARATOR).map((part) => part.trim())
  if (parts.includes('') || parts.length > MAX_PARTS) return asWords(text)
  return { kind: 'set', parts: parts.flatMap((part) => membersOf(read(part))) }
}

/** `1 \pm \sqrt{19}` within a set is two members of it. */
const membersOf = (value: MathValue): readonly MathValue[] => (value.kind === 'set' ? value.parts : [value])

/** Both signs, in place of a sign that is both. */
function plusMinus(text: string): MathValue | null {
  if (!/\\(?:pm|mp)(?![a-zA-Z])/.test(text) || splitOutside(text, /=/).length > 2) return null
  const [, name, side = text] = /^([a-zA-Z])\s?=(.*)$/s.exec(text) ?? []
  const both = ([plus, minus]: readonly [string, string]) =>
    read(
      side
        .replace(/\\pm(?![a-zA-Z])/g, plus)
        .replace(/\\mp(?![a-zA-Z])/g, minus)
        .replace(/^\s*\+/, ''),
    )
  const value: MathValue = { kind: 'set', parts: [both(['+', '-']), both(['-', '+'])] }
  return name === undefined ? value : { kind: 'named', name, value }
}

function union(text: string): MathValue | null {
  const parts = splitOutside(text.replace(/^[a-zA-Z]\s?\\in(?![a-zA-Z])/, ''), /\\cup(?![a-zA-Z])/)
  return parts.length > 1 ? { kind: 'union', parts: parts.map((part) => read(part.trim())) } : null
}

const SIGNS = /\\(?:le|ge|ne)(?![a-zA-Z])|<|>/

function relation(text: string): MathValue | null {
  const member = /^(?:[a-zA-Z]\s?\\in(?![a-zA-Z])\s?)+(.*)$/s.exec(text)
  if (member !== null) return read((member[1] ?? '').trim())
  const sides = splitOutside(text, SIGNS)
  if (sides.length > 1 && sides.length <= 4 && !text.includes('=')) {
    const signs = [...text.matchAll(new RegExp(SIGNS, 'g'))].map(([sign]) => sign)
    if (signs.length !== sides.length - 1) return null
    return { kind: 'inequality', sides: sides.map((side) => read(side.trim())), signs }
  }
  return equation(text)
}

/** A name for a value has one letter, or is a function of one: `f(x) = 2x`. */
const NAME = /^(?:[a-zA-Z]|\\[a-zA-Z]+)(?:_\{?\w{1,8}\}?)?(?:\([a-zA-Z]\))?$/

const isName = (side: string) => NAME.test(side) && !['i', 'e', '\\pi'].includes(side)

function equation(text: string): MathValue | null {
  const sides = splitOutside(text, /=/).map((side) => side.trim())
  if (sides.length < 2 || sides.includes('')) return null
  if (sides.length === 2 && isName(sides[1] as string) && !isName(sides[0] as string)) sides.reverse()
  const [left = '', right = ''] = sides
  if (isName(left)) {
    return { kind: 'named', name: left.replace(/[{}\s]/g, ''), value: read(sides.at(-1) as string) }
  }
  const [before, after] = [readExpression(left), readExpression(right)]
  if (sides.length > 2 || before === null || after === null) return asWords(text)
  // `2 + 3 = 5` tells a value.
  if (before.variables.size + after.variables.size === 0) return read(right)
  return { kind: 'equation', left: before, right: after, text: plainText(text) }
}

function bracketed(text: string): MathValue | null {
  if (!isEnclosed(text) || text[0] === '{') return null
  const parts = splitOutside(text.slice(1, -1), /,|;/).map((part) => part.trim())
  if (parts.length < 2 || parts.includes('') || parts.length > MAX_PARTS) return null
  return { kind: 'tuple', open: text[0] as string, close: text.at(-1) as string, parts: parts.map(read) }
}

const MATRIX = /^\\begin\s?\{([pbvBV]?matrix|array)\}(?:\{[lcr|]*\})?(.*)\\end\s?\{\1\}$/s

function matrix(text: string): MathValue | null {
  const inside = MATRIX.exec(text)?.[2]
  if (inside === undefined) return null
  const rows = inside
    .split(MARKS.row)
    .map((row) => row.trim())
    .filter((row) => row !== '')
    .map((row) => row.split('&').map((cell) => read(cell.trim())))
  return rows.flat().length > MAX_PARTS ? asWords(text) : { kind: 'matrix', rows }
}

function scalar(text: string): MathValue {
  const [, sign, infinite] = /^([+-]?)\s?(\\infty|infinity|inf)$/i.exec(text) ?? []
  if (infinite !== undefined) return { kind: 'words', text: `${sign === '-' ? '-' : ''}infinity` }
  const [, digits, base] = /^([0-9A-Fa-f]+)\s?_\s?\{?\s?(\d{1,2})\s?\}?$/.exec(withoutFonts(text)) ?? []
  if (digits !== undefined && base !== undefined && /\d/.test(digits)) {
    return { kind: 'in-base', digits: digits.toLowerCase().replace(/^0+(?=.)/, ''), base }
  }
  const { value, unit } = measured(text)
  const expression = readExpression(value)
  if (expression === null || expression.hasPlusMinus) return asWords(text)
  return { kind: 'expression', text: plainText(value), expression, ...(unit !== undefined && { unit }) }
}
